import Vision

/// A recognised layout with the places that matter for reading it.
enum Layout: Equatable {
  case aligned(String, Halves)
  case paired(a: String, b: String)
  case csv(String)
  case unaligned(a: String, b: String)
  case single(String)
  case known(KnownSet)

  var format: DatasetFormat {
    switch self {
    case .aligned: .aligned
    case .paired: .pairedFolders
    case .csv: .csvPairs
    case .unaligned: .unaligned
    case .single: .singleFolder
    case .known(let set): set.format
    }
  }
}

/// Finds out how a folder is laid out; `format`, when given, is looked for and nothing else is.
struct LayoutRecogniser {
  let format: DatasetFormat?
  /// Where the seam of aligned files is, when it is said; they need not be as wide as two pictures then.
  let halves: Halves?

  init(format: DatasetFormat?, halves: Halves? = nil) {
    self.format = format ?? (halves == nil ? nil : .aligned)
    self.halves = halves
  }

  private func accepts(_ candidate: DatasetFormat) -> Bool { format == nil || format == candidate }

  /// - Parameter split: the part to read; nil means `train` when there is such a part, else the folder itself.
  func recognise(_ directory: String, split: String?) throws(DatasetError) -> Layout {
    switch FolderListing.kind(of: directory) {
    case nil:
      throw DatasetError("\(directory) does not exist; check the path of the data set")
    case .file:
      guard directory.lowercased().hasSuffix(".csv"), accepts(.csvPairs) else {
        throw DatasetError("\(directory) is a file; expected a folder of pictures or a CSV file of pairs")
      }
      // A list is not parted: training reads all of it, so it is `train`, and no other part is in it.
      if let split, SplitName.canonical(split) != "train" {
        throw DatasetError(
          "\(directory) is one list of pairs without a part named '\(split)'; list those pairs in a file of their own "
            + "and name that, or put train.csv and \(split).csv into a folder and name the folder")
      }
      return .csv(directory)
    case .folder:
      let splits = try availableSplits(at: directory, format: format)
      let own = try KnownSet.splits(of: directory)?.first
      if let set = try known(directory, split: split ?? own) { return .known(set) }
      if let wanted = split ?? (splits.contains("train") ? "train" : nil) {
        if let layout = try part(wanted, of: directory) { return layout }
        throw missing(part: split, of: directory, among: splits)
      }
      if let layout = try whole(directory) { return layout }
      throw missing(part: nil, of: directory, among: splits)
    }
  }

  /// A known data set's own layout.
  private func known(_ directory: String, split: String?) throws(DatasetError) -> KnownSet? {
    guard halves == nil, format.map(KnownSet.known.contains) ?? true else { return nil }
    return try KnownSet.recognise(directory, format: format, split: split)
  }

  private func missing(part split: String?, of directory: String, among splits: [String]) -> DatasetError {
    let layouts =
      format == .unaligned
      ? "folders A/ and B/, or trainA/ and trainB/"
      : "files with A|B side by side, folders A/ and B/ with equal file names, or a pairs.csv"
    let sought = format.map { "no \($0)" } ?? "no pictures"
    if let split, SplitName.find(split, among: splits) == nil {
      let others =
        splits.isEmpty ? "is not parted into train, val or test" : "has only \(splits.joined(separator: ", "))"
      return DatasetError("\(directory) has no part named '\(split)': it \(others); name one that exists")
    }
    return DatasetError(
      "\(directory) holds \(sought)\(split.map { " in '\($0)'" } ?? ""); expected \(layouts)"
        + (format == .unaligned ? "" : ", directly or below train/ and val/"))
  }

  /// One part of a parted folder.
  private func part(_ split: String, of directory: String) throws(DatasetError) -> Layout? {
    let children = try FolderListing.children(of: directory)
    let lists = children.filter { $0.lowercased().hasSuffix(".csv") }.map { String($0.dropLast(4)) }
    if accepts(.csvPairs), let list = SplitName.find(split, among: lists),
      let file = children.first(where: { $0.lowercased() == list.lowercased() + ".csv" })
    {
      return .csv(FolderListing.join(directory, file))
    }
    let folders = try FolderListing.subfolders(of: directory)
    if let folder = SplitName.find(split, among: folders),
      let layout = try whole(FolderListing.join(directory, folder))
    {
      return layout
    }
    if let layout = try suffixed(split, folders: folders, in: directory) { return layout }
    var sides: [(name: String, path: String)] = []
    for folder in folders {
      let path = FolderListing.join(directory, folder)
      if let inner = SplitName.find(split, among: try FolderListing.subfolders(of: path)) {
        sides.append((folder, FolderListing.join(path, inner)))
      }
    }
    return try twoSides(among: sides)
  }

