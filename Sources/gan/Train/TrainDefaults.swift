import ArgumentParser
import Foundation
import Training

/// What each system does where an option is not given, for its help.
enum TrainDefaults {
  /// The recipe of a system as `gan train` starts it; nil where there is no such system.
  static func recipe(of command: String) throws -> RecipeDocument? {
    try KnownSystem.all.first { $0.command.configuration.commandName == command }?.defaults()
  }

  /// Keys whose options have other names.
  private static let keys = ["search": "search_steps"]

  /// A help text with the default of the system at each option that takes a value; others stay as they are.
  ///
  /// - Parameters:
  ///   - help: as the parser prints it.
  ///   - columns: how wide lines may be.
  static func added(to help: String, columns: Int = 80) -> String {
    let lines = help.components(separatedBy: "\n")
    guard let usage = lines.first(where: { $0.hasPrefix("USAGE: gan train ") }),
      let system = usage.split(separator: " ").dropFirst(3).first, let recipe = try? recipe(of: String(system))
    else { return help }
    var result: [String] = []
    var entry: [String] = []
    func finish() {
      if !entry.isEmpty { result += completed(entry, recipe, columns: columns) }
      entry = []
    }
    for line in lines {
      if line.hasPrefix("  -") {
        finish()
        entry = [line]
      } else if !entry.isEmpty, line.hasPrefix(indent) {
        entry.append(line)
      } else {
        finish()
        result.append(line)
      }
    }
    finish()
    return result.joined(separator: "\n")
  }

  /// Where descriptions begin.
  private static let indent = String(repeating: " ", count: 26)

  /// The lines of an option, with its default at their end.
  private static func completed(_ entry: [String], _ recipe: RecipeDocument, columns: Int) -> [String] {
    let names = entry[0].split(separator: " ").filter { $0.hasPrefix("--") }.map { $0.dropFirst(2) }
    // What is a flag changes a default, and what says its own needs no other.
    guard entry[0].contains("<"), !entry.contains(where: { $0.contains("default") }) else { return entry }
    let words = names.lazy.compactMap { word(String($0), recipe) }.first
    guard let words else { return entry }
    let addition = "(default: \(words))"
    var entry = entry
    let last = entry[entry.count - 1]
    // Names that are too long stand on a line of their own.
    let hasRoom = last.count > indent.count && last.count + 1 + addition.count <= columns
    if hasRoom { entry[entry.count - 1] = last + " " + addition } else { entry.append(indent + addition) }
    return entry
  }

  private static func word(_ option: String, _ recipe: RecipeDocument) -> String? {
    if option == "netG", let kind = recipe["generator"] {
      let number = recipe[kind == .string("unet") ? "num_downs" : "num_blocks"]?.int ?? 0
      guard number > 0 else { return "as deep as --image-size allows" }
      return kind == .string("unet") ? "unet_\(1 << number)" : "resnet_\(number)blocks"
    }
    guard let value = recipe[keys[option] ?? option.replacing("-", with: "_")] else { return nil }
    switch (option, value) {
    // The one that is not 0 counts.
    case ("steps", .integer(0)): return "as many as --epochs are"
    case ("epochs", .integer(0)): return "as many as --steps are"
    case (_, .string("")), (_, .null): return nil
    default: return value.description
    }
  }
}
