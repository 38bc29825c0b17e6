public import Adversarial
public import Datasets
public import Torch
public import TorchNN
public import TorchOptim
public import Vision

/// A small network that names the class of a picture: the judge of what a generator draws, and a source of features.
public final class ClassifierNetwork: Module, Layer {
  let main: Sequential
  let dense: Linear
  let last: Linear

  /// Builds the network with PyTorch's default weights: 3x3 convolutions with batch norm and ReLU, halved until the side is
  /// at most 7, a dense layer of 128 features, a dense layer of classes.
  public init(channels: Int, imageSize: Int, classes: Int, random: RandomSource) {
    var layers: [any Layer] = []
    var (width, side) = (channels, imageSize)
    while side > 7 {
      let next = min(128, width == channels ? 32 : 2 * width)
      layers += [
        Conv2d(width, next, kernelSize: 3, stride: 2, padding: 1, bias: false, random: random),
        BatchNorm2d(next), ReLU(inPlace: true),
      ]
      (width, side) = (next, (side + 1) / 2)
    }
    main = Sequential(layers)
    dense = Linear(width * side * side, 128, random: random)
    last = Linear(128, classes, random: random)
    super.init()
  }

  /// `[N, C, H, W]` in -1...1 to `[N, 128]`.
  public func features(_ images: Tensor) -> Tensor { relu(dense(main(images).flattened(from: 1))) }

  /// `[N, C, H, W]` in -1...1 to logits `[N, classes]`.
  public func callAsFunction(_ input: Tensor) -> Tensor { last(features(input)) }
}

/// Trains a ``ClassifierNetwork`` by cross entropy on pictures that are slightly turned, scaled, sheared and shifted.
public final class PictureClassifier: AdversarialSystem {
  public static let identifier = "classifier"

  private let network: ClassifierNetwork
  private let optimizer: Adam
  private let changes: RandomSource
  private let recipe: ClassifierRecipe
  private let device: Device
  private var step: (images: Tensor, classes: Tensor)?

  /// Builds the network with fresh weights from the recipe's seed.
  ///
  /// - Parameter recipe: resolved.
  public init(_ recipe: ClassifierRecipe, device: Device = .cpu) throws {
    self.recipe = recipe
    self.device = device
    network = recipe.makeNetwork(random: RandomSource(seed: recipe.base.run.seed))
    try network.move(to: device)
    optimizer = Adam(network.parameters(), learningRate: recipe.base.run.learningRate)
    changes = RandomSource(seed: recipe.base.run.seed &+ 1)
  }

  public var networks: [(name: String, module: Module)] { [("classifier", network)] }
  public var optimizers: [(name: String, optimizer: any Optimizer)] { [("classifier", optimizer)] }
  public var randomSources: [(name: String, random: RandomSource)] { [("changes", changes)] }

  public func begin(_ batch: LabelledBatch) {
    let images = Tensor(pictures: batch, device: device)
    step = (
      recipe.training.augment
        ? RandomAffine(rotation: 10, scale: 0.1, shear: 0.1, shift: 0.05)(images, random: changes) : images,
      Tensor(classesOf: batch, device: device)
    )
  }

  public var phases: [Phase] {
    [
      Phase(name: "classifier", optimizer: optimizer, trains: [network]) { [unowned self] in
        guard let step else { preconditionFailure("a phase runs between begin and end") }
        let logits = network(step.images)
        let right = (logits.argmax(dim: 1) .== step.classes).to(.float32).mean()
        let loss = crossEntropy(logits, target: step.classes)
        return LossTerms(total: loss, terms: [(name: "cross_entropy", value: loss), (name: "accuracy", value: right)])
      }
    ]
  }

  public func end() { step = nil }

  /// The batch itself: there is nothing drawn.
  public func sampleSheet(_ batch: LabelledBatch) -> Image {
    Montage.grid(Tensor(pictures: batch).images(), columns: 8, spacing: 2)
  }
}
