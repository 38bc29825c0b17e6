/// Opens pictures with or without labels after recognising how they are laid out, and holds them in memory.
///
/// Recognised: MNIST's IDX files and sets laid out like it, USPS text, CIFAR-10's binary version, each plain or
/// compressed by gzip (of several IDX sets in one folder, `FOLDER/NAME` is one); NumPy's `.npz` as MedMNIST has it; folders of pictures, where each subfolder is a class; the same below `train/`, `val/`, `test/`.
///
/// - Parameters:
///   - path: the folder, or one file.
///   - split: the part to read; nil means `train` where there is one, else the folder itself.
///   - size: the side of the square to which pictures are scaled; nil keeps their own size.
///   - channels: 1 or 3; nil keeps their own.
///   - labels: a CSV file with the class of each picture, which wins over the data's own.
///   - format: what to expect, where recognition would guess wrong.
///   - skipped: takes up files that cannot be read, which are left out; a strict one makes the first an error.
/// - Throws: a sentence that names the file and what to do.
public func openLabelledDataset(
  at path: String, split: String? = nil, size: Int? = nil, channels: Int? = nil, labels: String? = nil,
  format: DatasetFormat? = nil, skipped: SkipRegister = SkipRegister()
) throws(DatasetError) -> LabelledImages {
  let layout = try LabelledLayout(path, split: split, format: format)
  var (images, places) = try layout.read(size: size, channels: channels, skipped: skipped)
  if let labels {
    let table = try LabelTable(labels)
    let all = layout.files
    let (indices, names) = try table.labels(for: all?.count ?? images.count, files: all)
    images = LabelledImages(
      source: images.source, format: images.format, pixels: images.pixels, channels: images.channels,
      height: images.height, width: images.width, labels: places.map { indices[$0] }, classNames: names,
      remarks: images.remarks)
  }
  guard let size else { return images }
  return images.resized(to: size, channels: channels ?? images.channels)
}

/// The parts that a set of labelled pictures has; empty where it is not parted.
///
/// - Throws: when the folder cannot be listed.
public func labelledSplits(at path: String) throws(DatasetError) -> [String] {
  if FolderListing.kind(of: path) != nil, let archive = try NumPyFolder.archive(at: path) {
    return try NumPyFolder.splits(of: archive)
  }
  if let set = try IDXFolder.set(at: path) { return set.parts.map(\.split) }
  guard FolderListing.kind(of: path) == .folder else { return [] }
  let cifar = try CIFARBinary.files(in: path).map(\.split)
  if !cifar.isEmpty { return cifar }
  if try USPSText.file(in: path, split: nil) != nil {
    var found: [String] = []
    for split in ["train", "test"] where try USPSText.file(in: path, split: split) != nil { found.append(split) }
    return found
  }
  return try folderSplits(at: path)
}
