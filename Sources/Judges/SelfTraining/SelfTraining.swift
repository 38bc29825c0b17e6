import Adversarial
public import Datasets
public import Torch
public import TorchNN
public import TorchOptim
public import Training
public import Vision

/// Trains a ``ClassifierNetwork`` on labelled pictures and, from some step on, on those unlabelled ones of whose class
/// it was sure when it last looked at all of them (self-training; Lee 2013's pseudo-labels).
public final class SelfTraining: AdversarialSystem {
  public static let identifier = "self-training"

  private let network: ClassifierNetwork
  private let optimizer: Adam
  private let changes: RandomSource
  private let draws: RandomSource
  private let recipe: SelfTrainingRecipe
  private let unlabelled: LabelledImages
  private let device: Device
  /// The places of the pictures that are learned from, and their classes.
  private var chosen: (places: Tensor, classes: Tensor)?

  /// Builds the network with fresh weights from the recipe's seed.
  ///
  /// - Parameter recipe: resolved.
  public init(_ recipe: SelfTrainingRecipe, unlabelled: LabelledImages, device: Device = .cpu) throws {
    self.recipe = recipe
    self.unlabelled = unlabelled
    self.device = device
    network = try recipe.classifier.makeNetwork(random: RandomSource(seed: recipe.run.seed))
    try network.move(to: device)
    optimizer = Adam(network.parameters(), learningRate: recipe.run.learningRate)
    changes = RandomSource(seed: recipe.run.seed &+ 1)
    draws = RandomSource(seed: recipe.run.seed &+ 2)
  }

  public var networks: [(name: String, module: Module)] { [("classifier", network)] }
  public var optimizers: [(name: String, optimizer: any Optimizer)] { [("classifier", optimizer)] }
  public var randomSources: [(name: String, random: RandomSource)] { [("changes", changes), ("draws", draws)] }
  public var auxiliaryState: [(name: String, tensor: Tensor)] {
    chosen.map { [("places", $0.places), ("classes", $0.classes)] } ?? []
  }

  public func loadAuxiliaryState(_ state: [String: Tensor]) {
    guard let places = state["places"], let classes = state["classes"] else { return chosen = nil }
    chosen = (places, classes)
  }

  public func phases(_ batch: LabelledBatch, step: Int) -> [Phase] {
    let since = step - recipe.own.start
    if since >= 0, since.isMultiple(of: recipe.own.renewEvery) { judge() }
    return [
      Phase("classifier", optimizer, trains: [network]) { [self] in
        let loss = learning(
          Tensor(pictures: batch, device: device), Tensor(classesOf: batch, device: device), name: "labelled")
        return loss.adding(ownLoss())
      }
    ]
  }

  private func learning(_ pictures: Tensor, _ classes: Tensor, name: String) -> LossTerms {
    let change = RandomAffine(rotation: 10, scale: 0.1, shear: 0.1, shift: 0.05)
    let logits = network(change(pictures, random: changes)).to(.float32)
    return LossTerms(name, crossEntropy(logits, target: classes))
  }

  /// On a batch of the pictures that it was sure of; nothing before it looked, or where it was sure of too few.
  private func ownLoss() -> LossTerms? {
    guard let chosen, chosen.places.count >= recipe.run.batchSize else { return nil }
    let order = Tensor.randperm(chosen.places.count, random: draws).narrow(
      dim: 0, start: 0, length: recipe.run.batchSize)
    let places = chosen.places.index(select: order, dim: 0).int64Array().map { Int($0) }
    let pictures = Tensor(pictures: unlabelled.batch(places), device: device)
    return learning(pictures, chosen.classes.index(select: order, dim: 0).to(device), name: "own")
  }

  /// Looks at all unlabelled pictures and keeps those of whose class it is sure.
  private func judge(chunk: Int = 500) {
    network.eval()
    defer { network.train() }
    var (places, classes): ([Int64], [Int64]) = ([], [])
    withoutGradients {
      for start in stride(from: 0, to: unlabelled.count, by: chunk) {
        let batch = unlabelled.batch(Array(start..<min(start + chunk, unlabelled.count)))
        let best = softmax(network(Tensor(pictures: batch, device: device)).to(.float32), dim: 1).max(dim: 1)
        for (place, pair) in zip(best.values.array(), best.indices.int64Array()).enumerated()
        where Double(pair.0) >= recipe.own.confidence {
          places.append(Int64(start + place))
          classes.append(pair.1)
        }
      }
    }
    // A tensor has an element at least where a checkpoint is to hold it.
    chosen =
      places.isEmpty
      ? nil : (Tensor(places, shape: [places.count]), Tensor(classes, shape: [classes.count]))
  }

  /// The batch itself: there is nothing drawn.
  public func sampleSheet(_ batch: LabelledBatch, step: Int) -> Image {
    Montage.grid(Tensor(pictures: batch).images(), columns: 8, spacing: 2)
  }
}
