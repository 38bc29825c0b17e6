import Foundation

/// Fetches data sets from their homes: resumable, checked, and only whole.
///
/// Everything is made in a hidden folder beside the target (`.NAME.unfinished`). A run that was interrupted at any moment
/// goes on from there; the target appears, with one renaming, when the set was unpacked and its form is right.
public struct DatasetFetcher: Sendable {
  /// What is to be fetched.
  public let set: FetchableSet
  /// The folder in which the set's own folder is made.
  public let directory: String
  private let home: String
  /// A mirror may have packed the same contents anew: the contents count then, and not the checksum.
  private let isMirror: Bool

  /// Prepares fetching a set.
  ///
  /// - Parameters:
  ///   - directory: where the folder with the set's name shall be.
  ///   - mirror: an address with the same files, in place of the set's home.
  /// - Throws: when the mirror is no address of a web server.
  public init(_ set: FetchableSet, into directory: String, mirror: String? = nil) throws(DatasetError) {
    self.set = set
    self.directory = directory
    isMirror = mirror != nil
    let home = mirror ?? set.home
    self.home = home.hasSuffix("/") ? home : home + "/"
    guard home.hasPrefix("http://") || home.hasPrefix("https://"), URL(string: home)?.host != nil else {
      throw DatasetError("'\(home)' is no address to fetch from; give one such as https://example.org/mnist/")
    }
  }

  /// The set's own folder.
  public var target: String { FolderListing.join(directory, set.name) }

  private var staging: String { FolderListing.join(directory, ".\(set.name).unfinished") }

  /// Fetches, unpacks and checks the set; returns its folder. What is there already is checked and left as it is.
  ///
  /// - Parameters:
  ///   - note: is told what happens, a sentence each.
  ///   - progress: is told a file, how many of its bytes there are, and of how many where that is known.
  /// - Throws: a sentence: no connection, no such file, damaged, not the set, no room.
  public func fetch(
    note: @escaping @Sendable (String) -> Void = { _ in },
    progress: @escaping @Sendable (String, Int, Int?) -> Void = { _, _, _ in }
  ) throws(DatasetError) -> String {
    if FolderListing.kind(of: target) != nil {
      do throws(DatasetError) {
        try check(target, note: note)
      } catch {
        throw DatasetError("\(target) is there already, but \(error.description); remove it or choose another --out")
      }
      note("\(target) is there already and whole")
      return target
    }
    let packed = staging + "/packed"
    try makeFolder(packed)
    for file in set.files { try fetch(file, into: packed, note: note, progress: progress) }
    let contents = try unpacked(packed, note: note)
    do throws(DatasetError) {
      try check(contents, note: note)
    } catch {
      // What was fetched is not the set: going on from it would fail for ever.
      try? FileManager.default.removeItem(atPath: staging)
      throw DatasetError("\(home): \(error.description)")
    }
    try move(contents, to: target)
    try? FileManager.default.removeItem(atPath: staging)
    return target
  }

  private func fetch(
    _ file: FetchableSet.File, into folder: String, note: @escaping @Sendable (String) -> Void,
    progress: @escaping @Sendable (String, Int, Int?) -> Void
  ) throws(DatasetError) {
    let path = FolderListing.join(folder, file.name)
    guard FolderListing.kind(of: path) == nil else { return }
    guard let url = URL(string: home + file.name) else { throw DatasetError("\(home)\(file.name) is no address") }
    if FolderListing.kind(of: path + ".part") != nil { note("going on with \(file.name)") }
    try Download(url: url, path: path).run { progress(file.name, $0, $1) }
    guard let md5 = file.md5 else { return }
    let found = try Checksum.md5(ofFileAt: path)
    guard found != md5 else { return }
    if isMirror {
      note("\(file.name) is not byte for byte what \(set.home) serves; its contents are checked all the same")
    } else {
      try? FileManager.default.removeItem(atPath: path)
      throw DatasetError("\(url.absoluteString) arrived damaged (MD5 \(found), not \(md5)); run the command again")
    }
  }

  /// The folder of the set's contents.
  private func unpacked(_ packed: String, note: (String) -> Void) throws(DatasetError) -> String {
    guard let top = set.packing.folder else { return packed }
    let folder = staging + "/contents"
    try? FileManager.default.removeItem(atPath: folder)
    try makeFolder(folder)
    for file in set.files {
      let archive = FolderListing.join(packed, file.name)
      note("unpacking \(file.name)")
      do throws(DatasetError) {
        if case .zip = set.packing {
          try SystemTool.run("unzip", ["-q", "-o", archive, "-d", folder])
        } else {
          try SystemTool.run("tar", ["-xf", archive, "-C", folder])
        }
      } catch {
        try? FileManager.default.removeItem(atPath: archive)
        throw DatasetError("\(home)\(file.name) cannot be unpacked: \(error.description); run the command again")
      }
    }
    try refuseLinks(in: folder)
    return FolderListing.join(folder, top)
  }

  /// A link in an archive could lead the files after it, or a reader, to anywhere.
  private func refuseLinks(in folder: String) throws(DatasetError) {
    let keys: [URLResourceKey] = [.isSymbolicLinkKey]
    let all = FileManager.default.enumerator(at: URL(fileURLWithPath: folder), includingPropertiesForKeys: keys)
    while let url = all?.nextObject() as? URL {
      if (try? url.resourceValues(forKeys: Set(keys)))?.isSymbolicLink == true {
        try? FileManager.default.removeItem(atPath: staging)
        throw DatasetError("\(home) has a link in its archive (\(url.lastPathComponent)), which no set needs")
      }
    }
  }

  private func check(_ folder: String, note: (String) -> Void) throws(DatasetError) {
    var check = RequirementCheck(directory: folder)
    for requirement in set.requirements { try check.check(requirement) }
    for warning in check.warnings { note("note: \(warning)") }
  }

  private func makeFolder(_ path: String) throws(DatasetError) {
    do {
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    } catch {
      throw DatasetError("\(directory) cannot be made or written to; choose another folder")
    }
  }

  private func move(_ from: String, to target: String) throws(DatasetError) {
    guard rename(from, target) == 0 else {
      throw DatasetError("\(target) cannot be made (\(String(cString: strerror(errno)))); choose another --out")
    }
  }
}
