import Vision

/// A picture's samples on the scale 0...255, planar `[channels, height, width]`, alpha left out.
struct SamplePlanes {
  let width: Int
  let height: Int
  let channels: Int
  let values: [Double]

  init(_ image: Image) {
    width = image.width
    height = image.height
    channels = min(image.channels, 3)
    values =
      switch image.samples {
      case .uint8(let samples): SamplePlanes.planar(samples, of: image, channels: channels, scale: 1)
      case .uint16(let samples): SamplePlanes.planar(samples, of: image, channels: channels, scale: 257)
      }
  }

  func plane(_ channel: Int) -> ArraySlice<Double> { values[channel * width * height..<(channel + 1) * width * height] }

  func requireSameShape(as other: SamplePlanes) {
    precondition(
      width == other.width && height == other.height && channels == other.channels,
      "pictures of \(width)x\(height)x\(channels) and \(other.width)x\(other.height)x\(other.channels) "
        + "cannot be compared")
  }

  private static func planar<Sample: UnsignedInteger>(
    _ samples: [Sample], of image: Image, channels: Int, scale: Double
  ) -> [Double] {
    let plane = image.width * image.height
    return [Double](unsafeUninitializedCapacity: plane * channels) { target, count in
      samples.withUnsafeBufferPointer { source in
        for channel in 0..<channels {
          var index = channel
          for pixel in channel * plane..<(channel + 1) * plane {
            target[pixel] = Double(Int(truncatingIfNeeded: source[index])) / scale
            index += image.channels
          }
        }
      }
      count = plane * channels
    }
  }
}
