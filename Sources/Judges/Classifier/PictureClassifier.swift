import Adversarial
public import Datasets
public import Torch
public import TorchNN
public import TorchOptim
public import Training
public import Vision

/// A small network that names the class of a picture: the judge of what a generator draws, and a source of features.
public final class ClassifierNetwork: Module, Layer {
  let main: Sequential
  let dense: Linear
  let last: Linear

  /// Builds the network with PyTorch's default weights: 3x3 convolutions with batch norm and ReLU, halved until no side
  /// is above 7, a dense layer of 128 features, a dense layer of classes.
  public init(channels: Int, width: Int, height: Int, classes: Int, random: RandomSource) {
    var layers: [any Layer] = []
    var (maps, width, height) = (channels, width, height)
    while max(width, height) > 7 {
      let next = min(128, maps == channels ? 32 : 2 * maps)
      layers += [
        Conv2d(maps, next, kernelSize: 3, stride: 2, padding: 1, bias: false, random: random),
        BatchNorm2d(next), ReLU(inPlace: true),
      ]
      (maps, width, height) = (next, (width + 1) / 2, (height + 1) / 2)
    }
    main = Sequential(layers)
    dense = Linear(maps * width * height, 128, random: random)
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
  let device: Device

  /// Builds the network with fresh weights from the recipe's seed.
  ///
  /// - Parameter recipe: resolved.
  public init(_ recipe: ClassifierRecipe, device: Device = .cpu) throws {
    self.recipe = recipe
    self.device = device
    network = try recipe.makeNetwork(random: RandomSource(seed: recipe.run.seed))
    try network.move(to: device)
    optimizer = Adam(network.parameters(), learningRate: recipe.run.learningRate)
    changes = RandomSource(seed: recipe.run.seed &+ 1)
  }

  public var networks: [(name: String, module: Module)] { [("classifier", network)] }
  public var optimizers: [(name: String, optimizer: any Optimizer)] { [("classifier", optimizer)] }
  public var randomSources: [(name: String, random: RandomSource)] { [("changes", changes)] }

  public func phases(_ batch: LabelledBatch, step: Int) -> [Phase] {
    let pictures = Tensor(pictures: batch, device: device)
    let classes = Tensor(classesOf: batch, device: device)
    return [
      Phase("classifier", optimizer, trains: [network]) { [self] in
        let change = RandomAffine(rotation: 10, scale: 0.1, shear: 0.1, shift: 0.05)
        let logits = network(recipe.augment ? change(pictures, random: changes) : pictures).to(.float32)
        let right = (logits.argmax(dim: 1) .== classes).to(.float32).mean()
        let loss = crossEntropy(logits, target: classes)
        return LossTerms(total: loss, terms: [(name: "cross_entropy", value: loss), (name: "accuracy", value: right)])
      }
    ]
  }

  /// The network's answer to pictures `[N, C, H, W]` in -1...1, `[N, classes]`.
  func logits(_ pictures: Tensor) -> Tensor { network(pictures) }

  /// The batch itself: there is nothing drawn.
  public func sampleSheet(_ batch: LabelledBatch, step: Int) -> Image {
    Montage.grid(Tensor(pictures: batch).images(), columns: 8, spacing: 2)
  }
}
