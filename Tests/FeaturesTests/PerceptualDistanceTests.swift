import Testing
import Torch
import Vision

@testable import Features

struct PerceptualDistanceTests {
  /// Maps are the picture's two first channels as they are, at stride 4 without a change of size.
  private final class Channels: FeatureMapNetwork {
    let name = "channels"
    let strides = [1, 4]
    let weights: [(name: String, tensor: Tensor)] = []
    func maps(of pictures: Tensor, strides: [Int]) throws -> [Tensor] {
      strides.map { _ in pictures.narrow(dim: 1, start: 0, length: 2) }
    }
    func move(to device: Device) throws {}
  }

  /// Features (1, 0) and (0, 1) of length 1 are 2 apart, (1, 0) and (-1, 0) are 4; their length does not count.
  @Test func isTheSquaredDistanceOfDirections() throws {
    let distance = PerceptualDistance(Channels())
    func even(_ red: UInt8, _ green: UInt8) -> Image {
      Image(width: 4, height: 4, channels: 3, pixels: (0..<16).flatMap { _ in [red, green, 9] })
    }
    // Levels of 127.5 are 0; 128 is nearly, beside 255.
    let (right, up, left) = (even(255, 128), even(128, 255), even(0, 127))
    #expect(try distance(right, right) == 0)
    #expect(abs(try distance(right, up) - 2) < 0.05)
    #expect(abs(try distance(right, left) - 4) < 0.05)
    #expect(abs(try distance(right, even(192, 128))) < 0.01)
  }

  @Test func isOfEfficientNetsMaps() throws {
    let distance = PerceptualDistance(EfficientNetLite0(deepest: 16, random: RandomSource(seed: 3)))
    let noise = Tensor.randn([1, 3, 64, 64], random: RandomSource(seed: 1))
    func picture(_ share: Double) -> Image {
      Image(normalized: (noise * share).clamped(min: -1, max: 1).array(), channels: 3, height: 64, width: 64)
    }
    let (near, far) = (try distance(picture(0.5), picture(0.45)), try distance(picture(0.5), picture(-0.5)))
    #expect(near > 0 && near < far && far <= 4)
  }
}
