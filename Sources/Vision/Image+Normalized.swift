extension Image {
  /// The samples as networks take them: planar `[channels, height, width]`, black -1, white 1.
  public func normalized() -> [Float] {
    let plane = width * height
    let channels = channels
    return [Float](unsafeUninitializedCapacity: plane * channels) { target, count in
      switch samples {
      case .uint8(let values):
        // 256 divisions instead of one for each sample; the values are the same.
        let levels = (0..<256).map { Float($0) / 127.5 - 1 }
        values.withUnsafeBufferPointer { source in
          levels.withUnsafeBufferPointer { levels in
            for channel in 0..<channels {
              var index = channel
              for pixel in channel * plane..<(channel + 1) * plane {
                target[pixel] = levels[Int(source[index])]
                index += channels
              }
            }
          }
        }
      case .uint16(let values):
        values.withUnsafeBufferPointer { source in
          for channel in 0..<channels {
            var index = channel
            for pixel in channel * plane..<(channel + 1) * plane {
              target[pixel] = Float(source[index]) / 32767.5 - 1
              index += channels
            }
          }
        }
      }
      count = plane * channels
    }
  }

  /// Makes an 8 bit picture from planar values `[channels, height, width]` in -1...1.
  ///
  /// Levels are `(x + 1) / 2 * 255`, rounded half up and clamped; not-a-number becomes black.
  public init(normalized values: [Float], channels: Int, height: Int, width: Int) {
    let plane = width * height
    precondition(
      values.count == plane * channels, "[\(channels), \(height), \(width)] are not \(values.count) values")
    let pixels = [UInt8](unsafeUninitializedCapacity: plane * channels) { target, count in
      values.withUnsafeBufferPointer { source in
        for channel in 0..<channels {
          var index = channel
          for pixel in channel * plane..<(channel + 1) * plane {
            let level = (source[pixel] + 1) / 2 * 255
            // Written so that not-a-number fails the comparison.
            target[index] = level > 0 ? UInt8(min(level, 255) + 0.5) : 0
            index += channels
          }
        }
      }
      count = plane * channels
    }
    self.init(width: width, height: height, channels: channels, pixels: pixels)
  }
}
