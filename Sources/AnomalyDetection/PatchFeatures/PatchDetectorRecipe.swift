import Features
public import Torch
public import Training

/// The recipe of a detector that learns normal patches of features without training a network.
public protocol PatchDetectorRecipe: Recipe {
  /// Its name in commands and files.
  static var identifier: String { get }
  /// How pictures become patches.
  var patches: PatchRecipe { get set }
  /// Which pictures, and how they are cut; windows where its `patch` is above 0.
  var data: NormalDataRecipe { get set }
  /// How distances become scores.
  var score: PatchScoreRecipe { get set }

  /// Makes sure that the values fit each other.
  ///
  /// - Throws: a sentence that names the key.
  func validate() throws

  /// Makes learning quicker and the model smaller, for trials of other keys.
  mutating func shrink()

  /// Learns normal patches.
  ///
  /// - Parameter progress: is told a sentence and how far it is, 0...1.
  /// - Throws: too few pictures, or more memory than there is; in one sentence.
  func learn(_ patches: NormalPatches, progress: (String, Double) -> Void) throws -> any PatchModel

  /// The model of a file's tensors.
  ///
  /// - Throws: a sentence, without the file's name, where they are not what `learn` made.
  func model(of tensors: [String: Tensor]) throws -> any PatchModel
}

extension PatchDetectorRecipe {
  /// Files of before pictures went on beyond their border.
  public static func formerValues(in file: RecipeDocument) -> RecipeDocument {
    file["grid"] == nil ? [:] : ["border": .integer(0)]
  }

  /// What can be done with the model.
  public static var uses: [ModelUse] { [.detect] }

  func validateAll() throws {
    try patches.validate()
    try data.validate()
    try score.validate()
    try check(
      data.patch <= 0 || data.patch >= 32, "patch is \(data.patch); choose 32 or more, or 0 for whole pictures")
    try validate()
  }
}

/// What is known of normal patches.
public protocol PatchModel: AnyObject {
  /// What a file holds of it.
  var tensors: [(name: String, tensor: Tensor)] { get }
  /// How far patches are from normal ones: `[N, channels, h, w]`, each channel over its deviation, to `[N, h, w]`.
  func distances(_ patches: Tensor) -> Tensor
}
