import Adversarial
public import Datasets
public import Features
import Metrics
public import Torch
import TorchNN
import Training
public import Vision

/// A classifier from a weights file: it names classes, and gives the features for distances between sets of pictures.
///
/// The features are those of its last layer but one, 128 numbers.
public final class TrainedClassifier: FeatureExtractor {
  /// The weights file.
  public let path: String
  /// The classes in order.
  public let classNames: [String]
  /// Of the pictures that it takes, in pixels.
  public let width: Int
  /// Of the pictures that it takes, in pixels.
  public let height: Int
  /// 1 or 3.
  public let channels: Int
  private let network: ClassifierNetwork
  private let device: Device
  private var resize: FeatureResize
  private let step: Int?

  /// The weights file and after how many steps of training it was written.
  public var source: String { "the classifier \(path)" + (step.map { " (step \($0))" } ?? "") }

  public var preparation: String {
    "\(channels == 1 ? "grey" : "colour"), \(resize.description) where the size differs, values -1...1"
  }

  /// Opens a weights file, or the newest checkpoint of a run of `gan train classifier`.
  ///
  /// - Throws: a sentence that names the file: missing, damaged, no classifier.
  public init(at path: String, device: Device = .cpu) throws {
    let file = try ModelFile(at: path, networks: ["classifier"])
    try file.require(.judge)
    let recipe = try file.header.recipe.decoded(as: ClassifierRecipe.self, source: file.path)
    self.path = file.path
    (classNames, channels) = (recipe.pictures.classes, recipe.pictures.channels)
    let size = try recipe.size()
    (width, height) = (size.width, size.height)
    network = try withoutDrawingWeights { try recipe.makeNetwork(random: RandomSource(seed: 0)) }
    self.device = device
    resize = FeatureResize(width: width, height: height)
    step = file.header.step
    try file.load(into: network)
    try network.move(to: device)
    network.eval()
  }

  /// The class of each picture `[N, C, H, W]` in -1...1, of the size that the network takes.
  public func classes(of images: Tensor, chunk: Int = 500) -> [Int] {
    withoutGradients {
      images.split(size: chunk).flatMap { network($0.to(device)).argmax(dim: 1).int64Array().map(Int.init) }
    }
  }

  /// The features of pictures `[N, C, H, W]` in -1...1, `[N, 128]` on the CPU.
  public func features(of images: Tensor, chunk: Int = 500) -> Tensor {
    withoutGradients {
      concatenated(images.split(size: chunk).map { network.features($0.to(device)).to(.cpu) })
    }
  }

  /// The features of pictures of any size.
  public func features(of images: [Image]) -> Tensor { features(of: prepared(images)) }

  /// Pictures of any size as the network takes them, `[N, C, H, W]` in -1...1.
  private func prepared(_ images: [Image]) -> Tensor {
    stacked(
      images.map { image in
        let levels = resize(channels == 1 ? image.converted(to: .gray) : image)
        return levels.narrow(dim: 0, start: 0, length: channels) / 127.5 - 1
      })
  }

  /// The probability of each class for pictures of any size, one list a picture in the order of ``classNames``.
  public func probabilities(of images: [Image], chunk: Int = 100) -> [[Double]] {
    withoutGradients {
      stride(from: 0, to: images.count, by: chunk).flatMap { start in
        let part = Array(images[start..<min(start + chunk, images.count)])
        let values = softmax(network(prepared(part).to(device)).to(.float32), dim: 1).array().map(Double.init)
        return (0..<part.count).map { Array(values[$0 * classNames.count..<($0 + 1) * classNames.count]) }
      }
    }
  }

  /// The share of a data set's pictures that get their own class.
  public func accuracy(on images: LabelledImages, chunk: Int = 500) -> Double {
    var right = 0
    for start in stride(from: 0, to: images.count, by: chunk) {
      let batch = images.batch(Array(start..<min(start + chunk, images.count)))
      right += zip(classes(of: Tensor(pictures: batch)), batch.labels ?? []).count { $0 == $1 }
    }
    return Double(right) / Double(max(1, images.count))
  }
}
