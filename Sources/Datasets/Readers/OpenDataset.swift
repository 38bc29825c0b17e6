/// Opens a folder of pairs, or a CSV file that lists them, after recognising how it is laid out.
///
/// Recognised, below `DIR` or one of its parts: a `pairs.csv`; folders `A` and `B` (`DIR/A/train` or `DIR/train/A`);
/// any two sibling folders whose file names match (the first in byte order is A); pictures about twice as wide as
/// tall, or wider, with A on the left.
///
/// - Parameters:
///   - directory: the folder or CSV file.
///   - split: the part to read, by any usual name; nil means `train` when there is one, else the folder itself.
///   - format: what to expect, where recognition would guess wrong.
///   - halves: where the seam is in files that hold both pictures; they may then have any shape.
/// - Throws: a sentence that names the folder and what it should hold.
public func openPairedDataset(
  at directory: String, split: String?, format: DatasetFormat? = nil, halves: Halves? = nil
) throws(DatasetError) -> any PairedSource {
  let formats: Set<DatasetFormat> = KnownSet.known.union([.aligned, .pairedFolders, .csvPairs])
  guard format.map(formats.contains) ?? true else {
    throw DatasetError("'\(format?.optionName ?? "")' is no format of pairs; use aligned, paired-folders or csv-pairs")
  }
  guard halves == nil || format ?? .aligned == .aligned else {
    throw DatasetError("--halves is for files that hold both pictures, which '\(format?.optionName ?? "")' has not")
  }
  switch try LayoutRecogniser(format: format, halves: halves).recognise(directory, split: split) {
  case .aligned(let folder, let halves): return try AlignedFolder(folder, halves: halves)
  case .paired(let a, let b): return try PairedFolders(a: a, b: b)
  case .csv(let file): return try CSVPairs(file)
  case .known(let set): return try KnownPairs(set)
  case .unaligned(let a, let b):
    let (nameA, nameB) = PairedFolders.shortNames(a, b)
    let matching = (try? PairedFolders(a: a, b: b).count) ?? 0
    let mend =
      matching > 0
      ? "\(matching) have equal names: if those are partners, say --format paired-folders"
      : "give the files of a pair equal names in folders A/ and B/, or list the pairs in a pairs.csv"
    throw DatasetError(
      "\(directory) holds pictures without partners (\(nameA) and \(nameB)); pairs are needed: \(mend)")
  case .single(let folder):
    let classes = try ClassFolders.classes(in: folder)
    if classes.count > 1, classes.contains(where: AnomalyFolders.isNormal) {
      throw DatasetError(
        "\(folder) holds normal and abnormal pictures (\(classes.joined(separator: ", "))), not pairs; if equal names in "
          + "two folders are partners, say --format paired-folders")
    }
    let first = try ImageFolder(folder).path(at: 0)
    let size = pictureSize(first).map { " (\($0.width)x\($0.height))" } ?? ""
    throw DatasetError(
      "\(folder) holds single pictures such as \(FolderListing.lastComponent(first))\(size), not pairs; expected A and B "
        + "side by side in one file (say --halves left-right or top-bottom for files of this shape), folders A/ and B/ "
        + "with equal file names, or a pairs.csv")
  }
}

/// Opens two folders of pictures without partners: `trainA` and `trainB`, `A` and `B`, or any paired folders.
///
/// - Parameter format: what to expect, where recognition would guess wrong: a known data set's layout, `unaligned` or
///   `pairedFolders`.
/// - Throws: a sentence that names the folder and what it should hold.
public func openUnalignedDataset(
  at directory: String, split: String?, format: DatasetFormat? = nil
) throws(DatasetError) -> UnalignedFolders {
  try format?.require(among: KnownSet.known.union([.unaligned, .pairedFolders]), for: "pictures of two kinds")
  if FolderListing.kind(of: directory) == .folder, format.map(KnownSet.known.contains) ?? true {
    let own = try KnownSet.splits(of: directory)?.first
    if let set = try KnownSet.recognise(directory, format: format, split: split ?? own) {
      return try set.unaligned()
    }
  }
  guard case .unaligned(let a, let b) = try LayoutRecogniser(format: .unaligned).recognise(directory, split: split)
  else { throw DatasetError("\(directory) holds no two folders A and B of pictures; expected trainA/ and trainB/") }
  return try UnalignedFolders(a: a, b: b)
}
