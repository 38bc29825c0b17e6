import Foundation
import Testing
import Torch
import Vision

/// Folders of pictures compared by the features of a small TorchScript file.
struct EvaluateDistributionTests {
  private static let scripts = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("../Fixtures/scripts").standardized.path

  private func write(_ count: Int, seed: UInt64, shift: Double, to folder: String) throws {
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    let levels = Tensor.rand([count, 5 * 6 * 3], random: RandomSource(seed: seed)) * 100 + 20 + shift
    for index in 0..<count {
      let pixels = levels[index].array().map { UInt8($0) }
      try Image(width: 6, height: 5, channels: 3, pixels: pixels).write(to: "\(folder)/\(index).png")
    }
  }

  private func figures(_ arguments: [String], in folder: String) throws -> [String: Any] {
    let result = try Program.run(["evaluate", "--json"] + arguments, in: folder)
    #expect(result.status == 0, "\(result.errors)")
    return try #require(try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [String: Any])
  }

  @Test func foldersAreComparedAsWholes() throws {
    try withTemporaryFolder { folder in
      try write(40, seed: 1, shift: 0, to: folder + "/real")
      try write(30, seed: 2, shift: 0, to: folder + "/same")
      try write(30, seed: 3, shift: 100, to: folder + "/bright")
      let common = [
        "--reference", folder + "/real", "--features", Self.scripts + "/features.pt", "--feature-size", "8",
      ]
      let itself = try figures(["--images", folder + "/real"] + common, in: folder)
      #expect(try #require(itself["fid"] as? Double) < 1e-8)
      #expect(itself["precision"] as? Double == 1 && itself["recall"] as? Double == 1)
      let same = try figures(["--images", folder + "/same"] + common, in: folder)
      let bright = try figures(["--images", folder + "/bright"] + common, in: folder)
      let (near, far) = (try #require(same["fid"] as? Double), try #require(bright["fid"] as? Double))
      #expect(far > 10 * near)
      #expect(same["images"] as? Int == 30 && same["reference_images"] as? Int == 40)
      #expect(same["dimensions"] as? Int == 6 && same["features"] as? String == "features.pt")
      #expect((same["resize"] as? String)?.contains("8x8") == true && same["reference"] as? String == folder + "/real")

      let table = try Program.run(["evaluate", "--images", folder + "/same"] + common, in: folder)
      for word in ["FID", "KID", "precision", "recall", "30 pictures", "features.pt", "8x8", "/real"] {
        #expect(table.output.contains(word), "\(table.output)")
      }
    }
  }

  @Test func misuseIsOneLine() throws {
    try withTemporaryFolder { folder in
      try write(4, seed: 1, shift: 0, to: folder + "/real")
      let bad = folder + "/bad.pt"
      try Data("no network".utf8).write(to: URL(fileURLWithPath: bad))
      for (features, images, words) in [
        (bad, "/real", ["bad.pt", "TorchScript"]), (folder + "/none.pt", "/real", ["none.pt"]),
        (Self.scripts + "/pair.pt", "/real", ["pair.pt"]), (Self.scripts + "/plain.pt", "/nothing", ["/nothing"]),
      ] {
        let result = try Program.run(
          ["evaluate", "--images", folder + images, "--reference", folder + "/real", "--features", features], in: folder
        )
        #expect(result.status == 1, "\(result.errors)")
        let lines = result.errors.split(separator: "\n").filter { $0.hasPrefix("error: ") }
        #expect(lines.count == 1)
        for word in words { #expect(result.errors.contains(word), "\(result.errors)") }
      }
      for arguments in [
        ["--images", folder], ["--model", "m"],
        ["--images", folder, "--reference", folder, "--features", bad, "--model", "m"],
      ] {
        #expect(try Program.run(["evaluate"] + arguments, in: folder).status == 64)
      }
    }
  }
}
