public import Torch

/// How many pixels are added to each side of a picture.
public struct PaddingSides: Sendable, Equatable {
  /// Pixels added on the left.
  public var left: Int
  /// Pixels added on the right.
  public var right: Int
  /// Pixels added at the top.
  public var top: Int
  /// Pixels added at the bottom.
  public var bottom: Int

  /// Different numbers for the four sides.
  public init(left: Int, right: Int, top: Int, bottom: Int) {
    (self.left, self.right, self.top, self.bottom) = (left, right, top, bottom)
  }

  /// The same number on all sides.
  public init(all count: Int) { self.init(left: count, right: count, top: count, bottom: count) }
}

/// Mirrors the picture at its edges, without repeating the edge: `[N, C, H, W]` to `[N, C, H + top + bottom, ...]`.
///
/// Each side must be longer than what is added to it.
public final class ReflectionPad2d: Module, Layer {
  /// What is added.
  public let sides: PaddingSides

  /// Adds the same number of pixels on all sides.
  public convenience init(_ count: Int) { self.init(PaddingSides(all: count)) }

  /// Adds pixels side by side.
  public init(_ sides: PaddingSides) {
    self.sides = sides
    super.init()
  }

  /// Pads `[N, C, H, W]`.
  public func callAsFunction(_ input: Tensor) -> Tensor { padded(input, sides, mode: .reflect) }
}

/// Repeats the pixels at the edges: `[N, C, H, W]` to `[N, C, H + top + bottom, W + left + right]`.
public final class ReplicationPad2d: Module, Layer {
  /// What is added.
  public let sides: PaddingSides

  /// Adds the same number of pixels on all sides.
  public convenience init(_ count: Int) { self.init(PaddingSides(all: count)) }

  /// Adds pixels side by side.
  public init(_ sides: PaddingSides) {
    self.sides = sides
    super.init()
  }

  /// Pads `[N, C, H, W]`.
  public func callAsFunction(_ input: Tensor) -> Tensor { padded(input, sides, mode: .replicate) }
}

/// Surrounds the picture with zeros: `[N, C, H, W]` to `[N, C, H + top + bottom, W + left + right]`.
public final class ZeroPad2d: Module, Layer {
  /// What is added.
  public let sides: PaddingSides

  /// Adds the same number of pixels on all sides.
  public convenience init(_ count: Int) { self.init(PaddingSides(all: count)) }

  /// Adds pixels side by side.
  public init(_ sides: PaddingSides) {
    self.sides = sides
    super.init()
  }

  /// Pads `[N, C, H, W]`.
  public func callAsFunction(_ input: Tensor) -> Tensor { padded(input, sides, mode: .zeros) }
}

private func padded(_ input: Tensor, _ sides: PaddingSides, mode: PaddingMode) -> Tensor {
  pad(input, left: sides.left, right: sides.right, top: sides.top, bottom: sides.bottom, mode: mode)
}
