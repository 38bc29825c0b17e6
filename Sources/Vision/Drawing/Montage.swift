/// Sheets of pictures for people to look at.
public enum Montage {
  /// Lays pictures out row by row.
  ///
  /// Each column is as wide as its widest picture and each row as high as its highest; smaller pictures stand in the
  /// middle of their place, unscaled. Grey, colour, alpha (laid on the background) and 16 bits may be mixed.
  ///
  /// - Parameters:
  ///   - columns: pictures in a row.
  ///   - spacing: pixels between pictures and around the sheet.
  ///   - titles: headings of the columns; those without one may be left out at the end.
  ///   - background: the grey level of the ground, 0...255; the text is black or white, whichever stands out.
  /// - Returns: an RGB picture of 8 bits.
  public static func grid(
    _ images: [Image], columns: Int, spacing: Int = 4, titles: [String]? = nil, background: UInt8 = 255
  ) -> Image {
    precondition(!images.isEmpty && columns > 0 && spacing >= 0, "a sheet has pictures, columns and no negative gaps")
    let used = min(columns, images.count)
    var widths = [Int](repeating: 0, count: used)
    var heights = [Int](repeating: 0, count: (images.count + columns - 1) / columns)
    for (index, image) in images.enumerated() {
      widths[index % columns] = max(widths[index % columns], image.width)
      heights[index / columns] = max(heights[index / columns], image.height)
    }
    let heading = Heading(titles ?? [], widths: widths, spacing: spacing)
    let lefts = positions(widths, from: spacing, spacing: spacing)
    let tops = positions(heights, from: heading.height + spacing, spacing: spacing)
    let width = lefts[used - 1] + widths[used - 1] + spacing
    let height = tops[heights.count - 1] + heights[heights.count - 1] + spacing

    var pixels = [UInt8](repeating: background, count: width * height * 3)
    for (index, image) in images.enumerated() {
      let (column, row) = (index % columns, index / columns)
      let x = lefts[column] + (widths[column] - image.width) / 2
      let y = tops[row] + (heights[row] - image.height) / 2
      paste(image, background: background, into: &pixels, width: width, x: x, y: y)
    }
    heading.draw(into: &pixels, width: width, height: height, lefts: lefts, shade: background < 128 ? 240 : 24)
    return Image(width: width, height: height, channels: 3, pixels: pixels)
  }

  private static func positions(_ lengths: [Int], from start: Int, spacing: Int) -> [Int] {
    var next = start
    return lengths.map { length in
      defer { next += length + spacing }
      return next
    }
  }

  private static func paste(
    _ image: Image, background: UInt8, into pixels: inout [UInt8], width: Int, x: Int, y: Int
  ) {
    let plain = image.withBitDepth(8).flattened(onto: background).converted(to: .rgb)
    guard case .uint8(let source) = plain.samples else { preconditionFailure("8 bits were asked for") }
    let row = image.width * 3
    for line in 0..<image.height {
      let target = ((y + line) * width + x) * 3
      pixels.replaceSubrange(target..<target + row, with: source[line * row..<(line + 1) * row])
    }
  }
}
