import Adversarial
public import Datasets
public import Torch
public import Training

/// Every choice of a classifier's run.
public struct ClassifierRecipe: TrainableRecipe {
  /// What it judges.
  public var pictures = Pictures()
  /// How long and how to train: three passes at Adam 1e-3 along half a cosine, batch size 128.
  public var run = RunRecipe(epochs: 3, batchSize: 128, learningRate: 1e-3, policy: .cosine)
  /// Whether each picture is slightly turned, scaled, sheared and shifted.
  public var augment = true

  /// No sample sheets: nothing is drawn.
  public init() { run.sampleEvery = 0 }

  /// What it judges.
  public struct Pictures: Codable, Sendable, Equatable {
    /// Width and height, such as `28` or `64x48`; `auto` is the data's own.
    public var imageSize = "auto"
    /// 1 grey, 3 colour; 0 is the data's own.
    public var channels = 0
    /// The names of the classes; empty takes the data's.
    public var classes: [String] = []

    enum CodingKeys: String, CodingKey {
      case imageSize = "image_size"
      case channels
      case classes
    }
  }

  /// What can be done with the model.
  public static var uses: [ModelUse] { [.judge] }
  /// Other folders may hold the same pictures.
  public static var resumeRules: ResumeRules { .standard.allowing("data", "labels") }

  /// Fills in what the data decides.
  ///
  /// - Throws: a sentence that names the key whose value does not fit the others, or says that there are no labels.
  public mutating func resolve(for images: LabelledImages) throws {
    try images.requireClasses()
    if pictures.imageSize == "auto" || pictures.imageSize == "0" {
      pictures.imageSize = Preprocess.Size(width: images.width, height: images.height).description
    }
    if pictures.channels == 0 { pictures.channels = images.channels }
    if pictures.classes.isEmpty { pictures.classes = images.classNames }
    try check(
      [1, 3].contains(pictures.channels), "channels is \(pictures.channels); pictures have 1 (grey) or 3 (colour)")
    try check(
      pictures.classes == images.classNames,
      "classes is \(pictures.classes), but \(images.source) has \(images.classNames); use the same data")
    let size = try size()
    try check(
      size.width >= 8 && size.height >= 8, "image_size is \(size); a classifier takes 8 pixels and more each way")
  }

  /// The labelled pictures in a new order each epoch.
  public func batches(of images: LabelledImages, loading: Loading) throws -> TrainingBatches<LabelledBatch> {
    let size = try size()
    let images = images.resized(width: size.width, height: size.height, channels: pictures.channels)
    let loader = LabelledLoader(images, batchSize: run.batchSize, seed: run.seed)
    return TrainingBatches(
      loader, perEpoch: loader.batchesPerEpoch, sample: images.batch(Array(0..<min(8, images.count))))
  }

  /// Builds the network.
  public func makeSystem(for images: LabelledImages, device: Device) throws -> PictureClassifier {
    try PictureClassifier(self, device: device)
  }

  func size() throws(DatasetError) -> Preprocess.Size { try Preprocess.Size(parsing: pictures.imageSize) }

  func makeNetwork(random: RandomSource) throws -> ClassifierNetwork {
    let size = try size()
    return ClassifierNetwork(
      channels: pictures.channels, width: size.width, height: size.height, classes: pictures.classes.count,
      random: random)
  }
}
