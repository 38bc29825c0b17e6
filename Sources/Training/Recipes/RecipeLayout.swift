import Yams

/// How the nested parts of a recipe lie in a flat file: every leaf under its own key, whatever part it is in.
///
/// A part whose own key ends in `_` puts that before its leaves' keys, so that one recipe can hold two parts of a kind:
/// `ngf` of a part `flow_` is `flow_ngf`.
struct RecipeLayout {
  private indirect enum Item {
    case leaf(key: String, RecipeValue)
    case part([(name: String, item: Item)])
  }

  private let root: Item
  /// The keys with their values, in the order in which the recipe declares them.
  let document: RecipeDocument

  /// Lays out a recipe with the values that it has.
  ///
  /// - Throws: when two leaves have one key.
  init(_ recipe: some Encodable) throws {
    let text = try YAMLEncoder().encode(recipe)
    guard let node = try Yams.compose(yaml: text) else { throw TrainingError(.recipe, "the recipe is empty") }
    var document = RecipeDocument()
    root = try Self.item(node, key: "", prefix: "", in: &document)
    self.document = document
  }

  private static func item(
    _ node: Node, key: String, prefix: String, in document: inout RecipeDocument
  ) throws -> Item {
    guard case .mapping(let mapping) = node else {
      guard let value = RecipeValue(node) else {
        throw TrainingError(.recipe, "\(key) is a list of parts, which a flat file cannot hold")
      }
      guard document[key] == nil else { throw TrainingError(.recipe, "two values of the recipe have the key \(key)") }
      document[key] = value
      return .leaf(key: key, value)
    }
    let prefix = key.hasSuffix("_") ? key : prefix
    return .part(
      try mapping.map { entry in
        let name = entry.key.string ?? ""
        return (name, try item(entry.value, key: prefix + name, prefix: prefix, in: &document))
      })
  }

  /// The recipe with other values.
  ///
  /// - Parameter source: what the sentence calls them, usually a path.
  /// - Throws: a sentence that names the key whose value is of the wrong kind.
  func decode<R: Decodable>(
    _ type: R.Type, with values: RecipeDocument, source: String
  ) throws(TrainingError) -> R {
    do {
      return try YAMLDecoder().decode(type, from: Self.node(root, values))
    } catch DecodingError.typeMismatch(_, let context), DecodingError.valueNotFound(_, let context),
      DecodingError.dataCorrupted(let context)
    {
      let key = key(at: context.codingPath.map(\.stringValue)) ?? "a key"
      let value = values[key].map { " (\($0))" } ?? ""
      throw TrainingError(.recipe, "\(source): \(key) has a value of the wrong kind\(value); correct it")
    } catch {
      throw TrainingError(.recipe, "\(source): \(firstLine(of: error)); correct it")
    }
  }

  private static func node(_ item: Item, _ values: RecipeDocument) -> Node {
    switch item {
    case .leaf(let key, let standard): (values[key] ?? standard).fitting(standard).node
    case .part(let items): Node(items.map { (Node($0.name), node($0.item, values)) })
    }
  }

  /// The flat key of a place in the nested recipe.
  private func key(at path: [String]) -> String? {
    var item = root
    for name in path {
      guard case .part(let items) = item, let next = items.first(where: { $0.name == name }) else { break }
      item = next.item
    }
    if case .leaf(let key, _) = item { return key }
    return nil
  }
}

extension RecipeValue {
  /// A class named 3 is a word where the recipe has words.
  fileprivate func fitting(_ standard: RecipeValue) -> RecipeValue {
    switch (self, standard) {
    case (.integer, .string), (.number, .string): .string(description)
    default: self
    }
  }

  fileprivate var node: Node {
    switch self {
    case .string(let text): Node(text, Tag(.str), .doubleQuoted)
    case .list(let values): Node(values.map(\.node))
    default: Node(description)
    }
  }
}
