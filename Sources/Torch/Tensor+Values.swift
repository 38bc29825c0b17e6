import CTorch

extension Tensor {
  /// The one element as a number. Traps where there is more than one.
  public func item(file: StaticString = #fileID, line: UInt = #line) -> Double {
    var value = 0.0
    change(self, file, line) { ct_item(&value, $0) }
    return value
  }

  /// The one element as a whole number, exact beyond 2^53. Traps where there is more than one.
  public func int64Item(file: StaticString = #fileID, line: UInt = #line) -> Int64 {
    var value: Int64 = 0
    change(self, file, line) { ct_item_int64(&value, $0) }
    return value
  }

  /// The elements in row-major order, converted to `Float` whatever their type and device.
  public func array(file: StaticString = #fileID, line: UInt = #line) -> [Float] {
    let count = self.count
    guard count > 0 else { return [] }
    return [Float](unsafeUninitializedCapacity: count) { buffer, filled in
      // The buffer holds at least one element.
      change(self, file, line) { ct_read_float($0, buffer.baseAddress.unsafelyUnwrapped, Int64(count)) }
      filled = count
    }
  }

  /// The elements in row-major order, converted to `Int64` whatever their type and device.
  public func int64Array(file: StaticString = #fileID, line: UInt = #line) -> [Int64] {
    let count = self.count
    guard count > 0 else { return [] }
    return [Int64](unsafeUninitializedCapacity: count) { buffer, filled in
      // The buffer holds at least one element.
      change(self, file, line) { ct_read_int64($0, buffer.baseAddress.unsafelyUnwrapped, Int64(count)) }
      filled = count
    }
  }

  /// Calls a closure with the elements' bytes, row-major and in the machine's byte order.
  ///
  /// A tensor that is elsewhere, or in another order, is copied first. The bytes are valid in the closure only.
  public func withUnsafeBytes<R, E: Error>(_ body: (UnsafeRawBufferPointer) throws(E) -> R) throws(E) -> R {
    let tensor = (device == .cpu ? self : to(.cpu)).contiguous()
    let byteCount = tensor.count * tensor.dtype.byteCount
    defer { withExtendedLifetime(tensor) {} }
    return try body(UnsafeRawBufferPointer(start: ct_data(tensor.handle.raw), count: byteCount))
  }
}

// MARK: - Copies and conversions

extension Tensor {
  /// The same values outside autograd; storage is shared.
  public func detached(file: StaticString = #fileID, line: UInt = #line) -> Tensor {
    produce(self, file, line) { ct_apply($0, ct_unary_detach, $1) }
  }

  /// A copy with storage of its own; gradients flow through it.
  public func cloned(file: StaticString = #fileID, line: UInt = #line) -> Tensor {
    produce(self, file, line) { ct_clone($0, $1) }
  }

  /// The same values in an order in memory; itself where they are so already.
  public func contiguous(
    _ format: MemoryFormat = .contiguous, file: StaticString = #fileID, line: UInt = #line
  ) -> Tensor {
    produce(self, file, line) { ct_make_contiguous($0, $1, format.raw) }
  }

  /// The values converted to another type; itself where they have it already.
  public func to(_ dtype: DType, file: StaticString = #fileID, line: UInt = #line) -> Tensor {
    self.dtype == dtype ? self : produce(self, file, line) { ct_to_dtype($0, $1, dtype.raw) }
  }

  /// The values on another device; itself where they are there already. Traps where the device does not exist.
  public func to(_ device: Device, file: StaticString = #fileID, line: UInt = #line) -> Tensor {
    self.device == device ? self : produce(self, file, line) { ct_to_device($0, $1, device.raw) }
  }

  /// The values on a device that a user named; itself where they are there already.
  ///
  /// - Throws: `TorchError`: `.device` where there is no such device, `.outOfMemory` where it has not the room.
  public func moved(to device: Device) throws(TorchError) -> Tensor {
    guard self.device != device else { return self }
    return try produceChecked { out in withExtendedLifetime(handle) { ct_to_device(out, handle.raw, device.raw) } }
  }
}
