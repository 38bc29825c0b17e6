import Vision

/// Pictures whose every pixel is known.
enum Pictures {
  /// Noise that repeats for the same size; no two rows or columns are alike.
  static func noise(width: Int, height: Int, channels: Int, bits: Int = 8) -> Image {
    var state: UInt64 = 0x9E37_79B9
    func next() -> UInt64 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return state >> 40
    }
    let count = width * height * channels
    let samples: Image.Samples =
      bits == 8
      ? .uint8((0..<count).map { _ in UInt8(truncatingIfNeeded: next()) })
      : .uint16((0..<count).map { _ in UInt16(truncatingIfNeeded: next()) })
    return Image(width: width, height: height, channels: channels, samples: samples)
  }

  /// A smooth picture that JPEG keeps well: red grows to the right, green downwards.
  static func gradient(width: Int, height: Int, channels: Int = 3) -> Image {
    var pixels: [UInt8] = []
    for y in 0..<height {
      for x in 0..<width {
        let (across, down) = (UInt8(x * 255 / max(width - 1, 1)), UInt8(y * 255 / max(height - 1, 1)))
        pixels += channels == 1 ? [across / 2 + down / 2] : [across, down, 60, 255].prefix(channels)
      }
    }
    return Image(width: width, height: height, channels: channels, pixels: pixels)
  }

  /// Four flat quarters: red, green / blue, white. Which corner is where shows any turn or mirroring.
  static func quarters(width: Int, height: Int) -> Image {
    let colors: [[UInt8]] = [[220, 30, 30], [30, 200, 30], [30, 30, 220], [240, 240, 240]]
    var pixels: [UInt8] = []
    for y in 0..<height {
      for x in 0..<width { pixels += colors[(y * 2 / height) * 2 + x * 2 / width] }
    }
    return Image(width: width, height: height, channels: 3, pixels: pixels)
  }
}

extension Image {
  /// All samples as numbers.
  var values: [Int] {
    switch samples {
    case .uint8(let values): values.map(Int.init)
    case .uint16(let values): values.map(Int.init)
    }
  }

  func pixel(_ x: Int, _ y: Int) -> [Int] {
    let start = (y * width + x) * channels
    return Array(values[start..<start + channels])
  }

  /// The largest difference of a sample, or nil for another shape.
  func largestDifference(from other: Image) -> Int? {
    guard width == other.width, height == other.height, channels == other.channels, bitDepth == other.bitDepth else {
      return nil
    }
    return zip(values, other.values).map { abs($0 - $1) }.max()
  }
}

extension VisionError {
  /// A sentence of our own: one line that names the file and says what to do.
  var isSentence: Bool {
    !description.contains("\n") && description.hasPrefix(path) && !description.hasPrefix("error")
      && (description.contains(";") || description.contains(":"))
  }
}
