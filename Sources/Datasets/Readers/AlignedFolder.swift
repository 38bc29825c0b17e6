import Vision

/// A folder, read with its subfolders, of files that hold A and B side by side.
public struct AlignedFolder: PairedSource {
  /// The folder that was opened.
  public let directory: String
  /// Paths of the pictures below `directory`, in byte order.
  public let files: [String]

  /// Lists the pictures below a folder.
  ///
  /// - Throws: when the folder cannot be listed or holds no pictures.
  public init(_ directory: String) throws(DatasetError) {
    self.directory = directory
    files = try FolderListing.pictures(under: directory)
    guard !files.isEmpty else {
      throw DatasetError(
        "\(directory) holds no pictures; expected files with A in the left half and B in the right half")
    }
  }

  /// The number of pairs.
  public var count: Int { files.count }

  /// What was recognised and how many, and which side is A; for people.
  public var summary: String {
    "\(DatasetFormat.aligned): \(count) in \(FolderListing.lastComponent(directory)); A = left half, B = right half"
  }

  /// The common name of the pair at `index`, without extension.
  public func name(at index: Int) -> String { FolderListing.stem(files[index]) }

  /// Decodes the pair at `index`, as it is in the file.
  ///
  /// - Throws: a sentence that names the file that cannot be used.
  public func load(_ index: Int) throws(DatasetError) -> PairedSample {
    let path = FolderListing.join(directory, files[index])
    let (a, b) = try AlignedFolder.halves(of: loadPicture(path), path: path)
    return PairedSample(name: name(at: index), a: a, b: b)
  }

  /// Cuts an aligned picture of even width into its left and right half.
  static func halves(of image: Image, path: String) throws(DatasetError) -> (a: Image, b: Image) {
    guard image.width % 2 == 0 else {
      throw DatasetError(
        "\(path) is \(image.width) pixels wide, which cannot be cut into equal halves A and B; give it an even width")
    }
    let half = image.width / 2
    return (
      image.cropped(x: 0, y: 0, width: half, height: image.height),
      image.cropped(x: half, y: 0, width: half, height: image.height)
    )
  }
}
