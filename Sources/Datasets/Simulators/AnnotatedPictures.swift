public import Vision

/// Pictures in memory with whatever is known of them: classes, numbers such as landmarks, masks.
public struct AnnotatedPictures: Sendable {
  /// The pictures, prepared, with their classes where there are any.
  public var images: LabelledImages
  /// The path of each below the folder; empty where they are not files.
  public var files: [String]
  /// The names of the numbers.
  public var columns: [String]
  /// A row of numbers for each picture; empty where there are none. Coordinates are in pixels of the prepared pictures.
  public var values: [[Double]]
  /// The class of each pixel, for each picture; empty where there are none.
  public var masks: [Image]

  /// Puts the parts together; what is not annotated is left empty.
  public init(
    images: LabelledImages, files: [String] = [], columns: [String] = [], values: [[Double]] = [], masks: [Image] = []
  ) {
    (self.images, self.files, self.columns, self.values, self.masks) = (images, files, columns, values, masks)
  }

  /// The columns that are coordinates, as pairs of places in `columns`: `pupil_x` and `pupil_y` are the point `pupil`.
  public var landmarks: [(name: String, x: Int, y: Int)] {
    columns.enumerated().compactMap { place, name in
      guard name.hasSuffix("_x"), let y = columns.firstIndex(of: name.dropLast(2) + "_y") else { return nil }
      return (String(name.dropLast(2)), place, y)
    }
  }
}

/// Opens simulated or real pictures to refine, or to refine by.
///
/// Recognised: IDX, USPS, CIFAR-10 and NumPy files; folders of `gan data simulate` (class folders, `annotations.csv`,
/// `images/` with `masks/`); UnityEyes (`.jpg` with `.json`); SynthesEyes (angles in the names); any folder of
/// pictures.
///
/// - Parameters:
///   - path: the folder or file.
///   - split: the part; nil is `train` where there is one.
///   - preparation: how pictures are made alike.
///   - annotated: whether annotations are looked for; real pictures have none.
///   - format: what to expect, where recognition would guess wrong: a packed format, `classFolders`, or `singleFolder` for
///     a folder whose subfolders are no classes.
///   - skipped: takes up files that cannot be read.
/// - Throws: a sentence that names the file: pictures of different sizes, an annotation without a picture or a picture
///   without an annotation.
public func openAnnotatedPictures(
  at path: String, split: String? = nil, preparation: PicturePreparation = PicturePreparation(),
  annotated: Bool = true, format: DatasetFormat? = nil, skipped: SkipRegister = SkipRegister()
) throws(DatasetError) -> AnnotatedPictures {
  try format?.require(
    among: DatasetFormat.packed.union([.singleFolder, .classFolders]), for: "pictures to refine, or to refine by")
  let recognised = format == nil ? try LabelledLayout.packed(path, split: nil)?.format : format
  if recognised.map(DatasetFormat.packed.contains) ?? false {
    let images = try openLabelledDataset(at: path, split: split, format: format, skipped: skipped)
    let prepared = try prepare(
      (0..<images.count).map { (images.image(at: $0), images.pictureName(at: $0)) }, preparation)
    return AnnotatedPictures(
      images: LabelledImages(
        source: path, format: images.format, pixels: prepared.pixels, channels: prepared.channels,
        height: prepared.height, width: prepared.width, labels: annotated ? images.labels : nil,
        classNames: annotated ? images.classNames : []),
      files: [], columns: [], values: [], masks: [])
  }
  let directory = try part(of: path, split: split)
  let table = annotated ? try AnnotationTable.find(in: directory) : nil
  let hasImages = try FolderListing.subfolders(of: directory).contains("images")
  let hasClasses = annotated && !hasImages && format != .singleFolder && (table?.columns.isEmpty ?? true)
  let folder = hasImages ? FolderListing.join(directory, "images") : directory
  let list = try ClassFolders.list(in: folder, hasClasses: hasClasses)
  let read = try skipped.usable(list.entries.indices) { index throws(DatasetError) in
    try loadPicture(list.entries[index].path)
  }
  let kept = read.map { list.entries[$0.index] }
  let files = kept.map { String($0.path.dropFirst(directory.count).drop { $0 == "/" }) }
  let prepared = try prepare(zip(read, kept).map { ($0.sample, $1.path) }, preparation)
  let labels = list.classes.isEmpty ? nil : kept.map { $0.label ?? 0 }
  var result = AnnotatedPictures(
    images: LabelledImages(
      source: path, format: list.classes.isEmpty ? .singleFolder : .classFolders, pixels: prepared.pixels,
      channels: prepared.channels, height: prepared.height, width: prepared.width, labels: labels,
      classNames: list.classes, remarks: list.remarks),
    files: files, columns: table?.columns ?? [], values: [], masks: [])
  let sizes = read.map { ($0.sample.width, $0.sample.height) }
  if let table {
    try table.requirePictures(files, all: list.entries.map(\.path), in: directory)
    let landmarks = result.landmarks
    result.values = zip(files, sizes).map { file, size in
      var row = table.values(for: file)
      for mark in landmarks {
        row[mark.x] = scaled(row[mark.x], from: size.0, to: prepared.width)
        row[mark.y] = scaled(row[mark.y], from: size.1, to: prepared.height)
      }
      return row
    }
  }
  if hasImages, annotated { result.masks = try masks(of: files, in: directory, prepared) }
  return result
}

