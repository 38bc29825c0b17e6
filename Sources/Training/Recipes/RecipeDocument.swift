/// A recipe: every choice that makes a run what it is, as ordered keys and values.
///
/// It is `recipe.yaml` in a run folder and a line of JSON in the header of every weights file. Keys are the command
/// line's option names with underscores.
public struct RecipeDocument: Sendable, Equatable, ExpressibleByDictionaryLiteral {
  /// The keys and values in order; a key occurs once.
  public private(set) var entries: [Entry]

  /// A key and its value.
  public struct Entry: Sendable, Equatable {
    /// The name, such as `lambda_l1`.
    public let key: String
    /// What it was set to.
    public var value: RecipeValue
  }

  /// A recipe without keys.
  public init() { entries = [] }

  /// A recipe with these keys in this order; a later occurrence of a key replaces an earlier one.
  public init(_ pairs: [(String, RecipeValue)]) {
    self.init()
    for (key, value) in pairs { self[key] = value }
  }

  /// A recipe with these keys in this order.
  public init(dictionaryLiteral elements: (String, RecipeValue)...) { self.init(elements) }

  /// The keys in order.
  public var keys: [String] { entries.map(\.key) }

  /// The value of a key. Setting a new key appends it; setting `nil` removes the key.
  public subscript(key: String) -> RecipeValue? {
    get { entries.first { $0.key == key }?.value }
    set {
      let index = entries.firstIndex { $0.key == key }
      switch (index, newValue) {
      case (let index?, let value?): entries[index].value = value
      case (nil, let value?): entries.append(Entry(key: key, value: value))
      case (let index?, nil): entries.remove(at: index)
      case (nil, nil): break
      }
    }
  }

  /// This recipe with the other's keys laid over it.
  public func overlaid(with other: RecipeDocument) -> RecipeDocument {
    var result = self
    for entry in other.entries { result[entry.key] = entry.value }
    return result
  }

  /// Makes sure that every key is one of `known`.
  ///
  /// - Parameter source: what the sentence calls the recipe, usually its path.
  /// - Throws: a sentence that names the first unknown key, and the known one that is most like it.
  public func requireKeys(among known: some Collection<String>, in source: String) throws(TrainingError) {
    for key in keys where !known.contains(key) {
      let hint = nearest(to: key, among: known).map { "; did you mean \($0)?" } ?? "; remove it"
      throw TrainingError(.recipe, "\(source): there is no recipe key \(key)\(hint)")
    }
  }
}

/// The word of `known` that takes the fewest edits, when these are few for the word's length.
private func nearest(to word: String, among known: some Collection<String>) -> String? {
  let ranked = known.map { (distance: editDistance(word, $0), word: $0) }.min {
    ($0.distance, $0.word) < ($1.distance, $1.word)
  }
  guard let ranked, ranked.distance <= max(2, word.count / 3) else { return nil }
  return ranked.word
}

/// Levenshtein's distance, in characters.
private func editDistance(_ one: String, _ other: String) -> Int {
  let (a, b) = (Array(one), Array(other))
  var previous = Array(0...b.count)
  for (i, character) in a.enumerated() {
    var row = [i + 1]
    for (j, candidate) in b.enumerated() {
      row.append(min(previous[j] + (character == candidate ? 0 : 1), previous[j + 1] + 1, row[j] + 1))
    }
    previous = row
  }
  return previous[b.count]
}
