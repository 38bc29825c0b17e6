import Foundation
import Yams

extension RecipeDocument {
  /// Reads YAML, or JSON, which is YAML too.
  ///
  /// - Parameter source: what the sentence calls the text, usually its path.
  /// - Throws: when the text is not one flat mapping; the sentence names the line where the parser knows it.
  public init(yaml: String, source: String = "recipe") throws(TrainingError) {
    self.init()
    let root: Node?
    do {
      root = try Yams.compose(yaml: yaml)
    } catch {
      throw TrainingError(.recipe, "\(source) is not YAML: \(firstLine(of: error)); mend it")
    }
    guard let root else { return }
    guard case .mapping(let mapping) = root else {
      throw TrainingError(.recipe, "\(source) is not a list of `key: value` lines; write one a line")
    }
    for (keyNode, valueNode) in mapping {
      guard case .scalar(let key) = keyNode else {
        throw TrainingError(.recipe, "\(source) has a key that is not a word; write `key: value` lines")
      }
      guard self[key.string] == nil else {
        throw TrainingError(.recipe, "\(source) sets \(key.string) twice; remove one")
      }
      guard let value = RecipeValue(valueNode) else {
        throw TrainingError(
          .recipe, "\(source): the value of \(key.string) is nested; write a word, a number or a list")
      }
      self[key.string] = value
    }
  }

  /// Reads a recipe file.
  ///
  /// - Throws: when the file cannot be read or is not a flat mapping.
  public init(path: String) throws(TrainingError) {
    let text: String
    do {
      text = try String(contentsOfFile: path, encoding: .utf8)
    } catch {
      throw TrainingError(.recipe, "\(path) cannot be read as text; check the path of the recipe")
    }
    try self.init(yaml: text, source: path)
  }

  /// The keys and values of a recipe, or of a part of one, in the order in which it declares them.
  ///
  /// - Throws: when two values have one key.
  public init(encoding recipe: some Encodable) throws { self = try RecipeLayout(recipe).document }

  /// Makes a recipe, or a part of one, of the keys.
  ///
  /// A key that is missing has the value by which the program worked before it had the key; keys of other parts are
  /// passed over.
  ///
  /// - Parameter source: what the sentence calls the recipe, usually its path.
  /// - Throws: a sentence that names the key whose value is of the wrong kind.
  public func decoded<R: Recipe>(as type: R.Type, source: String = "recipe") throws(TrainingError) -> R {
    let layout: RecipeLayout
    do { layout = try RecipeLayout(R()) } catch { throw TrainingError(.recipe, firstLine(of: error)) }
    return try layout.decode(type, with: completed(as: type), source: source)
  }

  /// The keys with those that the program did not know when it wrote them.
  public func completed<R: Recipe>(as type: R.Type) -> RecipeDocument {
    R.formerValues(in: self).overlaid(with: self)
  }

  /// The recipe as YAML, one key a line.
  public func yaml() -> String {
    entries.map { "\(yamlWord($0.key)): \(yamlText($0.value))\n" }.joined()
  }

  /// The recipe as one line of JSON, for the header of a weights file.
  public func json() -> String {
    JSONText.object(entries.map { ($0.key, $0.value.json) }).line
  }
}

extension RecipeValue {
  /// Resolves plain words by YAML's core schema; quoted ones are strings.
  init?(_ node: Node) {
    switch node {
    case .scalar(let scalar):
      self = Self.scalar(scalar.string, isQuoted: scalar.style == .doubleQuoted || scalar.style == .singleQuoted)
    case .sequence(let nodes):
      var values: [RecipeValue] = []
      for node in nodes {
        guard let value = RecipeValue(node) else { return nil }
        values.append(value)
      }
      self = .list(values)
    default: return nil
    }
  }

  /// What a word in a file or on the command line means.
  static func scalar(_ text: String, isQuoted: Bool = false) -> RecipeValue {
    if isQuoted { return .string(text) }
    switch text {
    case "true", "True": return .boolean(true)
    case "false", "False": return .boolean(false)
    case "", "null", "~": return .null
    default: break
    }
    if let value = Int(text) { return .integer(value) }
    // Double also reads words such as "nan" and hexadecimal floats, which a recipe means as words.
    if text.allSatisfy({ $0.isNumber || "+-.eE".contains($0) }), text.contains(where: \.isNumber),
      let value = Double(text)
    {
      return .number(value)
    }
    return .string(text)
  }
}

private func yamlText(_ value: RecipeValue) -> String {
  switch value {
  case .string(let text): yamlWord(text)
  case .list(let values): "[" + values.map(yamlText).joined(separator: ", ") + "]"
  default: value.description
  }
}

/// Quotes whatever is not plainly a word, as JSON does, which YAML reads.
private func yamlWord(_ text: String) -> String {
  let safe = text.unicodeScalars.allSatisfy {
    $0.isASCII && ($0.properties.isAlphabetic || ("0"..."9").contains($0) || "_-./".unicodeScalars.contains($0))
  }
  let reserved: Set<String> = ["yes", "no", "on", "off", "y", "n", "true", "false", "null"]
  if safe, !reserved.contains(text.lowercased()), !text.hasPrefix("-"), !text.hasPrefix("."),
    case .string = RecipeValue.scalar(text)
  {
    return text
  }
  return JSONText.string(text).line
}

func firstLine(of error: any Error) -> String {
  "\(error)".split(separator: "\n").first.map(String.init) ?? "\(error)"
}
