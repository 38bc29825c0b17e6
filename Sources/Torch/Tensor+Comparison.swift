import CTorch

// Comparisons give bool tensors, broadcast as arithmetic is.
extension Tensor {
  /// Where the elements are equal.
  public static func .== (a: Tensor, b: Tensor) -> Tensor { compare(a, b, ct_equal_to) }
  /// Where the elements differ.
  public static func .!= (a: Tensor, b: Tensor) -> Tensor { compare(a, b, ct_not_equal_to) }
  /// Where the left elements are less.
  public static func .< (a: Tensor, b: Tensor) -> Tensor { compare(a, b, ct_less) }
  /// Where the left elements are less or equal.
  public static func .<= (a: Tensor, b: Tensor) -> Tensor { compare(a, b, ct_less_or_equal) }
  /// Where the left elements are greater.
  public static func .> (a: Tensor, b: Tensor) -> Tensor { compare(a, b, ct_greater) }
  /// Where the left elements are greater or equal.
  public static func .>= (a: Tensor, b: Tensor) -> Tensor { compare(a, b, ct_greater_or_equal) }
  /// Where both are true, or not 0.
  public static func .& (a: Tensor, b: Tensor) -> Tensor { compare(a, b, ct_logical_and) }
  /// Where one of both is true, or not 0.
  public static func .| (a: Tensor, b: Tensor) -> Tensor { compare(a, b, ct_logical_or) }

  /// Where the elements equal a number.
  public static func .== (a: Tensor, b: Double) -> Tensor { compare(a, b, ct_equal_to) }
  /// Where the elements differ from a number.
  public static func .!= (a: Tensor, b: Double) -> Tensor { compare(a, b, ct_not_equal_to) }
  /// Where the elements are less than a number.
  public static func .< (a: Tensor, b: Double) -> Tensor { compare(a, b, ct_less) }
  /// Where the elements are a number or less.
  public static func .<= (a: Tensor, b: Double) -> Tensor { compare(a, b, ct_less_or_equal) }
  /// Where the elements are greater than a number.
  public static func .> (a: Tensor, b: Double) -> Tensor { compare(a, b, ct_greater) }
  /// Where the elements are a number or greater.
  public static func .>= (a: Tensor, b: Double) -> Tensor { compare(a, b, ct_greater_or_equal) }

  /// Whether shape, type and all values are the same; NaN differs from itself.
  public func equal(to other: Tensor, file: StaticString = #fileID, line: UInt = #line) -> Bool {
    var answer = false
    change(self, other, file, line) { ct_is_equal(&answer, $0, $1) }
    return answer
  }

  /// Whether all elements differ by at most `atol + rtol * |other|`.
  public func isClose(
    to other: Tensor, rtol: Double = 1e-5, atol: Double = 1e-8, file: StaticString = #fileID, line: UInt = #line
  ) -> Bool {
    var answer = false
    change(self, other, file, line) { ct_is_close(&answer, $0, $1, rtol, atol) }
    return answer
  }

  /// The elements of `a` where the condition holds, those of `b` elsewhere; all broadcast.
  public static func `where`(
    _ condition: Tensor, _ a: Tensor, _ b: Tensor, file: StaticString = #fileID, line: UInt = #line
  ) -> Tensor {
    withExtendedLifetime(condition.handle) {
      produce(a, b, file, line) { ct_where($0, condition.handle.raw, $1, $2) }
    }
  }

  /// The indices of the elements that are not 0, [found, rank]; int64.
  public func nonzero(file: StaticString = #fileID, line: UInt = #line) -> Tensor {
    produce(self, file, line) { ct_nonzero($0, $1) }
  }

  private static func compare(_ a: Tensor, _ b: Tensor, _ operation: ct_comparison) -> Tensor {
    produce(a, b, #fileID, #line) { ct_compare($0, operation, $1, $2) }
  }

  private static func compare(_ a: Tensor, _ b: Double, _ operation: ct_comparison) -> Tensor {
    produce(a, #fileID, #line) { ct_compare_scalar($0, operation, $1, b) }
  }
}
