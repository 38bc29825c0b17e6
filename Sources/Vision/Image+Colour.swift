import COpenCV

extension Image {
  /// The picture with the channels asked for, its bit depth kept.
  public func converted(to mode: ColorMode) -> Image {
    switch mode {
    case .unchanged: self
    case .gray: withChannels(1)
    case .rgb: withChannels(3)
    }
  }

  func withChannels(_ count: Int) -> Image {
    if count == channels { return self }
    return Native.transformed(self, width: width, height: height, channels: count) {
      cocv_convert($0, $1, Int32(count), $2)
    }
  }

  /// The picture with 8 or 16 bits a sample: white stays white, levels are rounded.
  public func withBitDepth(_ bits: Int) -> Image {
    precondition(bits == 8 || bits == 16, "a sample has 8 or 16 bits, not \(bits)")
    let converted: Samples
    switch (samples, bits) {
    case (.uint8(let values), 16): converted = .uint16(values.map { UInt16($0) * 257 })
    case (.uint16(let values), 8): converted = .uint8(values.map { UInt8((UInt32($0) + 128) / 257) })
    default: return self
    }
    return Image(width: width, height: height, channels: channels, samples: converted)
  }

  /// An RGBA picture laid on a plain ground of one level; others are returned as they are.
  public func flattened(onto level: UInt8) -> Image {
    guard channels == 4 else { return self }
    func mixed<Sample: FixedWidthInteger>(_ values: [Sample], ground: Int) -> [Sample] {
      let peak = Int(Sample.max)
      var result: [Sample] = []
      result.reserveCapacity(width * height * 3)
      for pixel in stride(from: 0, to: values.count, by: 4) {
        let alpha = Int(values[pixel + 3])
        for channel in pixel..<pixel + 3 {
          result.append(Sample((Int(values[channel]) * alpha + ground * (peak - alpha) + peak / 2) / peak))
        }
      }
      return result
    }
    let flat: Samples =
      switch samples {
      case .uint8(let values): .uint8(mixed(values, ground: Int(level)))
      case .uint16(let values): .uint16(mixed(values, ground: Int(level) * 257))
      }
    return Image(width: width, height: height, channels: 3, samples: flat)
  }
}
