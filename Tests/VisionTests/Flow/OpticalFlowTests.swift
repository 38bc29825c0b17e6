import Testing

@testable import Vision

struct OpticalFlowTests {
  /// A pattern without repetition, moved by whole pixels and enlarged by two.
  private func pattern(movedBy dx: Int, _ dy: Int) -> Image {
    Image(
      width: 96, height: 80, channels: 1,
      pixels: (0..<96 * 80).map { place in
        var bits = UInt32(place % 96 - dx + 500) &* 0x9E37_79B1 ^ UInt32(place / 96 - dy + 500) &* 0x85EB_CA77
        bits = (bits ^ bits >> 15) &* 0x2C1B_3C6D
        return UInt8((bits ^ bits >> 13) & 0xFF)
      }
    ).resized(width: 192, height: 160, interpolation: .bilinear)
  }

  @Test(arguments: OpticalFlow.Method.allCases)
  func aMovedPatternMoves(method: OpticalFlow.Method) throws {
    let flow = OpticalFlow(method)
    let field = try flow(from: pattern(movedBy: 0, 0), to: pattern(movedBy: 1, -1))
    #expect(field.width == 192 && field.height == 160)
    let inside = (40..<120).flatMap { y in (40..<150).map { y * 192 + $0 } }
    let (x, y) = (inside.map { field.x[$0] }.sorted(), inside.map { field.y[$0] }.sorted())
    #expect(abs(x[x.count / 2] - 2) < 0.5)
    #expect(abs(y[y.count / 2] + 2) < 0.5)
    // A pair does not depend on the one before it.
    let still = try flow(from: pattern(movedBy: 0, 0), to: pattern(movedBy: 0, 0))
    #expect(try still == OpticalFlow(method)(from: pattern(movedBy: 0, 0), to: pattern(movedBy: 0, 0)))
    #expect(inside.allSatisfy { abs(still.x[$0]) < 0.1 })
  }

  @Test(arguments: OpticalFlow.Method.allCases)
  func theSmallestFramesHaveFlowAndSmallerOnesSayWhy(method: OpticalFlow.Method) throws {
    let flow = OpticalFlow(method)
    let small = Image(width: 16, height: 16, channels: 3, level: 9)
    #expect(try flow(from: small, to: small).x.count == 256)
    let smaller = Image(width: 16, height: 15, channels: 1, level: 9)
    let error = #expect(throws: VisionError.self) { try flow(from: smaller, to: smaller) }
    #expect(error?.description.contains("16x15") == true)
  }
}
