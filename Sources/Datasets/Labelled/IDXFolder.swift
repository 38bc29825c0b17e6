/// A folder in MNIST's layout: `train-images-idx3-ubyte`, `train-labels-idx1-ubyte` and the same with `t10k-`, each
/// plain or with `.gz`; Fashion-MNIST, KMNIST and EMNIST are laid out so too.
enum IDXFolder {
  /// The image file of each part that is there.
  static func imageFiles(in directory: String) throws(DatasetError) -> [(split: String, path: String)] {
    var found: [(split: String, path: String)] = []
    for name in try FolderListing.children(of: directory) where name.contains("images") && isIDX(name) {
      let split = ["t10k", "test"].contains { name.contains($0) } ? "test" : "train"
      // An unpacked file lies beside its archive: the plain one comes first in byte order.
      guard !found.contains(where: { $0.split == split }) else { continue }
      found.append((split, FolderListing.join(directory, name)))
    }
    return found.sorted { $0.split == "train" && $1.split != "train" }
  }

  private static func isIDX(_ name: String) -> Bool {
    let plain = name.hasSuffix(".gz") ? String(name.dropLast(3)) : name
    return plain.hasSuffix("ubyte") || plain.hasSuffix(".idx") || plain.hasSuffix(".idx3")
  }

  static func read(_ directory: String, split: String?) throws(DatasetError) -> LabelledImages {
    let files = try imageFiles(in: directory)
    let wanted = SplitName.canonical(split ?? "train") ?? split ?? "train"
    // MNIST has no validation part.
    let names = wanted == "val" ? ["val", "test"] : [wanted]
    guard let file = files.first(where: { names.contains($0.split) }) ?? (split == nil ? files.first : nil) else {
      let others = files.map(\.split).joined(separator: ", ")
      throw DatasetError("\(directory) has no part named '\(wanted)': it has only \(others); name one that exists")
    }
    return try read(images: file.path)
  }

  /// Reads an image file and the label file beside it, where there is one.
  static func read(images path: String) throws(DatasetError) -> LabelledImages {
    let images = try IDXFile(path, rank: 3)
    let file = labelFile(of: path)
    let labels = try file.map { path throws(DatasetError) in try IDXFile(path, rank: 1) }
    if let labels, labels.sizes[0] != images.sizes[0] {
      throw DatasetError(
        "\(labels.path) holds \(labels.sizes[0]) labels, but \(path) holds \(images.sizes[0]) images; "
          + "take both files from one data set")
    }
    let classes = labels.map { Int($0.values.max() ?? 0) + 1 } ?? 0
    return LabelledImages(
      source: path, format: .idx, pixels: images.values, channels: 1, height: images.sizes[1], width: images.sizes[2],
      labels: labels.map { $0.values.map(Int.init) }, classNames: (0..<classes).map(String.init))
  }

  private static func labelFile(of images: String) -> String? {
    let name = FolderListing.lastComponent(images)
    let folder = String(images.dropLast(name.count))
    let label = name.replacing("images", with: "labels").replacing("idx3", with: "idx1")
    let other = label.hasSuffix(".gz") ? String(label.dropLast(3)) : label + ".gz"
    return [label, other].map { folder + $0 }.first { $0 != images && FolderListing.kind(of: $0) == .file }
  }
}