  /// `trainA` and `trainB`: without partners unless the caller says otherwise, since equal names mean nothing there;
  /// pix2pixHD's `train_A` and `train_B`: partners where their names match.
  private func suffixed(
    _ split: String, folders: [String], in directory: String
  ) throws(DatasetError) -> Layout? {
    let wanted = SplitName.canonical(split) ?? split
    func folder(_ side: Character) -> String? {
      folders.first { SplitName.side($0).map { $0.split == wanted && $0.side == side } ?? false }
    }
    guard let a = folder("a"), let b = folder("b") else { return nil }
    let (pathA, pathB) = (FolderListing.join(directory, a), FolderListing.join(directory, b))
    if format == .pairedFolders { return .paired(a: pathA, b: pathB) }
    if format == nil, [a, b].allSatisfy({ "_-".contains($0.dropLast().last ?? "a") }),
      try matches([pathA, pathB]).contains(where: { 2 * $0.matched >= $0.smaller && $0.matched > 0 })
    {
      return .paired(a: pathA, b: pathB)
    }
    return accepts(.unaligned) ? .unaligned(a: pathA, b: pathB) : nil
  }

  /// A folder that is not parted, or one part.
  private func whole(_ directory: String) throws(DatasetError) -> Layout? {
    let list = FolderListing.join(directory, "pairs.csv")
    if accepts(.csvPairs), FolderListing.kind(of: list) == .file { return .csv(list) }
    if let set = try known(directory, split: nil) { return .known(set) }
    let folders = try FolderListing.subfolders(of: directory)
    let sides = folders.map { (name: $0, path: FolderListing.join(directory, $0)) }
    if let layout = try twoSides(among: sides) { return layout }
    guard accepts(.aligned) || accepts(.singleFolder) else { return nil }
    let pictures = try FolderListing.pictures(under: directory)
    if pictures.isEmpty { return nil }
    let isAligned = format.map { $0 == .aligned } ?? looksAligned(pictures, in: directory)
    return isAligned ? .aligned(directory, halves ?? .leftRight) : .single(directory)
  }

  /// Folders named A and B, else the one pair of folders whose file names match; the first in byte order is A.
  private func twoSides(among folders: [(name: String, path: String)]) throws(DatasetError) -> Layout? {
    guard accepts(.pairedFolders) || accepts(.unaligned) else { return nil }
    if let a = folders.first(where: { $0.name.lowercased() == "a" })?.path,
      let b = folders.first(where: { $0.name.lowercased() == "b" })?.path
    {
      let matched = format == nil ? try matches([a, b])[0].matched > 0 : format == .pairedFolders
      return matched ? .paired(a: a, b: b) : .unaligned(a: a, b: b)
    }
    // More folders than this are classes or clips, not sides.
    guard (2...12).contains(folders.count) else { return nil }
    if format == .unaligned { return folders.count == 2 ? .unaligned(a: folders[0].path, b: folders[1].path) : nil }
    let partners = try matches(folders.map(\.path)).filter { match in
      match.matched > 0 && 2 * match.matched >= match.smaller && (format != nil || !isOfAnomalies(match, in: folders))
    }
    return partners.count == 1 ? .paired(a: partners[0].a, b: partners[0].b) : nil
  }

  /// Whether two folders are rather those of good and bad parts, which are numbered alike. Normal maps, which have a
  /// partner each, are not.
  private func isOfAnomalies(_ match: Match, in folders: [(name: String, path: String)]) -> Bool {
    let names = [match.a, match.b].map(FolderListing.lastComponent)
    if folders.contains(where: { AnomalyFolders.isNormal($0.name) }), names.contains(where: MaskName.isFolder) {
      return true
    }
    guard let normal = names.first(where: AnomalyFolders.isNormal) else { return false }
    return normal.lowercased() != "normal" || match.matched < match.larger
  }

  private typealias Match = (a: String, b: String, matched: Int, smaller: Int, larger: Int)

  private func matches(_ folders: [String]) throws(DatasetError) -> [Match] {
    var stems: [Set<String>] = []
    for folder in folders { stems.append(Set(try FolderListing.pictures(under: folder).map(FolderListing.stem))) }
    return folders.indices.flatMap { i in
      folders.indices.dropFirst(i + 1).map { j in
        let (a, b) = (stems[i], stems[j])
        return (folders[i], folders[j], a.intersection(b).count, min(a.count, b.count), max(a.count, b.count))
      }
    }
  }

  /// Whether most of a few pictures from all over the folder are about twice as wide as tall, or wider.
  private func looksAligned(_ pictures: [String], in directory: String) -> Bool {
    let step = max(1, pictures.count / 7)
    let sizes = stride(from: 0, to: pictures.count, by: step)
      .compactMap { pictureSize(FolderListing.join(directory, pictures[$0])) }
    let wide = sizes.count { $0.width % 2 == 0 && Double($0.width) >= 1.9 * Double($0.height) }
    return wide * 2 > sizes.count
  }
}
