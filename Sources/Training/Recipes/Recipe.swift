/// Every choice of a run, in parts that nest as they like; in files it is one flat list of keys (``RecipeLayout``).
///
/// Coding is the compiler's: a recipe names its keys in `CodingKeys` and gives each property a default.
public protocol Recipe: Codable, Sendable, Equatable {
  /// The defaults, the paper's where it says them.
  init()

  /// The values by which the program worked before it had a key, where that is not the key's default.
  ///
  /// - Parameter file: what the earlier program wrote.
  static func formerValues(in file: RecipeDocument) -> RecipeDocument
}

extension Recipe {
  /// None: what a file lacks has its default.
  public static func formerValues(in file: RecipeDocument) -> RecipeDocument { [:] }
}

/// Makes sure that a recipe's values can be used.
///
/// - Parameter sentence: names the key, its value and what to choose in its place.
/// - Throws: the sentence, where `condition` is false.
public func check(_ condition: Bool, _ sentence: @autoclosure () -> String) throws(TrainingError) {
  if !condition { throw TrainingError(.recipe, sentence()) }
}
