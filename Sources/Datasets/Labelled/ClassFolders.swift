import Vision

/// Pictures from folders: a folder for each class, or one folder without classes, or a CSV file that names the classes.
enum ClassFolders {
  /// A picture file and its class.
  struct Entry {
    let path: String
    let label: Int?
  }

  /// The subfolders that hold pictures, when they can be classes: two or more, or one that is not the only thing there.
  static func classes(in directory: String) throws(DatasetError) -> [String] {
    var names: [String] = []
    for name in try FolderListing.subfolders(of: directory) {
      if !(try FolderListing.pictures(under: FolderListing.join(directory, name))).isEmpty { names.append(name) }
    }
    return names
  }

  /// What is said of pictures and runs of ours that lie beside the class folders; nothing where there are none.
  static func loose(in directory: String) throws(DatasetError) -> [String] {
    let files = try FolderListing.children(of: directory).filter(FolderListing.isPicture)
    let runs = LeftOutFiles([], runs: try FolderListing.runs(in: directory)).remarks
    guard let first = files.first else { return runs }
    return runs + ["\(counted(files.count, "picture")) left out, lying beside the class folders (such as \(first))"]
  }

  /// What was found in a folder: the pictures, the classes where each subfolder is one, and what was left out.
  struct List {
    var entries: [Entry] = []
    var classes: [String] = []
    var remarks: [String] = []
  }

  /// The pictures below a folder; each subfolder is a class where there are any.
  ///
  /// - Parameter hasClasses: false takes subfolders as one set of pictures without classes.
  static func list(in directory: String, hasClasses: Bool = true) throws(DatasetError) -> List {
    let all = hasClasses ? try classes(in: directory) : []
    // Masks are no class where the others say that they are good or bad; people who wear masks can be one.
    let hasMasks = all.contains(where: AnomalyFolders.isNormal)
    let masks = hasMasks ? all.filter(MaskName.isFolder) : []
    var list = List(classes: all.filter { !masks.contains($0) })
    if list.classes.isEmpty {
      let folder = try ImageFolder(directory)
      list.entries = (0..<folder.count).map { Entry(path: folder.path(at: $0), label: nil) }
      list.remarks = folder.leftOut.remarks
      return list
    }
    var leftOut = LeftOutFiles([])
    for (label, name) in list.classes.enumerated() {
      let folder = try ImageFolder(FolderListing.join(directory, name))
      list.entries += (0..<folder.count).map { Entry(path: folder.path(at: $0), label: label) }
      leftOut = leftOut + folder.leftOut
    }
    list.remarks = try loose(in: directory) + leftOut.remarks + masks.map { "\($0)/ left out, being masks" }
    return list
  }

  /// Decodes all pictures, scaled to one size.
  ///
  /// - Parameters:
  ///   - size: the side of the square; nil takes the pictures' own size, which must then be one and the same.
  ///   - channels: 1 or 3; nil is 1 where all are grey.
  ///   - skipped: takes up the pictures that cannot be read.
  /// - Returns: the pictures, and their places in the list.
  static func read(
    _ list: List, source: String, format: DatasetFormat, size: Int?, channels: Int?, skipped: SkipRegister
  ) throws(DatasetError) -> (images: LabelledImages, places: [Int]) {
    let read = try skipped.usable(list.entries.indices) { index throws(DatasetError) in
      let image = try loadPicture(list.entries[index].path)
      return size.map(image.squared) ?? image
    }
    let first = read[0].sample
    for (index, image) in read where image.width != first.width || image.height != first.height {
      throw DatasetError(
        "\(list.entries[index].path) is \(image.width)x\(image.height) and \(list.entries[read[0].index].path) "
          + "\(first.width)x\(first.height); give --image-size, to which all are scaled")
    }
    let kept = channels ?? (read.allSatisfy { $0.sample.channels == 1 } ? 1 : 3)
    var block: [UInt8] = []
    block.reserveCapacity(read.count * first.width * first.height * kept)
    for (_, image) in read { block += planes(of: image, channels: kept) }
    let damaged = list.entries.count - read.count
    let reason = skipped.firstReason.map { ": \($0)" } ?? ""
    let remarks = damaged == 0 ? [] : ["\(counted(damaged, "picture")) left out that cannot be read\(reason)"]
    let images = LabelledImages(
      source: source, format: format, pixels: block, channels: kept, height: first.height, width: first.width,
      labels: list.classes.isEmpty ? nil : read.map { list.entries[$0.index].label ?? 0 }, classNames: list.classes,
      remarks: list.remarks + remarks)
    return (images, read.map(\.index))
  }
}
