import COpenCV

/// The type faces that come with OpenCV: Hershey's vector fonts.
public enum HersheyFace: Int, Sendable, CaseIterable {
  case simplex = 0
  case plain = 1
  case duplex = 2
  case complex = 3
  case triplex = 4
  case complexSmall = 5
  case scriptSimplex = 6
  case scriptComplex = 7

  private static let italics = 16

  /// Draws ASCII text, white on black, in the middle of a square of grey.
  ///
  /// - Parameters:
  ///   - height: of the text's box above the baseline, as a share of the side.
  ///   - thickness: of the lines, in pixels, 1 or more.
  public func picture(of text: String, side: Int, height: Double, thickness: Int, italic: Bool = false) -> Image {
    precondition(side > 0 && thickness > 0, "text is drawn with lines of 1 pixel or more")
    let face = Int32(rawValue + (italic ? Self.italics : 0))
    var (width, ascent, descent): (Int32, Int32, Int32) = (0, 0, 0)
    Native.check(cocv_face_size(text, face, 1, 1, &width, &ascent, &descent))
    let scale = height * Double(side) / Double(max(1, ascent))
    Native.check(cocv_face_size(text, face, scale, Int32(thickness), &width, &ascent, &descent))
    var pixels = [UInt8](repeating: 0, count: side * side)
    let shape = cocv_shape(width: Int32(side), height: Int32(side), channels: 1, depth: 8)
    let (x, y) = ((Int32(side) - width) / 2, (Int32(side) + ascent) / 2)
    Native.check(cocv_draw_face(&pixels, shape, text, face, x, y, scale, Int32(thickness), 255))
    return Image(width: side, height: side, channels: 1, pixels: pixels)
  }
}
