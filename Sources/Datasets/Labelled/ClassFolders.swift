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

  /// The pictures below a folder; each subfolder is a class where there are any.
  static func entries(in directory: String) throws(DatasetError) -> (entries: [Entry], classes: [String]) {
    let names = try classes(in: directory)
    if names.isEmpty {
      let folder = try ImageFolder(directory)
      return ((0..<folder.count).map { Entry(path: folder.path(at: $0), label: nil) }, [])
    }
    var entries: [Entry] = []
    for (label, name) in names.enumerated() {
      let folder = try ImageFolder(FolderListing.join(directory, name))
      entries += (0..<folder.count).map { Entry(path: folder.path(at: $0), label: label) }
    }
    return (entries, names)
  }

  /// Decodes all pictures, scaled to one size.
  ///
  /// - Parameters:
  ///   - size: the side of the square; nil takes the pictures' own size, which must then be one and the same.
  ///   - channels: 1 or 3; nil is 1 where all are grey.
  static func read(
    _ list: (entries: [Entry], classes: [String]), source: String, format: DatasetFormat, size: Int?, channels: Int?
  ) throws(DatasetError) -> LabelledImages {
    var images: [Image] = []
    for entry in list.entries {
      let image = try loadPicture(entry.path)
      if let size { images.append(image.squared(size)) } else { images.append(image) }
      let first = images[0]
      guard images[images.count - 1].width == first.width, images[images.count - 1].height == first.height else {
        throw DatasetError(
          "\(entry.path) is \(image.width)x\(image.height) and \(list.entries[0].path) \(first.width)x\(first.height); "
            + "give --image-size, to which all are scaled")
      }
    }
    let kept = channels ?? (images.allSatisfy { $0.channels == 1 } ? 1 : 3)
    var block: [UInt8] = []
    block.reserveCapacity(images.count * images[0].width * images[0].height * kept)
    for image in images { block += planes(of: image, channels: kept) }
    return LabelledImages(
      source: source, format: format, pixels: block, channels: kept, height: images[0].height, width: images[0].width,
      labels: list.classes.isEmpty ? nil : list.entries.map { $0.label ?? 0 }, classNames: list.classes)
  }
}
