/// Two folders of pictures without partners, such as `trainA` and `trainB`.
public struct UnalignedFolders: Sendable {
  /// Side A.
  public let a: ImageFolder
  /// Side B.
  public let b: ImageFolder

  /// Lists the pictures of both folders.
  ///
  /// - Throws: when a folder cannot be listed or holds no pictures.
  public init(a: String, b: String) throws(DatasetError) {
    self.a = try ImageFolder(a)
    self.b = try ImageFolder(b)
  }

  /// Takes listed pictures of both sides.
  init(a: ImageFolder, b: ImageFolder) {
    self.a = a
    self.b = b
  }

  /// What was recognised and how many, for people.
  public var summary: String {
    if a.directory == b.directory {
      let name = FolderListing.lastComponent(a.directory)
      return "\(DatasetFormat.unaligned): \(a.count) in A, \(b.count) in B, as \(name) tells them apart"
    }
    let (nameA, nameB) = PairedFolders.shortNames(a.directory, b.directory)
    return
      "\(DatasetFormat.unaligned): \(a.count) in A = \(nameA), \(b.count) in B = \(nameB)\((a.leftOut + b.leftOut).suffix)"
  }
}
