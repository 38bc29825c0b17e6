/// A picture in memory: interleaved rows from the top, RGB(A) order, 8 or 16 bits a sample.
public struct Image: Sendable, Equatable {
  /// The samples of a picture, row by row, without gaps.
  public enum Samples: Sendable, Equatable {
    /// 8 bits a sample, 0...255.
    case uint8([UInt8])
    /// 16 bits a sample, 0...65535.
    case uint16([UInt16])

    var count: Int {
      switch self {
      case .uint8(let values): values.count
      case .uint16(let values): values.count
      }
    }
  }

  /// Pixels in a row.
  public let width: Int
  /// Rows.
  public let height: Int
  /// 1 (grey), 3 (RGB) or 4 (RGBA, alpha not multiplied in).
  public let channels: Int
  /// `height * width * channels` samples.
  public let samples: Samples

  /// Bits of a sample: 8 or 16.
  public var bitDepth: Int {
    switch samples {
    case .uint8: 8
    case .uint16: 16
    }
  }

  /// Takes samples that are already laid out `[height, width, channels]`.
  public init(width: Int, height: Int, channels: Int, samples: Samples) {
    precondition(width > 0 && height > 0, "a picture is at least one pixel each way, not \(width)x\(height)")
    precondition(channels == 1 || channels == 3 || channels == 4, "a picture has 1, 3 or 4 channels, not \(channels)")
    precondition(
      samples.count == width * height * channels,
      "\(width)x\(height)x\(channels) are \(width * height * channels) samples, not \(samples.count)")
    self.width = width
    self.height = height
    self.channels = channels
    self.samples = samples
  }

  /// Takes 8 bit samples that are already laid out `[height, width, channels]`.
  public init(width: Int, height: Int, channels: Int, pixels: [UInt8]) {
    self.init(width: width, height: height, channels: channels, samples: .uint8(pixels))
  }

  /// Makes a picture of one shade: `level` in each channel, alpha too.
  public init(width: Int, height: Int, channels: Int, level: UInt8) {
    self.init(
      width: width, height: height, channels: channels,
      pixels: [UInt8](repeating: level, count: width * height * channels))
  }
}

/// The channels that a reader wants.
public enum ColorMode: String, Sendable, CaseIterable {
  /// As they are in the file.
  case unchanged
  /// One channel: the luma of Rec. 601.
  case gray
  /// Three channels; grey is repeated, alpha dropped.
  case rgb
}
