/// Opens real pictures to compare others with: a folder with its subfolders, or IDX, CIFAR-10 or USPS files.
///
/// - Parameters:
///   - path: the folder or file.
///   - split: the part; nil means `test` where there is one, else `val`, else `train`, else all.
///   - format: what to expect, where recognition would guess wrong; `anomaly` takes MVTec AD's normal and abnormal pictures
///     and leaves out masks, `singleFolder` whatever lies in a folder.
/// - Returns: the pictures, and the part that they are.
/// - Throws: a sentence that names the file and what to do.
public func openPictures(
  at path: String, split: String? = nil, format: DatasetFormat? = nil
) throws(DatasetError) -> (pictures: any PictureSet, split: String?) {
  if format == .anomaly { return (try openAnomalySet(at: path, split: split ?? "test", format: format), split) }
  try format?.require(
    among: DatasetFormat.packed.union([.singleFolder, .classFolders, .anomaly]), for: "single pictures")
  if format.map(DatasetFormat.packed.contains) ?? true, let known = try LabelledLayout.packed(path, split: nil) {
    guard format == nil || format == known.format else {
      throw DatasetError("\(path) is \(known.format), and no \(format?.description ?? ""); leave out the format")
    }
    let parts = try labelledSplits(at: path)
    if let split, parts.isEmpty {
      throw DatasetError("\(path) is not parted, so it has no part named '\(split)'; leave out the split")
    }
    let part = split ?? preferred(among: parts)
    return (try openLabelledDataset(at: path, split: part), part)
  }
  if let format, DatasetFormat.packed.contains(format) {
    throw DatasetError("\(path) is not what the format says: no \(format); leave out the format")
  }
  let folders = try FolderListing.subfolders(of: path)
  let parts = SplitName.all.filter { SplitName.find($0, among: folders) != nil }
  guard let part = split ?? preferred(among: parts) else { return (try ImageFolder(path), nil) }
  guard let folder = SplitName.find(part, among: folders) else {
    let others = parts.isEmpty ? "it is not parted" : "it has only \(parts.joined(separator: ", "))"
    throw DatasetError("\(path) has no part named '\(part)': \(others); name one that exists")
  }
  return (try ImageFolder(FolderListing.join(path, folder)), part)
}

private func preferred(among parts: [String]) -> String? { ["test", "val", "train"].first(where: parts.contains) }
