import COpenCV

/// The separate regions of a mask.
public struct Regions: Sendable, Equatable {
  /// How many there are.
  public let count: Int
  /// `[height, width]`: 0 on the ground, 1...count in the regions.
  public let labels: [Int32]
}

extension Image {
  /// Numbers the regions in which a mask is not 0; pixels that touch at a corner belong together.
  ///
  /// A mask of several channels is read as its luma, one of 16 bits by its upper 8.
  public func regions() -> Regions {
    let gray = withChannels(1).withBitDepth(8)
    guard case .uint8(let pixels) = gray.samples else { preconditionFailure("8 bits were asked for") }
    var count: Int32 = 0
    let labels = [Int32](unsafeUninitializedCapacity: width * height) { target, filled in
      // A picture is at least one pixel.
      Native.check(cocv_regions(pixels, Int32(width), Int32(height), target.baseAddress!, &count))
      filled = width * height
    }
    return Regions(count: Int(count), labels: labels)
  }
}
