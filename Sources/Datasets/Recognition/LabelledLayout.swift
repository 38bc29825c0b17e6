/// How labelled pictures lie on disk.
enum LabelledLayout {
  case idxFile(String)
  case idxSet(IDXSet, String, split: String?)
  case usps(String)
  case cifar(String, split: String?)
  case numPy(String, split: String?)
  case folders(String, ClassFolders.List)

  /// - Parameter format: what to expect; nil recognises it.
  init(_ path: String, split: String?, format: DatasetFormat? = nil) throws(DatasetError) {
    if format.map(DatasetFormat.packed.contains) ?? true, let known = try LabelledLayout.packed(path, split: split),
      format == nil || format == known.format
    {
      self = known
      return
    }
    guard format.map({ [.classFolders, .singleFolder].contains($0) }) ?? true else {
      throw DatasetError("\(path) is not what the format says: no \(format?.description ?? ""); leave out the format")
    }
    let splits = try folderSplits(at: path)
    var directory = path
    if let wanted = split ?? (splits.contains("train") ? "train" : nil) {
      let folders = try FolderListing.subfolders(of: path)
      guard let name = SplitName.find(wanted, among: folders) else {
        if let side = folders.first(where: { SplitName.side($0)?.split == SplitName.canonical(wanted) }) {
          throw DatasetError(
            "\(path) has two sides (\(side) and its like), not one set of pictures; name one of them, such as "
              + FolderListing.join(path, side))
        }
        let others = splits.isEmpty ? "it is not parted" : "it has only \(splits.joined(separator: ", "))"
        throw DatasetError("\(path) has no part named '\(wanted)': \(others); name one that exists")
      }
      directory = FolderListing.join(path, name)
    }
    self = .folders(directory, try ClassFolders.list(in: directory, hasClasses: format != .singleFolder))
  }

  /// Whether a path can be a packed set: nothing that is missing, and no file of another kind.
  static func mayBePacked(_ path: String) throws(DatasetError) -> Bool {
    switch FolderListing.kind(of: path) {
    case nil: try IDXFolder.set(at: path) != nil
    case .file: isPackedFile(path)
    case .folder: true
    }
  }

  private static func isPackedFile(_ path: String) -> Bool {
    let name = FolderListing.lastComponent(path)
    return name.hasPrefix("zip.") || name.contains("images") || name.contains("ubyte")
      || name.lowercased().hasSuffix(".npz")
  }

  /// IDX, USPS, CIFAR-10 or NumPy, when it is one of them.
  static func packed(_ path: String, split: String?) throws(DatasetError) -> LabelledLayout? {
    switch FolderListing.kind(of: path) {
    case nil:
      if let set = try IDXFolder.set(at: path) { return .idxSet(set, path, split: split) }
      throw DatasetError("\(path) does not exist; check the path of the data set")
    case .file:
      let name = FolderListing.lastComponent(path)
      if let archive = try NumPyFolder.archive(at: path) { return .numPy(archive, split: split) }
      guard isPackedFile(path) else { break }
      if let split {
        throw DatasetError("\(path) is one file, so it has no part '\(split)'; leave out the part, or name its folder")
      }
      return name.hasPrefix("zip.") ? .usps(path) : .idxFile(path)
    case .folder:
      if let set = try IDXFolder.set(at: path) { return .idxSet(set, path, split: split) }
      if !(try CIFARBinary.files(in: path)).isEmpty { return .cifar(path, split: split) }
      if let archive = try NumPyFolder.archive(at: path) { return .numPy(archive, split: split) }
      guard try USPSText.file(in: path, split: nil) != nil else { return nil }
      guard let file = try USPSText.file(in: path, split: split) else {
        throw DatasetError("\(path) has no part named '\(split ?? "train")'; name one that exists")
      }
      return .usps(file)
    }
    throw DatasetError("\(path) is a file of no known format; give the folder, or an IDX image file")
  }

  /// What was recognised.
  var format: DatasetFormat {
    switch self {
    case .idxFile, .idxSet: .idx
    case .usps: .uspsText
    case .cifar: .cifarBinary
    case .numPy: .numPy
    case .folders(_, let list): list.classes.isEmpty ? .singleFolder : .classFolders
    }
  }

  /// The pictures' files, where each is one.
  var files: [String]? {
    if case .folders(_, let list) = self { return list.entries.map(\.path) }
    return nil
  }

  /// The pictures, and their places among all.
  func read(
    size: Int?, channels: Int?, skipped: SkipRegister = SkipRegister()
  ) throws(DatasetError) -> (images: LabelledImages, places: [Int]) {
    let images: LabelledImages
    switch self {
    case .idxFile(let path): images = try IDXFolder.read(images: path)
    case .idxSet(let set, let path, let split): images = try IDXFolder.read(set, at: path, split: split)
    case .usps(let path): images = try USPSText.read(path)
    case .cifar(let path, let split): images = try CIFARBinary.read(path, split: split)
    case .numPy(let path, let split): images = try NumPyFolder.read(path, split: split)
    case .folders(let path, let list):
      return try ClassFolders.read(
        list, source: path, format: format, size: size, channels: channels, skipped: skipped)
    }
    return (images, Array(0..<images.count))
  }
}
