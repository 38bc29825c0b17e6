#if os(Linux)
  import Foundation
  import Testing
  import Vision

  /// Where memory runs out, one line names the picture or the step and says what to do; the other pictures are done.
  @Suite(.serialized)
  struct OutOfMemoryTests {
    private static let runs = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .appendingPathComponent("Fixtures/former-runs").path
    private let translator = runs + "/pix2pix"
    private let detector = runs + "/f-anogan/expected/model.safetensors"
    private let side = 7000

    /// Runs the program with so many kilobytes of address space.
    private func run(_ arguments: [String], limit: Int, in folder: String) throws -> Program.Result {
      let process = Process()
      process.executableURL = URL(fileURLWithPath: "/bin/sh")
      let words = ([Program.path] + arguments).map { "'\($0)'" }.joined(separator: " ")
      process.arguments = ["-c", "ulimit -v \(limit); exec \(words) >'\(folder)/stdout' 2>'\(folder)/stderr'"]
      process.standardInput = FileHandle.nullDevice
      try process.run()
      process.waitUntilExit()
      #expect(process.terminationReason == .exit)
      func text(_ name: String) throws -> String {
        String(decoding: try Data(contentsOf: URL(fileURLWithPath: folder + "/" + name)), as: UTF8.self)
      }
      return Program.Result(status: process.terminationStatus, output: try text("stdout"), errors: try text("stderr"))
    }

    private func errors(_ result: Program.Result) -> [Substring] {
      result.errors.split(separator: "\n").filter { $0.contains("error: ") || $0.contains("rror:") }
    }

    private func pictures(in folder: String) throws {
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
      try Image(width: side, height: side, channels: 1, level: 90).write(to: folder + "/big.png")
      for name in ["a", "z"] {
        try Image(width: 64, height: 64, channels: 1, level: 90).write(to: "\(folder)/\(name).png")
      }
    }

    @Test func aPictureThatDoesNotFitIsNamedAndTheOthersAreTranslated() throws {
      try withTemporaryFolder { folder in
        try pictures(in: folder + "/in")
        let result = try run(
          ["translate", "--model", translator, folder + "/in", "-o", folder + "/out", "--threads", "1"],
          limit: 2_600_000, in: folder)
        #expect(result.status == 1, "\(result.errors)")
        #expect(errors(result).count == 1, "\(result.errors)")
        #expect(errors(result).first?.contains("big.png does not fit into memory") ?? false, "\(result.errors)")
        #expect(result.errors.contains("add --tile 512"), "\(result.errors)")
        let written = FileManager.default.names(in: folder + "/out").filter { $0.hasSuffix(".png") }
        #expect(written == ["a.png", "z.png"])
      }
    }

    @Test func aPictureThatDoesNotFitIsNamedAndTheOthersAreLookedAt() throws {
      try withTemporaryFolder { folder in
        try pictures(in: folder + "/in")
        let result = try run(
          ["detect", "--model", detector, folder + "/in", "-o", folder + "/out", "--threads", "1"],
          limit: 2_000_000, in: folder)
        #expect(result.status == 1, "\(result.errors)")
        #expect(errors(result).count == 1, "\(result.errors)")
        #expect(errors(result).first?.contains("big.png does not fit into memory") ?? false, "\(result.errors)")
        #expect(result.output.split(separator: "\n").count == 3, "\(result.output)")
      }
    }

    @Test func aStepThatDoesNotFitSaysWhatToMakeSmaller() throws {
      try withTemporaryFolder { folder in
        for part in ["A", "B"] {
          try FileManager.default.createDirectory(atPath: "\(folder)/data/\(part)", withIntermediateDirectories: true)
          for index in 0..<2 {
            try Image(width: 64, height: 64, channels: 3, level: UInt8(index)).write(
              to: "\(folder)/data/\(part)/\(index).png")
          }
        }
        let result = try run(
          [
            "train", "pix2pix", "--data", folder + "/data", "--out", folder + "/run", "--steps", "2", "--image-size",
            "1024", "--ngf", "64", "--ndf", "64", "--threads", "1", "--batch-size", "2", "--sample-every", "0",
          ], limit: 2_600_000, in: folder)
        #expect(result.status == 1, "\(result.errors)")
        #expect(errors(result).count == 1, "\(result.errors)")
        #expect(result.errors.contains("--batch-size or --image-size"), "\(result.errors)")
      }
    }
  }
#endif
