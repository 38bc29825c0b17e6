import CTorch

// Operands of different shapes are broadcast, and of different types promoted, as in PyTorch. Operators cannot take the
// caller's line: their traps name this file.
extension Tensor {
  /// The sums of the elements.
  public static func + (a: Tensor, b: Tensor) -> Tensor { produce(a, b, #fileID, #line) { ct_add($0, $1, $2) } }

  /// The differences of the elements.
  public static func - (a: Tensor, b: Tensor) -> Tensor { produce(a, b, #fileID, #line) { ct_subtract($0, $1, $2) } }

  /// The products of the elements.
  public static func * (a: Tensor, b: Tensor) -> Tensor { produce(a, b, #fileID, #line) { ct_multiply($0, $1, $2) } }

  /// The quotients of the elements.
  public static func / (a: Tensor, b: Tensor) -> Tensor { produce(a, b, #fileID, #line) { ct_divide($0, $1, $2) } }

  /// Adds a number to each element.
  public static func + (a: Tensor, b: Double) -> Tensor { produce(a, #fileID, #line) { ct_add_scalar($0, $1, b) } }

  /// Adds a number to each element.
  public static func + (a: Double, b: Tensor) -> Tensor { produce(b, #fileID, #line) { ct_add_scalar($0, $1, a) } }

  /// Subtracts a number from each element.
  public static func - (a: Tensor, b: Double) -> Tensor { produce(a, #fileID, #line) { ct_add_scalar($0, $1, -b) } }

  /// Subtracts each element from a number.
  public static func - (a: Double, b: Tensor) -> Tensor {
    produce(b, #fileID, #line) { ct_scalar_subtract($0, a, $1) }
  }

  /// Multiplies each element by a number.
  public static func * (a: Tensor, b: Double) -> Tensor {
    produce(a, #fileID, #line) { ct_multiply_scalar($0, $1, b) }
  }

  /// Multiplies each element by a number.
  public static func * (a: Double, b: Tensor) -> Tensor {
    produce(b, #fileID, #line) { ct_multiply_scalar($0, $1, a) }
  }

  /// Divides each element by a number.
  public static func / (a: Tensor, b: Double) -> Tensor { produce(a, #fileID, #line) { ct_divide_scalar($0, $1, b) } }

  /// Divides a number by each element.
  public static func / (a: Double, b: Tensor) -> Tensor {
    produce(b, #fileID, #line) { ct_scalar_divide($0, a, $1) }
  }

  /// The elements with their signs changed.
  public static prefix func - (a: Tensor) -> Tensor {
    produce(a, #fileID, #line) { ct_apply($0, ct_unary_negate, $1) }
  }
}

extension Tensor {
  /// Each element to a power.
  public func pow(_ exponent: Double, file: StaticString = #fileID, line: UInt = #line) -> Tensor {
    produce(self, file, line) { ct_pow_scalar($0, $1, exponent) }
  }

  /// Each element to the power of another tensor's.
  public func pow(_ exponent: Tensor, file: StaticString = #fileID, line: UInt = #line) -> Tensor {
    produce(self, exponent, file, line) { ct_pow($0, $1, $2) }
  }

  /// The elements held between two bounds; a bound that is nil does not bind.
  public func clamped(
    min: Double? = nil, max: Double? = nil, file: StaticString = #fileID, line: UInt = #line
  ) -> Tensor {
    produce(self, file, line) { ct_clamp($0, $1, min ?? .nan, max ?? .nan) }
  }

  /// The product of matrices: [..., n, k] by [..., k, m] gives [..., n, m]; vectors as in PyTorch.
  public func matmul(_ other: Tensor, file: StaticString = #fileID, line: UInt = #line) -> Tensor {
    produce(self, other, file, line) { ct_matmul($0, $1, $2) }
  }

  /// The product of matrices whose sizes and types came from a user.
  ///
  /// - Throws: `TorchError`: `.shape` where the sizes do not fit, `.dtype` where the types are not the same.
  public func matmul(checking other: Tensor) throws(TorchError) -> Tensor {
    try produceChecked { out in
      withExtendedLifetime((handle, other.handle)) { ct_matmul(out, handle.raw, other.handle.raw) }
    }
  }
}

/// The greater of each pair of elements.
public func maximum(_ a: Tensor, _ b: Tensor, file: StaticString = #fileID, line: UInt = #line) -> Tensor {
  produce(a, b, file, line) { ct_maximum($0, $1, $2) }
}

/// The lesser of each pair of elements.
public func minimum(_ a: Tensor, _ b: Tensor, file: StaticString = #fileID, line: UInt = #line) -> Tensor {
  produce(a, b, file, line) { ct_minimum($0, $1, $2) }
}

/// The regularised lower incomplete gamma function of each pair of elements, 0...1: the probability that a gamma
/// variable of a shape, over 0, and scale 1 lies below x, 0 or more (PyTorch's `igamma`).
public func incompleteGamma(
  shape: Tensor, _ x: Tensor, file: StaticString = #fileID, line: UInt = #line
) -> Tensor {
  produce(shape, x, file, line) { ct_incomplete_gamma($0, $1, $2) }
}
