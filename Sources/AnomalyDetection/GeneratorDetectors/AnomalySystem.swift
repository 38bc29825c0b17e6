import Adversarial
public import Datasets
public import Torch
public import Training
import Vision

/// The recipe of a system that learns what is normal.
public protocol AnomalySystemRecipe: TrainableRecipe where Source == NormalPictures, System: AnomalySystem {
  /// Which pictures, and how they are cut.
  var data: NormalDataRecipe { get set }
  /// How scores and thresholds are made.
  var score: ScoreRecipe { get set }
  /// The side of the windows; 0 is decided by the data.
  var imageSize: Int { get set }
  /// Of the pictures; 0 is decided by the data.
  var channels: Int { get set }

  /// What features weigh in the score beside a residual of weight 1; nil where the recipe has no key for that alone.
  var featureWeight: Double? { get set }

  /// Makes sure that the values fit each other; sizes are filled in by now.
  ///
  /// - Throws: a sentence that names the key.
  func validate() throws

  /// Builds the networks, whose weights are then loaded.
  func makeDetector(device: Device) throws -> any AnomalyDetector
}

extension AnomalySystemRecipe {
  /// No key.
  public var featureWeight: Double? {
    get { nil }
    set {}
  }

  /// What can be done with the model.
  public static var uses: [ModelUse] { [.detect] }

  /// Keys of scores and thresholds may change when a run goes on: they are fitted anew.
  public static var resumeRules: ResumeRules {
    .standard.allowing(
      "data", "false_alarm", "distance", "map_distance", "standardize", "contrast_power", "aggregate", "top_share",
      "overlap",
      "map_smoothing", "search_steps", "search_lr", "search_restarts", "search_patience", "search_tolerance",
      "search_precision", "search_clamp", "lambda", "score_kappa", "whiten_features",
      "whiten_places")
  }

  /// What scores were made of before there were these keys.
  public static func formerValues(in file: RecipeDocument) -> RecipeDocument { formerScoreValues(in: file) }

  static func formerScoreValues(in file: RecipeDocument) -> RecipeDocument {
    var values: RecipeDocument = ["search_clamp": .boolean(false)]
    values["map_distance"] = file["distance"]
    guard file["search_steps"] != nil else { return values }
    values["whiten_features"] = .boolean(false)
    values["whiten_places"] = .integer(0)
    // Before, generators saw by their critic alone.
    if file["features"] == nil {
      values["features"] = .string("critic")
      values["strides"] = .list([4, 8, 16].map { .integer($0) })
    }
    return values
  }

  /// The normal pictures of a data set as this recipe takes them: some to train on, others held out for the threshold.
  ///
  /// - Parameter skipped: decides what becomes of a picture that cannot be used.
  /// - Throws: a sentence that names the folder, file or key: no normal pictures, too few, too small.
  public func pictures(of set: AnomalySet, skipped: SkipRegister = SkipRegister()) throws -> NormalPictures {
    try NormalPictures(
      set, data: data, score: score, imageSize: imageSize, channels: channels, seed: run.seed, skipped: skipped)
  }

  /// Fills in what the data decides.
  ///
  /// - Throws: a sentence that names the key whose value does not fit the others.
  public mutating func resolve(for pictures: NormalPictures) throws {
    data = pictures.data
    imageSize = pictures.side
    channels = pictures.channels
    try score.validate()
    try data.validate()
    try validate()
  }

  /// Windows in a new order each epoch; sheets show held-out ones.
  public func batches(of pictures: NormalPictures, loading: Loading) throws -> TrainingBatches<ImageBatch> {
    func loader(_ images: [Image], batchSize: Int) -> NormalLoader {
      NormalLoader(
        images, side: pictures.side, channels: pictures.channels, batchSize: batchSize, seed: run.seed)
    }
    let sheet = loader(pictures.heldOut, batchSize: 10)
    defer { sheet.stop() }
    let windows = loader(pictures.training, batchSize: run.batchSize)
    return TrainingBatches(windows, perEpoch: windows.batchesPerEpoch, sample: try sheet.next())
  }
}

/// A system that learns what is normal: its networks become a detector.
public protocol AnomalySystem: AdversarialSystem where Batch == ImageBatch {
  /// The networks as they are now, frozen and in evaluation.
  func makeDetector() -> any AnomalyDetector
}
