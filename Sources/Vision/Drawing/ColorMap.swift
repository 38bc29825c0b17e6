import COpenCV

/// Colours for numbers: heat maps that people can read.
public enum ColorMap: String, Sendable, CaseIterable {
  /// Dark blue, green, yellow; even to the eye and safe for the colour-blind.
  case viridis
  /// Black, red, yellow, white.
  case inferno
  /// Black, purple, peach, white.
  case magma
  /// Blue, magenta, yellow.
  case plasma
  /// The rainbow without its false edges.
  case turbo
  /// Black to white.
  case gray

  /// 256 colours, RGB.
  private var colors: [UInt8] { ColorMap.tables[self] ?? [] }

  private static let tables: [ColorMap: [UInt8]] = Dictionary(
    uniqueKeysWithValues: ColorMap.allCases.map { ($0, $0.makeColors()) })

  private func makeColors() -> [UInt8] {
    let number: Int
    switch self {
    case .viridis: number = COCV_MAP_VIRIDIS
    case .inferno: number = COCV_MAP_INFERNO
    case .turbo: number = COCV_MAP_TURBO
    case .magma: number = COCV_MAP_MAGMA
    case .plasma: number = COCV_MAP_PLASMA
    case .gray: return (0..<256).flatMap { [UInt8](repeating: UInt8($0), count: 3) }
    }
    return [UInt8](unsafeUninitializedCapacity: 768) { target, count in
      Native.check(cocv_color_map(Int32(number), target.baseAddress!))
      count = 768
    }
  }

  /// Paints values `[height, width]` in 0...1 as an RGB picture; others are clamped, not-a-number counts as 0.
  public func apply(_ values: [Float], width: Int, height: Int) -> Image {
    precondition(values.count == width * height, "\(width)x\(height) are not \(values.count) values")
    let colors = colors
    let pixels = [UInt8](unsafeUninitializedCapacity: values.count * 3) { target, count in
      for (index, value) in values.enumerated() {
        let level = value > 0 ? Int(min(value, 1) * 255 + 0.5) : 0
        for channel in 0..<3 { target[index * 3 + channel] = colors[level * 3 + channel] }
      }
      count = values.count * 3
    }
    return Image(width: width, height: height, channels: 3, pixels: pixels)
  }

  /// Lays a heat map over a picture, which stays as it is where the map is 0.
  ///
  /// - Parameters:
  ///   - values: `[height, width]` in 0...1, of any size: the map is scaled to the picture.
  ///   - alpha: how far a value of 1 covers the picture, 0...1; lower values cover it less in proportion.
  /// - Returns: an RGB picture of 8 bits and of the picture's size.
  public func overlay(_ values: [Float], width: Int, height: Int, on image: Image, alpha: Double = 0.5) -> Image {
    // Scaled before it is coloured: mixing colours of the map gives colours that are not in it.
    let scaled = Image(
      width: width, height: height, channels: 1,
      samples: .uint16(values.map { $0 > 0 ? UInt16(min($0, 1) * 65535 + 0.5) : 0 })
    ).resized(width: image.width, height: image.height, interpolation: .bilinear)
    guard case .uint16(let levels) = scaled.samples,
      case .uint8(let heat) = apply(levels.map { Float($0) / 65535 }, width: image.width, height: image.height).samples,
      case .uint8(let ground) = image.withBitDepth(8).flattened(onto: 255).converted(to: .rgb).samples
    else { preconditionFailure("the bit depths were chosen above") }
    let most = min(max(alpha, 0), 1) * 65536 / 65535
    let pixels = [UInt8](unsafeUninitializedCapacity: ground.count) { target, count in
      for (place, level) in levels.enumerated() {
        let weight = Int((Double(level) * most).rounded())
        for index in 3 * place..<3 * place + 3 {
          target[index] = UInt8((Int(ground[index]) * (65536 - weight) + Int(heat[index]) * weight + 32768) >> 16)
        }
      }
      count = ground.count
    }
    return Image(width: image.width, height: image.height, channels: 3, pixels: pixels)
  }
}
