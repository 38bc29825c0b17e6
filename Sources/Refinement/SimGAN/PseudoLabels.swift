import Datasets
import Judges
import Torch
import TorchNN
import Training

/// What classifiers take real pictures for: the class that each most probably has, and how probable it is.
final class PseudoLabels {
  private let pictures: LabelledImages
  private let device: Device
  private var classes: Tensor?
  private var confidences: Tensor?

  /// No labels yet.
  init(of pictures: LabelledImages, device: Device) {
    self.pictures = pictures
    self.device = device
  }

  /// Has a classifier, in its evaluation mode, name all pictures.
  func renew(by classifier: ClassifierNetwork, chunk: Int = 500) {
    let wasTraining = classifier.isTraining
    classifier.eval()
    defer { classifier.train(wasTraining) }
    withoutGradients {
      var (names, values): ([Tensor], [Tensor]) = ([], [])
      for start in stride(from: 0, to: pictures.count, by: chunk) {
        let batch = pictures.batch(Array(start..<min(start + chunk, pictures.count)))
        let logits = classifier(Tensor(pictures: batch, device: device)).to(.float32)
        let best = softmax(logits, dim: 1).max(dim: 1)
        names.append(best.indices)
        values.append(best.values)
      }
      classes = concatenated(names, dim: 0)
      confidences = concatenated(values, dim: 0)
    }
  }

  /// The labels of the pictures at some places, and 1 for each that counts, 0 for the others.
  ///
  /// - Parameter confidence: the probability from which a label counts.
  func callAsFunction(_ places: [Int], confidence: Double) -> (classes: Tensor, weights: Tensor) {
    guard let classes, let confidences else { preconditionFailure("labels are asked for once they were made") }
    let index = Tensor(places.map(Int64.init), shape: [places.count], device: device)
    let sure = (confidences.index(select: index, dim: 0) .>= confidence).to(.float32)
    return (classes.index(select: index, dim: 0), sure)
  }

  /// What a checkpoint must hold.
  var state: [(name: String, tensor: Tensor)] {
    guard let classes, let confidences else { return [] }
    return [("pseudo_classes", classes), ("pseudo_confidences", confidences)]
  }

  /// Takes back what `state` gave.
  func load(_ state: [String: Tensor]) {
    classes = state["pseudo_classes"].map { $0.to(device) }
    confidences = state["pseudo_confidences"].map { $0.to(device) }
  }
}
