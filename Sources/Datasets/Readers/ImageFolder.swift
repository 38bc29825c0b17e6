public import Vision

/// A folder, read with its subfolders, of single pictures.
public struct ImageFolder: Sendable {
  /// The folder that was opened.
  public let directory: String
  /// Paths of the pictures below `directory`, in byte order.
  public let files: [String]
  /// Files below `directory` that are not read.
  public let leftOut: LeftOutFiles

  /// Lists the pictures below a folder.
  ///
  /// - Parameter excluded: folders whose contents are not looked at, such as that of an output inside of `directory`.
  /// - Throws: when the folder cannot be listed or holds no pictures.
  public init(_ directory: String, excluding excluded: [String] = []) throws(DatasetError) {
    let contents = try FolderContents(of: directory, excluding: excluded)
    self.init(directory, contents)
    guard !files.isEmpty else {
      let known = Image.readableExtensions.sorted().joined(separator: ", ")
      throw DatasetError("\(directory) holds no pictures; expected files that end in \(known)\(leftOut.suffix)")
    }
  }

  /// Pictures that a list names.
  init(_ directory: String, files: [String]) {
    self.directory = directory
    self.files = files
    leftOut = LeftOutFiles([])
  }

  init(_ directory: String, _ contents: FolderContents) {
    self.directory = directory
    files = contents.pictures
    leftOut = contents.leftOut
  }

  /// The number of pictures.
  public var count: Int { files.count }

  /// What was recognised and how many, and what was left out, for people.
  public var summary: String {
    "\(DatasetFormat.singleFolder): \(count) in \(FolderListing.lastComponent(directory))\(leftOut.suffix)"
  }

  /// The path below the folder, without extension.
  public func name(at index: Int) -> String { FolderListing.stem(files[index]) }

  /// The full path of a picture.
  public func path(at index: Int) -> String { FolderListing.join(directory, files[index]) }

  /// Decodes the picture at `index`, as it is in the file.
  ///
  /// - Throws: a sentence that names the file when it cannot be read.
  public func load(_ index: Int) throws(DatasetError) -> Image { try loadPicture(path(at: index)) }
}
