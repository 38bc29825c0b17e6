/// Pictures and labels in NumPy's archive as MedMNIST has them: `train_images`, `train_labels`, and the same with `val_`
/// and `test_`, or `images` and `labels` without parts.
enum NumPyFolder {
  /// Numbers that a class may have.
  private static let classNumbers = 0..<10_000

  /// The one archive that a path means; nil where it means something else.
  static func archive(at path: String) throws(DatasetError) -> String? {
    if FolderListing.kind(of: path) == .file { return path.lowercased().hasSuffix(".npz") ? path : nil }
    let files = try FolderListing.children(of: path).filter { $0.lowercased().hasSuffix(".npz") }
    guard let first = files.first else { return nil }
    guard files.count == 1 else {
      throw DatasetError("\(path) holds \(files.count) archives (\(files.joined(separator: ", "))); name one of them")
    }
    return FolderListing.join(path, first)
  }

  /// The parts of an archive, in their usual order; empty where it is not parted.
  static func splits(of path: String) throws(DatasetError) -> [String] {
    let names = try ZipArchive(path).members.map(\.name)
    return SplitName.all.filter { split in names.contains("\(split)_images.npy") }
  }

  static func read(_ path: String, split: String?) throws(DatasetError) -> LabelledImages {
    let archive = try ZipArchive(path)
    let names = archive.members.map(\.name)
    let parts = SplitName.all.filter { split in names.contains("\(split)_images.npy") }
    var prefix = ""
    if let wanted = split.map({ SplitName.canonical($0) ?? $0 }) ?? (parts.contains("train") ? "train" : parts.first) {
      guard parts.contains(wanted) else {
        let others = parts.isEmpty ? "it is not parted" : "it has only \(parts.joined(separator: ", "))"
        throw DatasetError("\(path) has no part named '\(wanted)': \(others); name one that exists")
      }
      prefix = wanted + "_"
    }
    func array(_ name: String, _ role: NumPyArray.Role) throws(DatasetError) -> NumPyArray? {
      guard let member = archive.members.first(where: { $0.name == "\(name).npy" }) else { return nil }
      return try NumPyArray(archive.contents(of: member), named: "\(path): \(name)", as: role)
    }
    guard let images = try array(prefix + "images", .pictures) else {
      throw DatasetError(
        "\(path) has no \(prefix)images; expected the arrays train_images and train_labels, as MedMNIST has them")
    }
    var others: [[Int]] = []
    for part in parts where part + "_" != prefix {
      // A part that cannot be read is told when it is asked for.
      guard let labels = try? array(part + "_labels", .labels)?.values.integers else { continue }
      if labels.allSatisfy(classNumbers.contains) { others.append(labels) }
    }
    return try labelled(
      images, try array(prefix + "labels", .labels), others: others, source: path, prefix: prefix)
  }

  private static func labelled(
    _ images: NumPyArray, _ labels: NumPyArray?, others: [[Int]], source: String, prefix: String
  ) throws(DatasetError) -> LabelledImages {
    let shape = images.shape
    guard shape.count == 3 || shape.count == 4 && [1, 3].contains(shape[3]), !shape.contains(0) else {
      throw DatasetError(
        "\(source): \(prefix)images has the shape \(shape); pictures are [count, height, width] or [count, height, width, 3]"
      )
    }
    let values = try images.levels()
    let (height, width, channels) = (shape[1], shape[2], shape.count == 4 ? shape[3] : 1)
    var classes: [Int]?
    var numbering: ClassNumbering?
    if let labels {
      guard labels.shape.reduce(1, *) == shape[0], labels.shape.first == shape[0] else {
        throw DatasetError(
          "\(source): \(prefix)labels has the shape \(labels.shape) for \(shape[0]) pictures; one label each is needed")
      }
      let values = labels.values.integers
      guard values.allSatisfy(classNumbers.contains) else {
        throw DatasetError("\(source): \(prefix)labels holds numbers outside of 0 to 9999; number the classes from 0")
      }
      numbering = ClassNumbering([values] + others)
      classes = numbering?.classes(values)
    }
    return LabelledImages(
      source: source, format: .numPy, pixels: channels == 1 ? values : planar(values, shape: shape),
      channels: channels, height: height, width: width, labels: classes,
      classNames: numbering?.names ?? [])
  }

  /// `[N, H, W, C]` to `[N, C, H, W]`.
  private static func planar(_ values: [UInt8], shape: [Int]) -> [UInt8] {
    let (area, channels) = (shape[1] * shape[2], shape[3])
    var result = [UInt8](repeating: 0, count: values.count)
    for picture in 0..<shape[0] {
      let base = picture * area * channels
      for pixel in 0..<area {
        for channel in 0..<channels {
          result[base + channel * area + pixel] = values[base + pixel * channels + channel]
        }
      }
    }
    return result
  }
}
