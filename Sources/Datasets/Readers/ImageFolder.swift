public import Vision

/// A folder, read with its subfolders, of single pictures.
public struct ImageFolder: Sendable {
  /// The folder that was opened.
  public let directory: String
  /// Paths of the pictures below `directory`, in byte order.
  public let files: [String]
  /// Files below `directory` that are not read.
  public let leftOut: LeftOutFiles
  private let isOfFixedCameras: Bool

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
  ///
  /// - Parameter isOfFixedCameras: whether the first folder of each path is a camera that does not move.
  init(_ directory: String, files: [String], isOfFixedCameras: Bool = false) {
    self.directory = directory
    self.files = files
    self.isOfFixedCameras = isOfFixedCameras
    leftOut = LeftOutFiles([])
  }

  init(_ directory: String, _ contents: FolderContents) {
    self.directory = directory
    files = contents.pictures
    leftOut = contents.leftOut
    isOfFixedCameras = false
  }

  /// The number of pictures.
  public var count: Int { files.count }

  /// What was recognised and how many, and what was left out, for people.
  public var summary: String {
    "\(DatasetFormat.singleFolder): \(count) in \(FolderListing.lastComponent(directory))\(leftOut.suffix)"
  }

  /// The path below the folder, without extension.
  public func name(at index: Int) -> String { FolderListing.stem(files[index]) }

  /// What view the picture at `index` shows, such as the camera; nil where nobody knows.
  public func place(at index: Int) -> String? {
    isOfFixedCameras ? files[index].split(separator: "/").first.map(String.init) : nil
  }

  /// The full path of a picture.
  public func path(at index: Int) -> String { FolderListing.join(directory, files[index]) }

  /// Decodes the picture at `index`, as it is in the file.
  ///
  /// - Throws: a sentence that names the file when it cannot be read.
  public func load(_ index: Int) throws(DatasetError) -> Image { try loadPicture(path(at: index)) }
}
