/// IDX files that belong together: `train-images-idx3-ubyte`, `train-labels-idx1-ubyte` and the same with `t10k-`, each
/// plain or with `.gz`; Fashion-MNIST, KMNIST and EMNIST are laid out so too.
struct IDXSet {
  /// What stands before the part in the files' names, such as `emnist-letters`; empty for MNIST's own.
  let name: String
  /// The image file of each part that is there.
  let parts: [(split: String, path: String)]
}

/// A folder in MNIST's layout, of one set or of several as EMNIST's archive unpacks.
enum IDXFolder {
  /// The set that a path means: a folder of one set, or `FOLDER/NAME` for one of several; nil where there is none.
  ///
  /// - Throws: when the folder holds several.
  static func set(at path: String) throws(DatasetError) -> IDXSet? {
    if FolderListing.kind(of: path) == .folder {
      let all = try sets(in: path)
      guard all.count > 1 else { return all.first }
      let names = all.map(\.name)
      throw DatasetError(
        "\(path) holds \(all.count) sets of IDX files (\(names.joined(separator: ", "))); name one of them, such as "
          + FolderListing.join(path, names[names.count - 1]))
    }
    guard FolderListing.kind(of: path) == nil else { return nil }
    let name = FolderListing.lastComponent(path)
    let folder = path.hasSuffix("/" + name) ? String(path.dropLast(name.count + 1)) : "."
    guard FolderListing.kind(of: folder) == .folder else { return nil }
    return try sets(in: folder).first { $0.name == name }
  }

  /// The sets in a folder, by their names.
  static func sets(in directory: String) throws(DatasetError) -> [IDXSet] {
    var found: [(key: String, name: String, parts: [(split: String, path: String)])] = []
    for file in try FolderListing.children(of: directory) where file.contains("images") && isIDX(file) {
      let (key, name, split) = reading(file)
      let path = FolderListing.join(directory, file)
      guard let place = found.firstIndex(where: { $0.key == key }) else {
        found.append((key, name, [(split, path)]))
        continue
      }
      // An unpacked file lies beside its archive: the plain one comes first in byte order.
      if !found[place].parts.contains(where: { $0.split == split }) { found[place].parts.append((split, path)) }
    }
    return found.map { IDXSet(name: $0.name, parts: $0.parts.sorted { $0.split == "train" && $1.split != "train" }) }
  }

  /// What a file's name says: what is equal for all files of its set, the set's own name, and the part.
  private static func reading(_ file: String) -> (key: String, name: String, split: String) {
    let plain = file.hasSuffix(".gz") ? String(file.dropLast(3)) : file
    for (word, split) in [("t10k", "test"), ("test", "test"), ("train", "train")] {
      guard let range = plain.firstRange(of: word) else { continue }
      let name = plain[..<range.lowerBound]
      return (plain.replacingCharacters(in: range), String(name.trimming { "-_.".contains($0) }), split)
    }
    return (plain, plain, "train")
  }

  private static func isIDX(_ name: String) -> Bool {
    let plain = name.hasSuffix(".gz") ? String(name.dropLast(3)) : name
    return plain.hasSuffix("ubyte") || plain.hasSuffix(".idx") || plain.hasSuffix(".idx3")
  }

  /// Reads a part of a set.
  static func read(_ set: IDXSet, at path: String, split: String?) throws(DatasetError) -> LabelledImages {
    let wanted = SplitName.canonical(split ?? "train") ?? split ?? "train"
    // MNIST has no validation part.
    let names = wanted == "val" ? ["val", "test"] : [wanted]
    let part = set.parts.first { names.contains($0.split) } ?? (split == nil ? set.parts.first : nil)
    guard let part else {
      let others = set.parts.map(\.split).joined(separator: ", ")
      throw DatasetError("\(path) has no part named '\(wanted)': it has only \(others); name one that exists")
    }
    return try read(images: part.path, beside: set.parts.map(\.path))
  }

  /// Reads an image file alone and the label file beside it.
  static func read(images path: String) throws(DatasetError) -> LabelledImages {
    let name = FolderListing.lastComponent(path)
    let folder = String(path.dropLast(name.count))
    let key = reading(name).key
    let all = try FolderListing.children(of: folder.isEmpty ? "." : folder)
    return try read(images: path, beside: all.filter { reading($0).key == key }.map { folder + $0 })
  }

  /// Reads an image file and the label file beside it, where there is one.
  ///
  /// - Parameter parts: the image files of all parts, whose labels say together which classes there are.
  private static func read(images path: String, beside parts: [String]) throws(DatasetError) -> LabelledImages {
    let images = try IDXFile(path, rank: 3)
    let file = labelFile(of: path)
    let labels = try file.map { path throws(DatasetError) in try IDXFile(path, rank: 1) }
    if let labels, labels.sizes[0] != images.sizes[0] {
      throw DatasetError(
        "\(labels.path) holds \(labels.sizes[0]) labels, but \(path) holds \(images.sizes[0]) images; "
          + "take both files from one data set")
    }
    func numbers(_ file: IDXFile) -> [Int] { file.values.map(Int.init) }
    // A part that cannot be read is told when it is asked for.
    let others = parts.filter { $0 != path }.compactMap(labelFile).compactMap { try? IDXFile($0, rank: 1) }
    let numbering = labels.map { ClassNumbering([numbers($0)] + others.map(numbers)) }
    return LabelledImages(
      source: path, format: .idx, pixels: images.values, channels: 1, height: images.sizes[1], width: images.sizes[2],
      labels: labels.flatMap { labels in numbering?.classes(numbers(labels)) }, classNames: numbering?.names ?? [])
  }

  private static func labelFile(of images: String) -> String? {
    let name = FolderListing.lastComponent(images)
    let folder = String(images.dropLast(name.count))
    let label = name.replacing("images", with: "labels").replacing("idx3", with: "idx1")
    let other = label.hasSuffix(".gz") ? String(label.dropLast(3)) : label + ".gz"
    return [label, other].map { folder + $0 }.first { $0 != images && FolderListing.kind(of: $0) == .file }
  }
}

extension String {
  fileprivate func replacingCharacters(in range: Range<Index>) -> String {
    self[..<range.lowerBound] + "*" + self[range.upperBound...]
  }
}

extension Substring {
  fileprivate func trimming(_ isBorder: (Character) -> Bool) -> Substring {
    var rest = drop(while: isBorder)
    while let last = rest.last, isBorder(last) { rest.removeLast() }
    return rest
  }
}
