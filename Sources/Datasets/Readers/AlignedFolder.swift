import Vision

/// Where the seam is in files that hold both pictures of a pair.
public enum Halves: String, Codable, Sendable, CaseIterable {
  /// A is the left half, B the right half.
  case leftRight = "left-right"
  /// A is the upper half, B the lower half.
  case topBottom = "top-bottom"

  var names: (a: String, b: String) { self == .leftRight ? ("left half", "right half") : ("top half", "bottom half") }

  /// The size of one half.
  func half(_ width: Int, _ height: Int) -> (width: Int, height: Int) {
    self == .leftRight ? (width / 2, height) : (width, height / 2)
  }

  /// What is wrong with a file that cannot be cut into equal halves; nil for one that can.
  func fault(_ width: Int, _ height: Int, path: String) -> String? {
    let (length, side, mend) = self == .leftRight ? (width, "wide", "width") : (height, "high", "height")
    guard length % 2 != 0 else { return nil }
    return "\(path) is \(length) pixels \(side), which cannot be cut into equal halves A and B; give it an even \(mend)"
  }
}

/// A folder, read with its subfolders, of files that hold A and B side by side, or one above the other.
public struct AlignedFolder: PairedSource {
  /// The folder that was opened.
  public let directory: String
  /// Paths of the pictures below `directory`, in byte order.
  public let files: [String]
  /// Where the seam is.
  public let halves: Halves
  /// Files below `directory` that are not read.
  public let leftOut: LeftOutFiles

  /// Lists the pictures below a folder.
  ///
  /// - Throws: when the folder cannot be listed or holds no pictures.
  public init(_ directory: String, halves: Halves = .leftRight) throws(DatasetError) {
    self.directory = directory
    self.halves = halves
    let contents = try FolderContents(of: directory)
    files = contents.pictures
    leftOut = contents.leftOut
    guard !files.isEmpty else {
      throw DatasetError(
        "\(directory) holds no pictures; expected files with A in the \(halves.names.a) and B in the \(halves.names.b)"
          + leftOut.suffix)
    }
  }

  /// The number of pairs.
  public var count: Int { files.count }

  /// What was recognised and how many, which side is A, and what was left out; for people.
  public var summary: String {
    "\(DatasetFormat.aligned): \(count) in \(FolderListing.lastComponent(directory)); "
      + "A = \(halves.names.a), B = \(halves.names.b)\(leftOut.suffix)"
  }

  /// The common name of the pair at `index`, without extension.
  public func name(at index: Int) -> String { FolderListing.stem(files[index]) }

  /// Decodes the pair at `index`, as it is in the file.
  ///
  /// - Throws: a sentence that names the file that cannot be used.
  public func load(_ index: Int) throws(DatasetError) -> PairedSample {
    let path = FolderListing.join(directory, files[index])
    let image = try loadPicture(path)
    if let fault = halves.fault(image.width, image.height, path: path) { throw DatasetError(fault) }
    let (width, height) = halves.half(image.width, image.height)
    return PairedSample(
      name: name(at: index), a: image.cropped(x: 0, y: 0, width: width, height: height),
      b: image.cropped(x: image.width - width, y: image.height - height, width: width, height: height))
  }
}
