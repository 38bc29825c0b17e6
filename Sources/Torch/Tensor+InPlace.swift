import CTorch

// These change the storage, which every copy of the tensor and every view into it sees. Autograd does not record them,
// and lets them change a leaf that requires a gradient.
extension Tensor {
  /// Overwrites the elements with another tensor's, broadcast, and converted to the type here.
  public func copy(from source: Tensor, file: StaticString = #fileID, line: UInt = #line) {
    change(self, source, file, line) { ct_copy_($0, $1) }
  }

  /// Overwrites the elements with those of a tensor that came from a user.
  ///
  /// - Throws: `TorchError` of kind `.shape` where the sizes are not the same.
  public func copy(checking source: Tensor) throws(TorchError) {
    let (here, there) = (shape, source.shape)
    guard here == there else {
      throw TorchError(kind: .shape, message: "a tensor of shape \(there) cannot be copied to one of shape \(here)")
    }
    try check(withExtendedLifetime((handle, source.handle)) { ct_copy_(handle.raw, source.handle.raw) })
  }

  /// Overwrites every element with a value.
  public func fill(_ value: Double, file: StaticString = #fileID, line: UInt = #line) {
    change(self, file, line) { ct_fill_($0, value) }
  }

  /// Overwrites every element with 0.
  public func zero(file: StaticString = #fileID, line: UInt = #line) { fill(0, file: file, line: line) }

  /// Adds `scale * other`.
  public func add(inPlace other: Tensor, scale: Double = 1, file: StaticString = #fileID, line: UInt = #line) {
    change(self, other, file, line) { ct_add_($0, $1, scale) }
  }

  /// Adds a number.
  public func add(inPlace value: Double, file: StaticString = #fileID, line: UInt = #line) {
    change(self, file, line) { ct_add_scalar_($0, value) }
  }

  /// Multiplies by another tensor, element by element.
  public func multiply(inPlace other: Tensor, file: StaticString = #fileID, line: UInt = #line) {
    change(self, other, file, line) { ct_multiply_($0, $1) }
  }

  /// Multiplies by a number.
  public func multiply(inPlace factor: Double, file: StaticString = #fileID, line: UInt = #line) {
    change(self, file, line) { ct_multiply_scalar_($0, factor) }
  }

  /// Adds `value * first * second`.
  public func addcmul(
    inPlace first: Tensor, _ second: Tensor, value: Double = 1, file: StaticString = #fileID, line: UInt = #line
  ) {
    withExtendedLifetime(second.handle) {
      change(self, first, file, line) { ct_addcmul_($0, $1, second.handle.raw, value) }
    }
  }

  /// Adds `value * numerator / denominator`.
  public func addcdiv(
    inPlace numerator: Tensor, _ denominator: Tensor, value: Double = 1, file: StaticString = #fileID,
    line: UInt = #line
  ) {
    withExtendedLifetime(denominator.handle) {
      change(self, numerator, file, line) { ct_addcdiv_($0, $1, denominator.handle.raw, value) }
    }
  }

  /// Moves the elements towards another tensor's: adds `weight * (other - self)`.
  public func lerp(inPlace other: Tensor, weight: Double, file: StaticString = #fileID, line: UInt = #line) {
    change(self, other, file, line) { ct_lerp_($0, $1, weight) }
  }

  /// Holds the elements between two bounds; a bound that is nil does not bind.
  public func clamp(
    inPlaceMin minimum: Double? = nil, max maximum: Double? = nil, file: StaticString = #fileID, line: UInt = #line
  ) {
    change(self, file, line) { ct_clamp_($0, minimum ?? .nan, maximum ?? .nan) }
  }

  /// Holds the elements within a range.
  public func clamp(inPlace range: ClosedRange<Double>, file: StaticString = #fileID, line: UInt = #line) {
    clamp(inPlaceMin: range.lowerBound, max: range.upperBound, file: file, line: line)
  }

  /// Replaces the elements by their square roots.
  public func sqrtInPlace(file: StaticString = #fileID, line: UInt = #line) {
    change(self, file, line) { ct_sqrt_($0) }
  }

  /// Takes over another tensor's storage, shape, type and device. The tensor stays the same one for autograd and for
  /// every copy of it, so that a module can be moved while an optimizer holds its parameters.
  public func setData(_ other: Tensor, file: StaticString = #fileID, line: UInt = #line) {
    change(self, other, file, line) { ct_set_data($0, $1) }
  }
}
