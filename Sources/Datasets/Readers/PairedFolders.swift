/// Two folders whose files are partners when their paths are equal but for the extension; no combining step.
public struct PairedFolders: PairedSource {
  /// The folder of side A.
  public let directoryA: String
  /// The folder of side B.
  public let directoryB: String
  /// Pairs of paths, each below its side's folder, in byte order of the common name.
  public let pairs: [(name: String, a: String, b: String)]
  /// Files of A that have no partner in B.
  public let unpairedA: [String]
  /// Files of B that have no partner in A.
  public let unpairedB: [String]
  /// Files of both folders that are not read.
  public let leftOut: LeftOutFiles

  /// Matches the pictures of two folders, each read with its subfolders, by name.
  ///
  /// - Throws: when a folder cannot be listed or holds no pictures, or when no name is in both.
  public init(a directoryA: String, b directoryB: String) throws(DatasetError) {
    self.directoryA = directoryA
    self.directoryB = directoryB
    let (filesA, othersA) = try PairedFolders.contents(directoryA)
    let (filesB, othersB) = try PairedFolders.contents(directoryB)
    leftOut = othersA + othersB
    // Of several files with one stem the first in byte order is taken; the inspector reports the others.
    let byStemA = Dictionary(filesA.map { (FolderListing.stem($0), $0) }, uniquingKeysWith: { first, _ in first })
    let byStemB = Dictionary(filesB.map { (FolderListing.stem($0), $0) }, uniquingKeysWith: { first, _ in first })
    pairs = byStemA.compactMap { stem, a in byStemB[stem].map { (name: stem, a: a, b: $0) } }
      .sorted { FolderListing.precedes($0.name, $1.name) }
    unpairedA = filesA.filter { byStemB[FolderListing.stem($0)] == nil }
    unpairedB = filesB.filter { byStemA[FolderListing.stem($0)] == nil }
    guard !pairs.isEmpty else {
      throw DatasetError(
        "no picture of \(directoryA) (such as \(filesA[0])) has a partner of the same name in \(directoryB) "
          + "(such as \(filesB[0])); rename the files or list the pairs in a pairs.csv")
    }
  }

  private static func contents(_ directory: String) throws(DatasetError) -> (pictures: [String], LeftOutFiles) {
    let contents = try FolderContents(of: directory)
    let leftOut = contents.leftOut
    guard !contents.pictures.isEmpty else {
      throw DatasetError("\(directory) holds no pictures; put one side of the pairs there\(leftOut.suffix)")
    }
    return (contents.pictures, leftOut)
  }

  /// The number of pairs.
  public var count: Int { pairs.count }

  /// What was recognised and how many, and which side is A; for people.
  public var summary: String {
    let (a, b) = PairedFolders.shortNames(directoryA, directoryB)
    var text = "\(DatasetFormat.pairedFolders): \(counted(count, "pair")); A = \(a), B = \(b)"
    if let first = unpairedA.first {
      text += "; \(counted(unpairedA.count, "picture")) of A without a partner in B, such as \(first)"
    }
    if let first = unpairedB.first {
      text += "; \(counted(unpairedB.count, "picture")) of B without a partner in A, such as \(first)"
    }
    return text + leftOut.suffix
  }

  /// The ends of two paths from where they part: `train/label` and `train/photo`.
  static func shortNames(_ a: String, _ b: String) -> (String, String) {
    let (partsA, partsB) = (a.split(separator: "/"), b.split(separator: "/"))
    var common = 0
    while common < min(partsA.count, partsB.count), partsA[common] == partsB[common] { common += 1 }
    let start = max(0, common == min(partsA.count, partsB.count) - 1 ? common - 1 : common)
    return (partsA[start...].joined(separator: "/"), partsB[start...].joined(separator: "/"))
  }

  /// The common name of the pair at `index`, without extension.
  public func name(at index: Int) -> String { pairs[index].name }

  /// Decodes the pair at `index`, as it is in the file.
  ///
  /// - Throws: a sentence that names the file that cannot be used.
  public func load(_ index: Int) throws(DatasetError) -> PairedSample {
    let pair = pairs[index]
    return PairedSample(
      name: pair.name,
      a: try loadPicture(FolderListing.join(directoryA, pair.a)),
      b: try loadPicture(FolderListing.join(directoryB, pair.b)))
  }
}
