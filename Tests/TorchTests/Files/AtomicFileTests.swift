import Files
import Foundation
import Testing
import Torch

@Suite struct TorchAtomicFileTests {
  let folder: FilesFolder

  init() throws { folder = try FilesFolder() }

  private func refusal(_ path: String, sourceLocation: SourceLocation = #_sourceLocation) -> String {
    reason(path, sourceLocation: sourceLocation) { () throws(FileError) in try AtomicFile.write("x", to: path) }
  }

  @Test func bytesTextAndPiecesAreWritten() throws {
    let path = folder.path("a")
    try AtomicFile.write([1, 2, 3], to: path)
    #expect(try folder.bytes("a") == [1, 2, 3])
    try AtomicFile.write(Data([4, 5]), to: path)
    #expect(try folder.bytes("a") == [4, 5])
    try AtomicFile.write("é", to: path)
    #expect(try folder.bytes("a") == [0xC3, 0xA9])
    let large = (0..<200_000).map { UInt8($0 % 251) }
    try AtomicFile.write(to: path) { (file) throws(FileError) in
      try file.append([7])
      try file.append(large)
      try file.append([8, 9].reversed())
      #expect(file.count == large.count + 3)
    }
    #expect(try folder.bytes("a") == [7] + large + [9, 8])
    #expect(try folder.names == ["a"])
  }

  @Test func aFaultOfTheClosureKeepsTheOldFile() throws {
    let path = folder.path("a")
    try AtomicFile.write("old", to: path)
    #expect(throws: FileError.self) {
      try AtomicFile.write(to: path) { (file) throws(FileError) in
        try file.append(Array("new".utf8))
        throw FileError(path: path, reason: "no; yes")
      }
    }
    #expect(try folder.bytes("a") == Array("old".utf8))
    #expect(try folder.names == ["a"])
  }

  @Test func badTargetsAreNamed() throws {
    #expect(refusal(folder.path("none/a")).contains("its folder does not exist"))
    #expect(refusal(folder.path).contains("a folder"))
    #expect(refusal("/dev/full").contains("not an ordinary file"))
    #expect(refusal(folder.path(String(repeating: "n", count: 300))).contains("name is too long"))
    #expect(try folder.names == [])
  }

  @Test(.enabled(if: geteuid() != 0, "root may write everywhere")) func lockedFoldersAreNamed() throws {
    #expect(chmod(folder.path, 0o500) == 0)
    defer { chmod(folder.path, 0o700) }
    #expect(refusal(folder.path("a")).contains("may not be changed"))
  }

  @Test func permissionsAndLinksStay() throws {
    try AtomicFile.write("old", to: folder.path("target"))
    #expect(chmod(folder.path("target"), 0o640) == 0)
    #expect(symlink("target", folder.path("link")) == 0)
    try AtomicFile.write("new", to: folder.path("link"))
    #expect(try folder.bytes("target") == Array("new".utf8))
    var status = stat()
    #expect(lstat(folder.path("link"), &status) == 0 && status.st_mode & S_IFMT == S_IFLNK)
    #expect(stat(folder.path("target"), &status) == 0 && status.st_mode & 0o777 == 0o640)
  }

  /// Libraries that write videos take a name, not bytes.
  @Test func aWholeFileBesideTakesThePlace() throws {
    let path = folder.path("a.avi")
    try AtomicFile.write("old", to: path)
    #expect(chmod(path, 0o640) == 0)
    let beside = try AtomicFile.emptyFileBeside(path, ending: "avi")
    #expect(beside.hasSuffix(".avi") && beside != path)
    #expect(try folder.names.count == 2)
    try Data("new".utf8).write(to: URL(fileURLWithPath: beside))
    try AtomicFile.move(beside, to: path)
    #expect(try folder.bytes("a.avi") == Array("new".utf8))
    #expect(try folder.names == ["a.avi"])
    var status = stat()
    #expect(stat(path, &status) == 0 && status.st_mode & 0o777 == 0o640)

    // What cannot be moved is not left lying about.
    let other = try AtomicFile.emptyFileBeside(folder.path("b"), ending: "avi")
    try Folders.make(folder.path("b"))
    let refused = #expect(throws: FileError.self) { try AtomicFile.move(other, to: folder.path("b")) }
    #expect(refused?.kind == .notAFile)
    #expect(try folder.names == ["a.avi", "b"])
  }

  @Test func aFullDiskKeepsTheOldWeights() async {
    // A limit on the size of files fails writes half-way, as a full disk does; it binds the whole process.
    await #expect(processExitsWith: .success) {
      let folder = try FilesFolder()
      let path = folder.path("a.safetensors")
      try Safetensors.write([("a", numbered([4]))], to: path)
      let old = try folder.bytes("a.safetensors")
      signal(SIGXFSZ, SIG_IGN)
      var limit = rlimit(rlim_cur: 100_000, rlim_max: 100_000)
      #if os(Linux)
        guard setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit) == 0 else { exit(2) }
      #else
        guard setrlimit(RLIMIT_FSIZE, &limit) == 0 else { exit(2) }
      #endif
      let large = try [("a", numbered([20_000])), ("b", numbered([20_000]))]
      do throws(FileError) {
        try Safetensors.write(large.map { ($0.0, $0.1) }, to: path)
        exit(3)
      } catch {
        guard error.kind == .diskFull, error.reason == "it cannot be written: the disk is full; make room and try again"
        else { exit(4) }
      }
      guard try folder.bytes("a.safetensors") == old, try folder.names == ["a.safetensors"] else { exit(5) }
    }
  }
}
