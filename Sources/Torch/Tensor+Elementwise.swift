import CTorch

extension Tensor {
  /// The elements without their signs.
  public func abs(file: StaticString = #fileID, line: UInt = #line) -> Tensor {
    produce(self, file, line) { ct_apply($0, ct_unary_abs, $1) }
  }

  /// -1, 0 or 1 by the sign of each element.
  public func sign(file: StaticString = #fileID, line: UInt = #line) -> Tensor {
    produce(self, file, line) { ct_apply($0, ct_unary_sign, $1) }
  }

  /// Each element multiplied by itself.
  public func square(file: StaticString = #fileID, line: UInt = #line) -> Tensor {
    produce(self, file, line) { ct_apply($0, ct_unary_square, $1) }
  }

  /// The square root of each element; NaN below 0.
  public func sqrt(file: StaticString = #fileID, line: UInt = #line) -> Tensor {
    produce(self, file, line) { ct_apply($0, ct_unary_sqrt, $1) }
  }

  /// 1 divided by the square root of each element.
  public func rsqrt(file: StaticString = #fileID, line: UInt = #line) -> Tensor {
    produce(self, file, line) { ct_apply($0, ct_unary_rsqrt, $1) }
  }

  /// 1 divided by each element.
  public func reciprocal(file: StaticString = #fileID, line: UInt = #line) -> Tensor {
    produce(self, file, line) { ct_apply($0, ct_unary_reciprocal, $1) }
  }

  /// e to the power of each element.
  public func exp(file: StaticString = #fileID, line: UInt = #line) -> Tensor {
    produce(self, file, line) { ct_apply($0, ct_unary_exp, $1) }
  }

  /// The natural logarithm of each element.
  public func log(file: StaticString = #fileID, line: UInt = #line) -> Tensor {
    produce(self, file, line) { ct_apply($0, ct_unary_log, $1) }
  }

  /// The natural logarithm of 1 plus each element, exact near 0.
  public func log1p(file: StaticString = #fileID, line: UInt = #line) -> Tensor {
    produce(self, file, line) { ct_apply($0, ct_unary_log1p, $1) }
  }

  /// The sine of each element, in radians.
  public func sin(file: StaticString = #fileID, line: UInt = #line) -> Tensor {
    produce(self, file, line) { ct_apply($0, ct_unary_sin, $1) }
  }

  /// The cosine of each element, in radians.
  public func cos(file: StaticString = #fileID, line: UInt = #line) -> Tensor {
    produce(self, file, line) { ct_apply($0, ct_unary_cos, $1) }
  }

  /// The hyperbolic tangent of each element: -1...1.
  public func tanh(file: StaticString = #fileID, line: UInt = #line) -> Tensor {
    produce(self, file, line) { ct_apply($0, ct_unary_tanh, $1) }
  }

  /// 1 / (1 + exp(-x)) of each element: 0...1.
  public func sigmoid(file: StaticString = #fileID, line: UInt = #line) -> Tensor {
    produce(self, file, line) { ct_apply($0, ct_unary_sigmoid, $1) }
  }

  /// The greatest whole number not above each element.
  public func floor(file: StaticString = #fileID, line: UInt = #line) -> Tensor {
    produce(self, file, line) { ct_apply($0, ct_unary_floor, $1) }
  }

  /// The least whole number not below each element.
  public func ceil(file: StaticString = #fileID, line: UInt = #line) -> Tensor {
    produce(self, file, line) { ct_apply($0, ct_unary_ceil, $1) }
  }

  /// The nearest whole number of each element, halves to the even one.
  public func rounded(file: StaticString = #fileID, line: UInt = #line) -> Tensor {
    produce(self, file, line) { ct_apply($0, ct_unary_round, $1) }
  }

  /// Where the elements are neither infinite nor NaN; bool.
  public func isFinite(file: StaticString = #fileID, line: UInt = #line) -> Tensor {
    produce(self, file, line) { ct_apply($0, ct_unary_isfinite, $1) }
  }

  /// Where the elements are NaN; bool.
  public func isNaN(file: StaticString = #fileID, line: UInt = #line) -> Tensor {
    produce(self, file, line) { ct_apply($0, ct_unary_isnan, $1) }
  }

  /// Where the elements are 0 or false; bool.
  public func logicalNot(file: StaticString = #fileID, line: UInt = #line) -> Tensor {
    produce(self, file, line) { ct_apply($0, ct_unary_logical_not, $1) }
  }
}
