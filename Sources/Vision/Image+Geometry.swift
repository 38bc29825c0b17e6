import COpenCV

/// How samples are made between pixels.
public enum Interpolation: String, Sendable, CaseIterable {
  /// Area means along a side that shrinks, bicubic along one that grows: no moiré and no needless blur.
  case antialiased
  /// The nearest pixel; keeps label colours exact.
  case nearest
  /// Two pixels each way. Aliases when shrinking.
  case bilinear
  /// Four pixels each way. Aliases when shrinking.
  case bicubic
}

/// What stands beyond the border of a picture.
public enum Padding: Sendable, Equatable {
  /// The picture mirrored at its border pixels, which are not repeated.
  case reflect
  /// The border pixels, repeated.
  case replicate
  /// One level in 0...255 in each channel, alpha too; scaled for 16 bit pictures.
  case constant(UInt8)
}

extension Image {
  /// The picture scaled to a size, its channels and bit depth kept.
  public func resized(width: Int, height: Int, interpolation: Interpolation = .antialiased) -> Image {
    precondition(width > 0 && height > 0, "a picture is at least one pixel each way, not \(width)x\(height)")
    if width == self.width, height == self.height { return self }
    switch interpolation {
    case .nearest: return resized(width, height, COCV_NEAREST)
    case .bilinear: return resized(width, height, COCV_BILINEAR)
    case .bicubic: return resized(width, height, COCV_BICUBIC)
    case .antialiased:
      // Each side by the kind that fits it: the area kind cannot enlarge, and bicubic would alias.
      let shrunk = (width: min(width, self.width), height: min(height, self.height))
      var image = self
      if shrunk != (self.width, self.height) { image = image.resized(shrunk.width, shrunk.height, COCV_AREA) }
      if shrunk != (width, height) { image = image.resized(width, height, COCV_BICUBIC) }
      return image
    }
  }

  private func resized(_ width: Int, _ height: Int, _ kind: Int) -> Image {
    Native.transformed(self, width: width, height: height) { source, shape, target in
      cocv_resize(source, shape, Int32(kind), target, Int32(width), Int32(height))
    }
  }

  /// The window whose top left pixel is (x, y); it lies inside the picture.
  public func cropped(x: Int, y: Int, width: Int, height: Int) -> Image {
    precondition(
      x >= 0 && y >= 0 && width > 0 && height > 0 && width <= self.width - x && height <= self.height - y,
      "the window \(width)x\(height) at (\(x), \(y)) lies outside the picture of \(self.width)x\(self.height)")
    return Native.transformed(self, width: width, height: height) { source, shape, target in
      cocv_crop(source, shape, Int32(x), Int32(y), target, Int32(width), Int32(height))
    }
  }

  /// The picture mirrored left to right.
  public func flippedHorizontally() -> Image { oriented(2) }

  /// The picture mirrored top to bottom.
  public func flippedVertically() -> Image { oriented(4) }

  /// The picture turned clockwise by quarter turns; negative numbers turn the other way.
  public func rotated(quarterTurns: Int) -> Image {
    switch ((quarterTurns % 4) + 4) % 4 {
    case 1: oriented(6)
    case 2: oriented(3)
    case 3: oriented(8)
    default: self
    }
  }

  /// The picture turned by an EXIF orientation, 1...8.
  func oriented(_ orientation: Int) -> Image {
    let swaps = orientation >= 5
    return Native.transformed(self, width: swaps ? height : width, height: swaps ? width : height) {
      cocv_orient($0, $1, Int32(orientation), $2)
    }
  }

  /// The picture with a border around it, of 0 or more pixels a side.
  ///
  /// A border may be wider than the picture: mirroring goes on to and fro.
  public func padded(
    left: Int = 0, right: Int = 0, top: Int = 0, bottom: Int = 0, mode: Padding = .reflect
  ) -> Image {
    precondition(left >= 0 && right >= 0 && top >= 0 && bottom >= 0, "borders are 0 pixels or more")
    let (kind, value): (Int, Double) =
      switch mode {
      case .reflect: (COCV_PAD_REFLECT, 0)
      case .replicate: (COCV_PAD_REPLICATE, 0)
      case .constant(let level): (COCV_PAD_CONSTANT, bitDepth == 8 ? Double(level) : Double(level) * 257)
      }
    return Native.transformed(self, width: width + left + right, height: height + top + bottom) {
      cocv_pad($0, $1, Int32(left), Int32(right), Int32(top), Int32(bottom), Int32(kind), value, $2)
    }
  }
}
