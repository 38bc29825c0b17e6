public import Adversarial
public import Datasets
public import Torch

/// What the program asks of the recipe of a system that learns what is normal.
public protocol AnomalySystemRecipe: Codable, Sendable, Equatable {
  /// Which pictures, and how they are cut.
  var data: NormalDataRecipe { get set }
  /// How scores and thresholds are made.
  var score: ScoreRecipe { get set }
  /// How long and how to train.
  var run: RunRecipe { get set }
  /// The side of the windows; 0 is decided by the data.
  var imageSize: Int { get set }
  /// Of the pictures; 0 is decided by the data.
  var channels: Int { get set }

  /// The paper's defaults.
  init()

  /// Makes sure that the values fit each other; sizes are filled in by now.
  ///
  /// - Throws: a sentence that names the key.
  func validate() throws

  /// Builds the networks, whose weights are then loaded.
  func makeDetector(device: Device) throws -> any AnomalyDetector
}

extension AnomalySystemRecipe {
  /// Fills in what the data decides.
  ///
  /// - Throws: a sentence that names the key whose value does not fit the others.
  public mutating func resolve(pictures: NormalPictures, stepsPerEpoch: Int) throws {
    data = pictures.data
    imageSize = pictures.side
    channels = pictures.channels
    try score.validate()
    try data.validate()
    try validate()
    try run.resolve(stepsPerEpoch: stepsPerEpoch)
  }
}

/// A system that learns what is normal: its networks become a detector.
public protocol AnomalySystem: AdversarialSystem where Batch == ImageBatch {
  /// The networks as they are now, frozen and in evaluation.
  func makeDetector() -> any AnomalyDetector
}
