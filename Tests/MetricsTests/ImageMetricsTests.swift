import Foundation
import Metrics
import Testing
import Vision

@Suite struct ImageMetricsTests {
  /// One line of `Tests/Fixtures/image_metrics.json`.
  struct Case: Decodable, Sendable, CustomTestStringConvertible {
    let a: String
    let b: String
    let width: Int
    let height: Int
    let channels: Int
    let sumA: Int
    let sumB: Int
    let l1: Double
    let psnr: Double
    let ssim: Double

    var testDescription: String { "\(a) and \(b) at \(width)x\(height)x\(channels)" }

    static func all() throws -> [Case] {
      let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("../Fixtures/image_metrics.json")
      return try JSONDecoder().decode([Case].self, from: Data(contentsOf: file))
    }
  }

  /// The formulas of the script that made the fixtures.
  private func picture(_ kind: String, _ width: Int, _ height: Int, _ channels: Int) -> Image {
    var pixels: [UInt8] = []
    for y in 0..<height {
      for x in 0..<width {
        for c in 0..<channels {
          let value =
            switch kind {
            case "ramp": 3 * x + 5 * y + 40 * c
            case "shifted": 3 * x + 5 * y + 40 * c + 9
            case "squares": (x * x + y * y * 3 + 17 * c) / 7
            case "product": x * y + 29 * c + (x ^ y) * 5
            default: ((x / 4 + y / 3 + c) % 2) * 255
            }
          pixels.append(UInt8(value % 256))
        }
      }
    }
    return Image(width: width, height: height, channels: channels, pixels: pixels)
  }

  private func sum(_ image: Image) -> Int {
    guard case .uint8(let values) = image.samples else { return -1 }
    return values.reduce(0) { $0 + Int($1) }
  }

  @Test func agreeWithNumPyAndSciPy() throws {
    let cases = try Case.all()
    #expect(cases.count == 12)
    for item in cases {
      let a = picture(item.a, item.width, item.height, item.channels)
      let b = picture(item.b, item.width, item.height, item.channels)
      #expect(sum(a) == item.sumA && sum(b) == item.sumB, "\(item.testDescription): the pictures are the same")
      #expect(abs(ImageMetrics.l1(a, b) - item.l1) < 1e-12, "\(item.testDescription)")
      #expect(abs(ImageMetrics.psnr(a, b) - item.psnr) < 1e-9, "\(item.testDescription)")
      #expect(abs(ImageMetrics.ssim(a, b) - item.ssim) < 1e-9, "\(item.testDescription)")
    }
  }

  @Test(arguments: [1, 3, 4]) func equalPicturesAreEqual(channels: Int) {
    let image = picture("product", 30, 20, channels)
    #expect(ImageMetrics.l1(image, image) == 0)
    #expect(ImageMetrics.psnr(image, image) == .infinity)
    #expect(abs(ImageMetrics.ssim(image, image) - 1) < 1e-12)
  }

  @Test func extremesAreKnown() {
    let black = Image(width: 16, height: 16, channels: 3, level: 0)
    let white = Image(width: 16, height: 16, channels: 3, level: 255)
    #expect(ImageMetrics.l1(black, white) == 1)
    #expect(abs(ImageMetrics.psnr(black, white)) < 1e-12)
    // Flat pictures differ in luminance alone: c1 / (255^2 + c1).
    let expected = 6.5025 / (65025 + 6.5025)
    #expect(abs(ImageMetrics.ssim(black, white) - expected) < 1e-9)
  }

  @Test func orderDoesNotMatter() {
    let (a, b) = (picture("squares", 25, 31, 3), picture("checker", 25, 31, 3))
    #expect(ImageMetrics.l1(a, b) == ImageMetrics.l1(b, a))
    #expect(ImageMetrics.psnr(a, b) == ImageMetrics.psnr(b, a))
    #expect(abs(ImageMetrics.ssim(a, b) - ImageMetrics.ssim(b, a)) < 1e-12)
  }

  @Test func worsePicturesScoreWorse() {
    let truth = picture("ramp", 32, 32, 3)
    let (near, far) = (truth.resized(width: 24, height: 24), truth.resized(width: 4, height: 4))
    func back(_ image: Image) -> Image { image.resized(width: 32, height: 32) }
    #expect(ImageMetrics.l1(back(near), truth) < ImageMetrics.l1(back(far), truth))
    #expect(ImageMetrics.psnr(back(near), truth) > ImageMetrics.psnr(back(far), truth))
    #expect(ImageMetrics.ssim(back(near), truth) > ImageMetrics.ssim(back(far), truth))
  }

  @Test func depthAndAlphaDoNotChangeTheScale() {
    let (a, b) = (picture("squares", 20, 20, 3), picture("product", 20, 20, 3))
    let (deepA, deepB) = (a.withBitDepth(16), b.withBitDepth(16))
    #expect(abs(ImageMetrics.l1(deepA, deepB) - ImageMetrics.l1(a, b)) < 1e-12)
    #expect(abs(ImageMetrics.psnr(deepA, b) - ImageMetrics.psnr(a, b)) < 1e-9)
    #expect(abs(ImageMetrics.ssim(deepA, deepB) - ImageMetrics.ssim(a, b)) < 1e-9)
    let clear = picture("squares", 20, 20, 4)
    #expect(ImageMetrics.l1(clear, clear.converted(to: .rgb)) == 0)
  }

  @Test(arguments: [(1, 1), (10, 4), (3, 40)]) func smallPicturesAreMeasuredToo(width: Int, height: Int) {
    let (a, b) = (picture("ramp", width, height, 1), picture("checker", width, height, 1))
    #expect(abs(ImageMetrics.ssim(a, a) - 1) < 1e-12)
    let value = ImageMetrics.ssim(a, b)
    #expect(value.isFinite && value <= 1)
  }

  @Test func differentSizesTrap() async {
    await #expect(processExitsWith: .failure) {
      _ = ImageMetrics.ssim(
        Image(width: 20, height: 20, channels: 1, level: 0), Image(width: 20, height: 21, channels: 1, level: 0))
    }
  }
}
