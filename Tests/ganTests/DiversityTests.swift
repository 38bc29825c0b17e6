import Foundation
import Testing
import Torch
import Vision

/// The birthday test on folders of pictures whose number is known.
struct DiversityTests {
  private static let scripts = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("../Fixtures/scripts").standardized.path

  /// Writes `count` pictures, each one of `support` different ones.
  private func write(_ count: Int, of support: Int, seed: UInt64, to folder: String) throws {
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    let generator = RandomSource(seed: seed)
    let pictures = Tensor.rand([support, 8 * 8], random: generator) * 256
    let numbers =
      count == support
      ? (0..<count).map(Int64.init) : Tensor.randint(high: support, shape: [count], random: generator).int64Array()
    for (index, number) in numbers.enumerated() {
      let pixels = pictures[Int(number)].array().map { UInt8($0) }
      try Image(width: 8, height: 8, channels: 1, pixels: pixels).write(to: "\(folder)/\(index).png")
    }
  }

  private func summary(_ arguments: [String], in folder: String) throws -> [String: Any] {
    let result = try Program.run(["diversity", "--json"] + arguments, in: folder)
    #expect(result.status == 0, "\(result.errors)")
    return try #require(try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [String: Any])
  }

  private func ends(_ summary: [String: Any]) throws -> ClosedRange<Double> {
    let interval = try #require(summary["interval"] as? [String: Double])
    return try #require(interval["lower"])...(try #require(interval["upper"]))
  }

  @Test func theNumberOfPicturesIsFound() throws {
    try withTemporaryFolder { folder in
      try write(400, of: 150, seed: 5, to: folder + "/fake")
      try write(120, of: 120, seed: 6, to: folder + "/real")
      let own = try summary(["--images", folder + "/fake"], in: folder)
      #expect(try ends(own).contains(150) && ends(own).upperBound < 300)
      let batches = try #require(own["batches"] as? [[String: Any]])
      #expect(batches.compactMap { $0["size"] as? Int } == [50, 100, 200])

      let page = try summary(
        ["--images", folder + "/fake", "--reference", folder + "/real", "--sizes", "250,100", "-o", folder + "/out"],
        in: folder)
      #expect(try ends(page).contains(150))
      #expect((page["threshold"] as? [String: Any])?["origin"].map { "\($0)".contains("120 reference") } == true)
      #expect(page["page"] as? String == folder + "/out/index.html")
      #expect(FileManager.default.names(in: folder + "/out/pairs").count == 2 * 2 * 20)
      let html = String(decoding: try Data(contentsOf: URL(fileURLWithPath: folder + "/out/index.html")), as: UTF8.self)
      #expect(html.contains("src=\"pairs/batch2-20b.png\""))

      let features = try summary(
        ["--images", folder + "/fake", "--features", Self.scripts + "/features.pt", "--feature-size", "8"], in: folder)
      #expect((features["distances"] as? String)?.contains("features.pt") == true)
    }
  }

  @Test func picturesThatAllDifferHaveNoUpperEnd() throws {
    try withTemporaryFolder { folder in
      try write(90, of: 90, seed: 7, to: folder + "/fake")
      let found = try summary(["--images", folder + "/fake"], in: folder)
      #expect(found["support"] as? String == "inf" && found["duplicates"] as? Int == 0)
      let text = try Program.run(["diversity", "--images", folder + "/fake"], in: folder)
      #expect(text.output.contains("1086 or more") && text.output.contains("root mean squares of pixels"))
    }
  }

  @Test func misuseIsOneLine() throws {
    try withTemporaryFolder { folder in
      try write(10, of: 10, seed: 7, to: folder + "/fake")
      for (arguments, word) in [
        (["--images", folder + "/none"], "/none"), (["--images", folder + "/fake", "--sizes", "8,9"], "need 17"),
      ] {
        let result = try Program.run(["diversity"] + arguments, in: folder)
        #expect(result.status == 1 && result.errors.contains(word), "\(result.errors)")
        #expect(result.errors.split(separator: "\n").filter { $0.hasPrefix("error: ") }.count == 1)
      }
      for arguments in [["--sizes", "100,a"], ["--threshold", "-1"]] {
        #expect(try Program.run(["diversity", "--images", folder + "/fake"] + arguments, in: folder).status == 64)
      }
    }
  }
}
