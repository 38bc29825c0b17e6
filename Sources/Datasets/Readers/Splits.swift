/// The names under which data sets keep their parts.
enum SplitName {
  /// Each part with the other names that are in use for it.
  private static let families: [(name: String, aliases: [String])] = [
    ("train", ["train", "training"]), ("val", ["val", "valid", "validation"]), ("test", ["test", "testing"]),
  ]
  static let all = families.map(\.name)

  /// `train`, `val` or `test` for any usual spelling of it, else nil.
  static func canonical(_ name: String) -> String? {
    families.first { $0.aliases.contains(name.lowercased()) }?.name
  }

  /// The name among `names` that means the part: spelt exactly so, else a usual spelling of the same part.
  static func find(_ split: String, among names: [String]) -> String? {
    if names.contains(split) { return split }
    guard let wanted = canonical(split) else { return nil }
    return names.first { canonical($0) == wanted }
  }

  /// Splits `trainA` or `train_A` into its part and its side, in lower case.
  static func side(_ name: String) -> (split: String, side: Character)? {
    guard let last = name.lowercased().last, last == "a" || last == "b" else { return nil }
    let part = name.dropLast()
    return canonical(String("_-".contains(part.last ?? "a") ? part.dropLast() : part)).map { ($0, last) }
  }
}

/// The parts that a data set folder has: those of `train`, `val` and `test` for which there are pictures or lists.
///
/// Found as `DIR/train`, `DIR/A/train`, `DIR/trainA`, `DIR/train_A` or `DIR/train.csv`; empty when the folder is not parted or the
/// path is a CSV file.
///
/// - Parameter format: what to expect, where recognition would guess wrong.
/// - Throws: when the folder does not exist or cannot be listed.
public func availableSplits(at directory: String, format: DatasetFormat? = nil) throws(DatasetError) -> [String] {
  if format.map(KnownSet.known.contains) ?? true, FolderListing.kind(of: directory) == .folder,
    let own = try KnownSet.splits(of: directory)
  {
    return own
  }
  return try folderSplits(at: directory)
}

/// The parts that folders and lists of a data set are named for.
func folderSplits(at directory: String) throws(DatasetError) -> [String] {
  if FolderListing.kind(of: directory) == .file { return [] }
  var found: Set<String> = []
  for name in try FolderListing.children(of: directory) {
    let path = FolderListing.join(directory, name)
    if name.lowercased().hasSuffix(".csv"), let split = SplitName.canonical(String(name.dropLast(4))) {
      found.insert(split)
    } else if FolderListing.kind(of: path) == .folder {
      if let split = SplitName.canonical(name) ?? SplitName.side(name)?.split {
        found.insert(split)
      } else {
        found.formUnion(try FolderListing.subfolders(of: path).compactMap(SplitName.canonical))
      }
    }
  }
  return SplitName.all.filter(found.contains)
}
