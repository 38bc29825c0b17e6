/// The rules by which PyTorch's names become those of the network alone.
enum WeightNames {
  /// The names that are kept, with their places in the list given.
  static func normalized(_ names: [String]) throws(FormatFault) -> [(name: String, index: Int)] {
    let stripped = names.map(withoutWrappers)
    var first: [String: Int] = [:]
    for (index, name) in stripped.enumerated() {
      if let other = first.updateValue(index, forKey: name) {
        throw FormatFault(
          "its \(quoted(names[other])) and \(quoted(names[index])) are both \(quoted(name)); "
            + "save the weights of one network only")
      }
    }
    return stripped.enumerated().compactMap { index, name in
      isRunningStatistic(name) && first[sibling(of: name, "weight")] == nil ? nil : (name, index)
    }
  }

  private static func withoutWrappers(_ name: String) -> String {
    // A compiled module can stand anywhere in the tree, one spread over devices only at its top.
    var parts = name.split(separator: ".", omittingEmptySubsequences: false)
    let last = parts.removeLast()
    parts.removeAll { $0 == "_orig_mod" }
    return (parts.drop { $0 == "module" } + [last]).joined(separator: ".")
  }

  private static func isRunningStatistic(_ name: String) -> Bool {
    ["running_mean", "running_var", "num_batches_tracked"].contains(name.split(separator: ".").last.map(String.init))
  }

  private static func sibling(of name: String, _ last: String) -> String {
    (name.split(separator: ".").dropLast() + [last[...]]).joined(separator: ".")
  }
}
