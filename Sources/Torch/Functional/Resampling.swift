import CTorch

/// What is put around an image.
public enum PaddingMode: String, Sendable, CaseIterable {
  /// Zeros.
  case zeros
  /// The image mirrored at its edge, whose row is not repeated; less than a side.
  case reflect
  /// The row at the edge, again and again.
  case replicate

  var raw: ct_pad_mode {
    switch self {
    case .zeros: ct_pad_constant
    case .reflect: ct_pad_reflect
    case .replicate: ct_pad_replicate
    }
  }
}

/// Puts rows and columns around images [N, C, H, W]: [N, C, top + H + bottom, left + W + right].
///
/// Negative numbers cut off instead, with `.zeros`.
public func pad(
  _ x: Tensor, left: Int, right: Int, top: Int, bottom: Int, mode: PaddingMode = .zeros,
  file: StaticString = #fileID, line: UInt = #line
) -> Tensor {
  produce(x, file, line) { ct_pad($0, $1, Int64(left), Int64(right), Int64(top), Int64(bottom), mode.raw, 0) }
}

/// Puts a value around images [N, C, H, W].
public func pad(
  _ x: Tensor, left: Int, right: Int, top: Int, bottom: Int, value: Double, file: StaticString = #fileID,
  line: UInt = #line
) -> Tensor {
  produce(x, file, line) {
    ct_pad($0, $1, Int64(left), Int64(right), Int64(top), Int64(bottom), ct_pad_constant, value)
  }
}

/// How values between pixels are found.
public enum UpsampleMode: String, Sendable, CaseIterable {
  case nearest, bilinear, bicubic

  var raw: ct_upsample_mode {
    switch self {
    case .nearest: ct_nearest
    case .bilinear: ct_bilinear
    case .bicubic: ct_bicubic
    }
  }
}

/// Resizes images [N, C, H, W] to `size`, [height, width].
///
/// - Parameters:
///   - alignCorners: Let the centres of the corner pixels coincide, not the corners; not for `.nearest`.
///   - antialias: Widen the kernel when shrinking; not for `.nearest`.
public func upsample(
  _ x: Tensor, size: [Int], mode: UpsampleMode = .nearest, alignCorners: Bool = false, antialias: Bool = false,
  file: StaticString = #fileID, line: UInt = #line
) -> Tensor {
  precondition(size.count == 2, "size must be [height, width]", file: file, line: line)
  return produce(x, file, line) {
    ct_upsample($0, $1, Int64(size[0]), Int64(size[1]), mode.raw, alignCorners, antialias)
  }
}
