import Foundation
import Testing
import Vision

@Suite struct AtomicFileTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func fault(_ path: String) -> VisionError? {
    do throws(VisionError) {
      try Pictures.gradient(width: 8, height: 8).write(to: path)
      return nil
    } catch {
      #expect(error.path == path && error.isSentence, "\(error.description)")
      return error
    }
  }

  @Test func nothingButTheFileIsLeft() throws {
    let path = folder.path("a.png")
    try Pictures.gradient(width: 8, height: 8).write(to: path)
    try Pictures.gradient(width: 9, height: 8).write(to: path)
    #expect(try folder.names == ["a.png"])
    #expect(try Image(path: path).width == 9)
  }

  @Test func badTargetsAreNamed() throws {
    #expect(fault(folder.path("a.gif"))?.kind == .unknownExtension)
    #expect(fault(folder.path("a"))?.kind == .unknownExtension)
    #expect(fault(folder.path("no-such-folder/a.png"))?.kind == .missing)
    try FileManager.default.createDirectory(atPath: folder.path("folder.png"), withIntermediateDirectories: false)
    #expect(fault(folder.path("folder.png"))?.kind == .notAFile)
    try folder.write([1], to: "file")
    #expect(fault(folder.path("file/a.png"))?.kind == .missing)
    #expect(fault("/proc/a.png") != nil)
    #expect(try folder.names == ["file", "folder.png"])
  }

  @Test(.enabled(if: geteuid() != 0, "root may write everywhere")) func lockedFoldersAreNamed() throws {
    #expect(chmod(folder.path, 0o500) == 0)
    defer { chmod(folder.path, 0o700) }
    #expect(fault(folder.path("a.png"))?.kind == .unwritable)
  }

  @Test func permissionsAndLinksStay() throws {
    let image = Pictures.gradient(width: 8, height: 8)
    try image.write(to: folder.path("target.png"))
    #expect(chmod(folder.path("target.png"), 0o640) == 0)
    #expect(symlink("target.png", folder.path("link.png")) == 0)
    try image.resized(width: 4, height: 4).write(to: folder.path("link.png"))
    #expect(try Image(path: folder.path("target.png")).width == 4)
    var status = stat()
    #expect(lstat(folder.path("link.png"), &status) == 0 && status.st_mode & S_IFMT == S_IFLNK)
    #expect(stat(folder.path("target.png"), &status) == 0 && status.st_mode & 0o777 == 0o640)
  }

  @Test func aFullDiskKeepsTheOldFile() async {
    // A limit on the size of files fails writes half-way, as a full disk does; it binds the whole process.
    await #expect(processExitsWith: .success) {
      let folder = try TemporaryFolder()
      let path = folder.path("a.png")
      try Pictures.gradient(width: 4, height: 4).write(to: path)
      signal(SIGXFSZ, SIG_IGN)
      var limit = rlimit(rlim_cur: 1000, rlim_max: 1000)
      guard setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit) == 0 else { exit(2) }
      do throws(VisionError) {
        try Pictures.noise(width: 64, height: 64, channels: 3).write(to: path)
        exit(3)
      } catch {
        guard error.kind == .diskFull, error.isSentence else { exit(4) }
      }
      guard try Image(path: path).width == 4, try folder.names == ["a.png"] else { exit(5) }
    }
  }
}
