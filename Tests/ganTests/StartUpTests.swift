import Foundation
import Testing
import Vision

/// What computes and what reads pictures is loaded only by commands that do so.
struct StartUpTests {
  /// The libraries that one run maps into memory: the dynamic linker's own account.
  private func librariesLoaded(by arguments: [String], in folder: String) throws -> Set<String> {
    let result = try Program.run(arguments, in: folder, environment: ["LD_DEBUG": "files"])
    let pattern = /file=([^ ]+) \[\d+\];  generating link map/
    return Set(result.errors.matches(of: pattern).map { String($0.output.1.split(separator: "/").last ?? "") })
  }

  #if os(Linux)
    @Test(arguments: [["--help"], ["train", "pix2pix", "--help"], ["train", "pix2pix", "--bogus"], ["tarin"]])
    func wordsAloneLoadNothing(arguments: [String]) throws {
      try withTemporaryFolder { folder in
        let loaded = try librariesLoaded(by: arguments, in: folder)
        #expect(loaded.contains("libswiftCore.so"), "\(loaded)")
        let heavy = loaded.filter { $0.contains("torch") || $0.contains("opencv") || $0.contains("SwiftGAN") }
        #expect(heavy.isEmpty)
      }
    }

    @Test func lookingAtPicturesLoadsNoLibtorch() throws {
      try withTemporaryFolder { folder in
        try pairs(in: folder)
        let loaded = try librariesLoaded(by: ["data", "inspect", folder + "/pairs"], in: folder)
        #expect(loaded.contains("libpng16.so.16"), "\(loaded)")
        let heavy = loaded.filter { $0.contains("torch") || $0.contains("videoio") }
        #expect(heavy.isEmpty)
      }
    }
  #endif

  @Test func theProgramFindsItsLibrariesThroughALink() throws {
    try withTemporaryFolder { folder in
      try pairs(in: folder)
      let link = folder + "/gan"
      try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: Program.path)
      let process = Process()
      process.executableURL = URL(fileURLWithPath: link)
      process.arguments = ["data", "inspect", folder + "/pairs"]
      process.standardOutput = FileHandle.nullDevice
      try process.run()
      process.waitUntilExit()
      #expect(process.terminationStatus == 0)
    }
  }

  private func pairs(in folder: String) throws {
    try FileManager.default.createDirectory(atPath: folder + "/pairs/train", withIntermediateDirectories: true)
    for name in ["a", "b"] {
      try Image(width: 16, height: 8, channels: 3, level: 90).write(to: folder + "/pairs/train/\(name).png")
    }
  }
}
