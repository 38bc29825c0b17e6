/// Normal and abnormal pictures in folders, a class each, with the folders of their masks.
struct AnomalyFolders {
  /// The data set's folder.
  let path: String
  /// The folder of the part, or the data set's own.
  let directory: String
  /// The part by its usual name; nil where the set is not parted.
  let part: String?
  let normalClass: String?
  /// Whether subfolders are classes.
  let hasClasses: Bool

  /// Whether a class's name says that it is normal.
  static func isNormal(_ name: String) -> Bool { ["good", "normal", "ok"].contains(name.lowercased()) }

  init(_ path: String, split: String, normalClass: String?, hasClasses: Bool = true) throws(DatasetError) {
    self.path = path
    self.hasClasses = hasClasses
    self.normalClass = normalClass
    let folders = try FolderListing.subfolders(of: path)
    if let part = SplitName.find(split, among: folders) {
      directory = FolderListing.join(path, part)
      self.part = SplitName.canonical(part) ?? part
      return
    }
    if let other = ["train", "test"].first(where: { SplitName.find($0, among: folders) != nil }) {
      throw DatasetError("\(path) has a part \(other), but none named '\(split)'; name one that exists (--split)")
    }
    (directory, part) = (path, nil)
  }

  func set() throws(DatasetError) -> AnomalySet {
    let listing = try listed(directory)
    let pictures = listing.pictures
    guard !pictures.isEmpty else {
      let remarks = listing.remarks.map { "; " + $0 }.joined()
      throw DatasetError("\(directory) holds no pictures; put normal ones there, or name another folder\(remarks)")
    }
    let matching = MaskMatching(pictures.map(\.named), masks: try listing.masks + shared(for: pictures))
    let samples = pictures.enumerated().map { index, picture in
      AnomalySet.Sample(
        name: picture.name, kind: picture.kind, isAbnormal: picture.isAbnormal, path: picture.path,
        masks: matching.masks[index])
    }
    let layout =
      samples[0].isAbnormal == nil ? "a folder of pictures" : part == nil ? "class folders" : "parted folders"
    var strays: [String] = []
    for mask in matching.unmatched where try isStray(mask) { strays.append(mask) }
    return AnomalySet(
      source: directory, layout: layout, samples: samples, isParted: part != nil,
      unmatchedMasks: strays, remarks: listing.remarks)
  }

  // MARK: - Pictures

  private struct Picture {
    /// Below the part's folder.
    let name: String
    let kind: String
    let isAbnormal: Bool?
    let path: String
    let named: MaskMatching.Picture

    init(_ file: String, kind: String, normal: String?, in folder: String) {
      name = kind.isEmpty ? file : kind + "/" + file
      self.kind = kind
      isAbnormal = normal.map { $0 != kind }
      path = FolderListing.join(folder, file)
      named = MaskMatching.Picture(
        kind: kind, stem: FolderListing.stem(file), isAbnormal: normal.map { $0 != kind } ?? true)
    }
  }

  /// Whether a subfolder holds masks; the class that is said to be normal never does.
  private func holdsMasks(_ name: String) -> Bool { MaskName.isFolder(name) && name != normalClass }

  private struct Listing {
    var pictures: [Picture] = []
    /// Those that lie in the folders of the classes.
    var masks: [MaskFile] = []
    var remarks: [String] = []
  }

  /// The pictures of a part, and the masks that lie among them.
  private func listed(_ directory: String) throws(DatasetError) -> Listing {
    let subfolders = try FolderListing.subfolders(of: directory)
    let classes = hasClasses ? try ClassFolders.classes(in: directory).filter { !holdsMasks($0) } : []
    guard let normal = try normalFolder(among: classes, in: directory, asked: normalClass) else {
      // Masks of all classes are looked for apart.
      let files = try MaskedFiles(in: directory, kind: nil, excluding: subfolders.filter(holdsMasks))
      return Listing(
        pictures: files.pictures.map { Picture($0, kind: "", normal: nil, in: directory) }, masks: files.masks,
        remarks: files.leftOut.remarks)
    }
    var listing = Listing()
    var leftOut = LeftOutFiles([])
    for name in classes {
      let folder = FolderListing.join(directory, name)
      let files = try MaskedFiles(in: folder, kind: name)
      listing.pictures += files.pictures.map { Picture($0, kind: name, normal: normal, in: folder) }
      listing.masks += files.masks
      leftOut = leftOut + files.leftOut
    }
    listing.remarks = try ClassFolders.loose(in: directory) + leftOut.remarks
    return listing
  }

  // MARK: - Masks of all classes

  /// The masks in folders beside the parts and beside the classes; none are sought for a part of normal pictures alone.
  private func shared(for pictures: [Picture]) throws(DatasetError) -> [MaskFile] {
    guard part == nil || pictures.contains(where: { $0.isAbnormal == true }) else { return [] }
    var masks: [MaskFile] = []
    for root in part == nil ? [directory] : [path, directory] {
      for name in try FolderListing.subfolders(of: root) where holdsMasks(name) {
        masks += try self.masks(in: FolderListing.join(root, name))
      }
    }
    return masks
  }

  private func masks(in folder: String) throws(DatasetError) -> [MaskFile] {
    var masks: [MaskFile] = []
    for file in try FolderListing.pictures(under: folder) {
      var parts = file.split(separator: "/").map(String.init)
      if parts.count > 1, let named = SplitName.canonical(parts[0]), let part {
        if named != part { continue }
        parts.removeFirst()
      }
      masks.append(
        MaskFile(
          path: FolderListing.join(folder, file), kind: nil, stem: FolderListing.stem(parts.joined(separator: "/"))))
    }
    return masks
  }

  /// Whether no other part has a picture that a mask without one here could belong to.
  private func isStray(_ mask: String) throws(DatasetError) -> Bool {
    guard let part else { return true }
    for name in try FolderListing.subfolders(of: path) {
      guard let other = SplitName.canonical(name), other != part, other != "train" else { continue }
      let pictures = try listed(FolderListing.join(path, name)).pictures
      let parts = mask.split(separator: "/").suffix(2).joined(separator: "/")
      let file = MaskFile(path: mask, kind: nil, stem: FolderListing.stem(parts))
      if MaskMatching(pictures.map(\.named), masks: [file]).unmatched.isEmpty { return false }
    }
    return true
  }
}
