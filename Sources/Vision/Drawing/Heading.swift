import COpenCV

/// The line of column titles above a sheet.
struct Heading {
  private let titles: [String]
  private let widths: [Int]
  private let scale: Double
  private let ascent: Int
  /// Pixels from the top of the sheet to where the pictures' spacing starts; 0 without titles.
  let height: Int

  /// The smallest scale at which Hershey's letters can be read.
  private static let smallest = 0.35

  init(_ titles: [String], widths: [Int], spacing: Int) {
    let plain = titles.prefix(widths.count).map(Heading.ascii)
    self.widths = widths
    guard plain.contains(where: { !$0.isEmpty }) else {
      (self.titles, scale, ascent, height) = ([], 1, 0, 0)
      return
    }
    // One size for all columns: letters grow with the pictures until the tightest title fills its column.
    var scale = min(max(Double(widths.min() ?? 0) / 420, 0.45), 1.2)
    for (title, width) in zip(plain, widths) where !title.isEmpty {
      let needed = Heading.box(title, scale: 1).width
      scale = min(scale, Double(width) / Double(max(needed, 1)))
    }
    scale = max(scale, Heading.smallest)
    self.scale = scale
    self.titles = zip(plain, widths).map { Heading.shortened($0, to: $1, scale: scale) }
    let box = Heading.box("Ag", scale: scale)
    ascent = box.ascent
    height = spacing + max(3, box.ascent / 3) + box.ascent + box.descent + 1
  }

  /// Draws each title above the middle of its column.
  func draw(into pixels: inout [UInt8], width: Int, height: Int, lefts: [Int], shade: UInt8) {
    let shape = cocv_shape(width: Int32(width), height: Int32(height), channels: 3, depth: 8)
    for (column, title) in titles.enumerated() where !title.isEmpty {
      let x = lefts[column] + (widths[column] - Heading.box(title, scale: scale).width) / 2
      let y = self.height - Heading.box("Ag", scale: scale).descent - 1
      Native.check(
        cocv_draw_text(&pixels, shape, title, Int32(max(x, 0)), Int32(y), scale, 1, shade))
    }
  }

  private static func box(_ text: String, scale: Double) -> (width: Int, ascent: Int, descent: Int) {
    var (width, height, depth): (Int32, Int32, Int32) = (0, 0, 0)
    Native.check(cocv_text_size(text, scale, 1, &width, &height, &depth))
    return (Int(width), Int(height), Int(depth))
  }

  private static func shortened(_ title: String, to width: Int, scale: Double) -> String {
    if box(title, scale: scale).width <= width { return title }
    var short = title
    while !short.isEmpty, box(short + "..", scale: scale).width > width { short.removeLast() }
    return short.isEmpty ? "" : short + ".."
  }

  /// Hershey's letters are ASCII only.
  private static func ascii(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case " "..."~": result.unicodeScalars.append(scalar)
      case "\u{2192}": result += "->"
      case "\u{2190}": result += "<-"
      case "\u{2010}"..."\u{2014}", "\u{2212}": result += "-"
      case "\u{D7}": result += "x"
      case "\u{2018}", "\u{2019}": result += "'"
      case "\u{201C}", "\u{201D}": result += "\""
      case "\t", "\n": result += " "
      default: result += "?"
      }
    }
    return result
  }
}
