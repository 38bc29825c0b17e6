import Foundation
import Testing
import Torch
import Training
import Vision

/// Inputs and outputs as people have them: folders inside of folders, damaged files, full disks, odd names.
struct InputsAndOutputsTests {
  private static let runs = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .appendingPathComponent("Fixtures/former-runs").path
  private let translator = runs + "/pix2pix"
  private let detector = runs + "/f-anogan/expected/model.safetensors"

  private func pictures(_ count: Int, side: Int, channels: Int, in folder: String) throws {
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    for index in 0..<count {
      let pixels = (0..<side * side * channels).map { UInt8(($0 * (index + 3)) % 251) }
      try Image(width: side, height: side, channels: channels, pixels: pixels).write(to: "\(folder)/\(index).png")
    }
  }

  private func errors(_ result: Program.Result) -> [Substring] {
    result.errors.split(separator: "\n").filter { $0.hasPrefix("error: ") }
  }

  @Test func anOutputInsideOfTheInputIsNotReadTheSecondTime() throws {
    try withTemporaryFolder { folder in
      try pictures(2, side: 32, channels: 3, in: folder + "/in/deep")
      let arguments = ["translate", "--model", translator, folder + "/in", "-o", folder + "/in/out"]
      for _ in 0..<2 {
        let result = try Program.run(arguments, in: folder)
        #expect(result.status == 0 && result.errors.contains("2/2"), "\(result.errors)")
      }
      #expect(FileManager.default.names(in: folder + "/in/out") == ["deep", "gallery.json", "index.html"])
      let same = try Program.run(
        ["translate", "--model", translator, folder + "/in", "-o", folder + "/in/"], in: folder)
      #expect(same.status == 1 && same.errors.contains("is the input folder"), "\(same.errors)")
    }
  }

  @Test(arguments: ["x.gif", "x.heic"])
  func aPictureFormatThatIsNotWrittenIsNoFolder(name: String) throws {
    try withTemporaryFolder { folder in
      try pictures(1, side: 32, channels: 3, in: folder)
      let result = try Program.run(
        ["translate", "--model", translator, folder + "/0.png", "-o", folder + "/" + name], in: folder)
      #expect(result.status == 1 && errors(result).count == 1 && result.errors.contains(name), "\(result.errors)")
      #expect(!FileManager.default.fileExists(atPath: folder + "/" + name))
    }
  }

  @Test func webPIsWritten() throws {
    try withTemporaryFolder { folder in
      try pictures(1, side: 32, channels: 3, in: folder)
      let result = try Program.run(
        ["translate", "--model", translator, folder + "/0.png", "-o", folder + "/x.webp"], in: folder)
      #expect(result.status == 0, "\(result.errors)")
      #expect(try Image(path: folder + "/x.webp").width == 32)
    }
  }

  @Test func aCutFileAmongGoodOnesIsLeftOutOfDetection() throws {
    try withTemporaryFolder { folder in
      try pictures(3, side: 32, channels: 1, in: folder + "/in")
      let whole = try Data(contentsOf: URL(fileURLWithPath: folder + "/in/1.png"))
      try whole.prefix(whole.count / 2).write(to: URL(fileURLWithPath: folder + "/in/1.png"))
      let result = try Program.run(
        ["detect", "--model", detector, folder + "/in", "-o", folder + "/out", "--json"], in: folder)
      #expect(result.status == 1 && errors(result).count == 1 && result.errors.contains("1.png"), "\(result.errors)")
      let report = try #require(try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [String: Any])
      #expect((report["pictures"] as? [Any])?.count == 2)
      let none = try Program.run(
        ["detect", "--model", detector, folder + "/in/1.png", "-o", folder + "/none"], in: folder)
      #expect(none.status == 1 && !FileManager.default.fileExists(atPath: folder + "/none"), "\(none.errors)")
    }
  }

  @Test func weightsThatAreNoNumbersAreNamed() throws {
    try withTemporaryFolder { folder in
      let file = try ModelFile(at: translator, networks: ["generator"])
      var tensors = try file.tensors()
      let name = tensors[1].name
      tensors[1].tensor = tensors[1].tensor * Double.nan
      try ModelFile.write(tensors, file.header, to: folder + "/m.safetensors")
      try pictures(1, side: 32, channels: 3, in: folder)
      let result = try Program.run(
        ["translate", "--model", folder + "/m.safetensors", folder + "/0.png", "-o", folder + "/x.png"], in: folder)
      #expect(result.status == 1 && errors(result).count == 1 && result.errors.contains(name), "\(result.errors)")
      #expect(!FileManager.default.fileExists(atPath: folder + "/x.png"))
    }
  }

  @Test func resultsThatStandardOutputCannotTakeAreAnError() throws {
    guard FileManager.default.fileExists(atPath: "/dev/full") else { return }
    try withTemporaryFolder { folder in
      for (words, status) in [(["--help"], Int32(1)), (["info", "--json", translator], 1)] {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: Program.path)
        process.arguments = words
        process.standardOutput = FileHandle(forWritingAtPath: "/dev/full")
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        #expect(process.terminationStatus == status)
      }
    }
  }

  @Test func pagesThatAreNotReadAreSaid() throws {
    try withTemporaryFolder { folder in
      let frames = (0..<3).map { Image(width: 32, height: 32, channels: 3, level: UInt8($0 * 80)) }
      try AnimatedGIF.write(frames, to: folder + "/three.gif")
      let result = try Program.run(
        ["translate", "--model", translator, folder + "/three.gif", "-o", folder + "/x.png"], in: folder)
      #expect(result.status == 0 && result.errors.contains("three.gif has 3 pages"), "\(result.errors)")
    }
  }

  @Test func oddTrainingSizesArePaddedAndSaid() throws {
    try withTemporaryFolder { folder in
      for side in ["A", "B"] { try pictures(2, side: 64, channels: 3, in: folder + "/data/" + side) }
      let result = try Program.run(
        [
          "train", "pix2pix", "--data", folder + "/data", "--out", folder + "/run", "--steps", "1", "--image-size",
          "60x40", "--ngf", "2", "--ndf", "2", "--threads", "1",
        ], in: folder)
      #expect(result.status == 0, "\(result.errors)")
      #expect(result.errors.contains("64x48, which a U-Net of 4 levels takes"), "\(result.errors)")
    }
  }
}
