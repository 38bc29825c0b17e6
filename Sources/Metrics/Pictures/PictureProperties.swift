/// What can be measured on a small picture of one thing: its slant, stroke width, size, brightness and position.
///
/// The thing is what differs from the border: where the border is bright, the picture is turned round first. Positions
/// and sizes are in pixels.
public struct PictureProperties: Sendable, Equatable {
  /// The properties by their names in reports.
  public enum Kind: String, Codable, Sendable, CaseIterable {
    /// How far the thing leans to the right: columns for each row upwards.
    case slant
    /// The mean width of its strokes.
    case strokeWidth = "stroke width"
    /// The root mean square distance from its centre.
    case size
    /// The mean of the picture, 0...1.
    case brightness
    /// The column of its centre.
    case horizontalPosition = "horizontal position"
    /// The row of its centre.
    case verticalPosition = "vertical position"
  }

  private let values: [Kind: Double]

  /// One property.
  public subscript(kind: Kind) -> Double { values[kind] ?? 0 }

  /// Measures a grey picture.
  ///
  /// The slant is the regression of the column on the row, by second moments of the ink. The stroke width is twice the
  /// ink divided by the sum of its gradient's length: a stroke of width w and length l has the area w l and an outline
  /// of about 2 l.
  ///
  /// - Parameters:
  ///   - pixels: row by row, 0 (black) to 1 (white).
  public init(pixels: [Float], width: Int, height: Int) {
    precondition(pixels.count == width * height && width > 0, "a picture of \(width)x\(height) has as many pixels")
    let brightness = pixels.reduce(0) { $0 + Double($1) } / Double(pixels.count)
    let ink = Ink(pixels, width: width, height: height)
    values = [
      .slant: ink.slant, .strokeWidth: ink.strokeWidth, .size: ink.size, .brightness: brightness,
      .horizontalPosition: ink.centre.x, .verticalPosition: ink.centre.y,
    ]
  }
}

/// The thing in a picture as weights of pixels, with its moments.
private struct Ink {
  let centre: (x: Double, y: Double)
  let slant: Double
  let size: Double
  let strokeWidth: Double

  init(_ pixels: [Float], width: Int, height: Int) {
    let border = (0..<width * height).filter { index in
      let (row, column) = index.quotientAndRemainder(dividingBy: width)
      return row == 0 || row == height - 1 || column == 0 || column == width - 1
    }
    let isBright = border.reduce(0) { $0 + pixels[$1] } > Float(border.count) / 2
    let ink = pixels.map { Double(isBright ? 1 - $0 : $0) }
    let mass = max(ink.reduce(0, +), 1e-9)
    var (x, y) = (0.0, 0.0)
    for (index, weight) in ink.enumerated() {
      x += weight * Double(index % width)
      y += weight * Double(index / width)
    }
    (x, y) = (x / mass, y / mass)
    var (xx, xy, yy) = (0.0, 0.0, 0.0)
    for (index, weight) in ink.enumerated() {
      let (dx, dy) = (Double(index % width) - x, Double(index / width) - y)
      xx += weight * dx * dx
      xy += weight * dx * dy
      yy += weight * dy * dy
    }
    centre = (x, y)
    slant = yy > 1e-9 ? -xy / yy : 0
    size = ((xx + yy) / mass).squareRoot()
    strokeWidth = 2 * mass / max(Ink.slope(ink, width: width, height: height), 1e-9)
  }

  /// The sum of the gradient's length, by central differences; beyond the border there is no ink.
  private static func slope(_ ink: [Double], width: Int, height: Int) -> Double {
    func at(_ column: Int, _ row: Int) -> Double {
      column >= 0 && column < width && row >= 0 && row < height ? ink[row * width + column] : 0
    }
    var sum = 0.0
    for row in 0..<height {
      for column in 0..<width {
        let across = (at(column + 1, row) - at(column - 1, row)) / 2
        let down = (at(column, row + 1) - at(column, row - 1)) / 2
        sum += (across * across + down * down).squareRoot()
      }
    }
    return sum
  }
}
