import Metrics
import Testing

struct PicturePropertiesTests {
  /// A bar of some width that moves by `slant` columns for each row upwards, drawn with soft edges.
  private func bar(width: Double, slant: Double = 0, x: Double = 14, level: Float = 1, bright: Bool = false) -> [Float]
  {
    (0..<784).map { index in
      let (row, column) = (Double(index / 28), Double(index % 28))
      let distance = abs(column - x + slant * (row - 13.5)) - width / 2
      let ink = row >= 4 && row < 24 ? Float(min(max(0.5 - distance, 0), 1)) * level : 0
      return bright ? 1 - ink : ink
    }
  }

  private func properties(_ pixels: [Float]) -> PictureProperties {
    PictureProperties(pixels: pixels, width: 28, height: 28)
  }

  @Test(arguments: [-0.4, 0.0, 0.3])
  func slantIsColumnsForEachRow(slant: Double) {
    #expect(abs(properties(bar(width: 3, slant: slant))[.slant] - slant) < 0.02)
  }

  @Test func strokeWidthGrowsWithTheBar() {
    let widths = [2.0, 3.0, 4.0, 5.0].map { properties(bar(width: $0))[.strokeWidth] }
    #expect(widths == widths.sorted())
    #expect(abs(widths[2] - 4) < 0.8)
  }

  @Test func positionAndBrightness() {
    let left = properties(bar(width: 3, x: 10))
    #expect(abs(left[.horizontalPosition] - 10) < 0.01 && abs(left[.verticalPosition] - 13.5) < 0.01)
    #expect(properties(bar(width: 3, level: 0.5))[.brightness] < properties(bar(width: 3))[.brightness])
  }

  @Test func darkThingsOnBrightGroundAreMeasuredTheSame() {
    let (dark, bright) = (properties(bar(width: 3, slant: 0.2)), properties(bar(width: 3, slant: 0.2, bright: true)))
    for kind in PictureProperties.Kind.allCases where kind != .brightness {
      #expect(abs(dark[kind] - bright[kind]) < 1e-4, "\(kind)")
    }
  }

  @Test func anEmptyPictureHasFiniteProperties() {
    let empty = properties([Float](repeating: 0, count: 784))
    for kind in PictureProperties.Kind.allCases { #expect(empty[kind].isFinite) }
  }
}