/// A coordinate, (0, 0) the middle of the first pixel, in a picture of another size.
private func scaled(_ value: Double, from: Int, to: Int) -> Double {
  (value + 0.5) * Double(to) / Double(from) - 0.5
}

private func part(of path: String, split: String?) throws(DatasetError) -> String {
  guard FolderListing.kind(of: path) == .folder else {
    throw DatasetError("\(path) is no folder of pictures; check the path")
  }
  let parts = try availableSplits(at: path)
  guard let wanted = split ?? (parts.contains("train") ? "train" : nil) else { return path }
  guard let name = SplitName.find(wanted, among: try FolderListing.subfolders(of: path)) else {
    throw DatasetError("\(path) has no part named '\(wanted)'; name one that exists or leave out the split")
  }
  return FolderListing.join(path, name)
}

private struct PreparedBlock {
  var pixels: [UInt8] = []
  var channels = 1
  var width = 0
  var height = 0
}

/// Pictures of one size and one number of channels, plane by plane.
private func prepare(
  _ pictures: [(image: Image, name: String)], _ preparation: PicturePreparation
) throws(DatasetError) -> PreparedBlock {
  var preparation = preparation
  if preparation.channels == nil {
    let isGrey = pictures.allSatisfy { $0.image.channels == 1 }
    preparation.channels = isGrey ? 1 : 3
  }
  let channels = preparation.channels ?? 1
  var block = PreparedBlock(channels: channels)
  for (image, name) in pictures {
    let picture = preparation(image)
    if block.width == 0 { (block.width, block.height) = (picture.width, picture.height) }
    guard picture.width == block.width, picture.height == block.height else {
      throw DatasetError(
        "\(name) is \(picture.width)x\(picture.height) and \(pictures[0].name) \(block.width)x\(block.height); "
          + "give --image-size, to which all are scaled")
    }
    block.pixels += planes(of: picture, channels: channels)
  }
  return block
}

private func masks(
  of files: [String], in directory: String, _ block: PreparedBlock
) throws(DatasetError) -> [Image] {
  var masks: [Image] = []
  for file in files {
    let stem = FolderListing.stem(FolderListing.lastComponent(file))
    let path = FolderListing.join(directory, "masks/\(stem).png")
    guard FolderListing.kind(of: path) == .file else {
      throw DatasetError("\(FolderListing.join(directory, file)) has no mask \(path); add it, or remove the picture")
    }
    masks.append(
      try loadPicture(path).converted(to: .gray)
        .resized(width: block.width, height: block.height, interpolation: .nearest))
  }
  return masks
}
