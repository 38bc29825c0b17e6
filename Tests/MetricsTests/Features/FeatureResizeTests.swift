import Foundation
import Metrics
import Testing
import Torch
import Vision

@Suite struct FeatureResizeTests {
  private func fixture() throws -> [String: Tensor] {
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("../../Fixtures/feature_resize.safetensors").standardized
    return try SafetensorsFile(path: file.path).all()
  }

  private func image(_ tensor: Tensor) -> Image {
    Image(
      width: tensor.size(1), height: tensor.size(0), channels: tensor.size(2),
      pixels: tensor.int64Array().map { UInt8($0) })
  }

  @Test(arguments: ["shrink", "grow", "both", "same", "gray", "pixel"])
  func agreesWithPillow(name: String) throws {
    let tensors = try fixture()
    let known = try #require(tensors[name + ".resized"])
    var resize = FeatureResize(size: known.size(1))
    let picture = image(try #require(tensors[name + ".image"]))
    for _ in 0..<2 {
      let resized = resize(picture)
      #expect(resized.shape == known.shape && resized.dtype == .float32)
      #expect((resized - known).abs().max().item() < 2e-4, "levels of 0...255")
    }
  }

  @Test func levelsAreNeitherRoundedNorClipped() throws {
    let tensors = try fixture()
    let values = try #require(tensors["grow.resized"]).array()
    #expect(values.contains { $0 < 0 } && values.contains { $0 > 255 }, "the fixture overshoots")
  }

  @Test func deepAndClearPicturesHaveTheScaleOfPlainOnes() throws {
    let picture = image(try #require(try fixture()["shrink.image"]))
    var resize = FeatureResize(size: 9)
    let plain = resize(picture)
    #expect((resize(picture.withBitDepth(16)) - plain).abs().max().item() < 1e-3)
    guard case .uint8(let pixels) = picture.samples else { return }
    var clear: [UInt8] = []
    for pixel in stride(from: 0, to: pixels.count, by: 3) { clear += pixels[pixel..<pixel + 3] + [77] }
    let rgba = Image(width: picture.width, height: picture.height, channels: 4, pixels: clear)
    #expect(resize(rgba).equal(to: plain))
  }
}
