import CTorch

// The bridge that every operation crosses: it owns what the C call returns, keeps the arguments alive while the call
// runs, and passes lists without an allocation on the heap.

typealias RawTensor = OpaquePointer
typealias Out = UnsafeMutablePointer<OpaquePointer?>

@inline(__always)
func produce(_ file: StaticString, _ line: UInt, _ body: (Out) -> ct_status) -> Tensor {
  var raw: RawTensor?
  let status = body(&raw)
  guard status == ct_ok, let raw else { trap(status, file, line) }
  return Tensor(owning: raw)
}

@inline(__always)
func produce(_ a: Tensor, _ file: StaticString, _ line: UInt, _ body: (Out, RawTensor) -> ct_status) -> Tensor {
  var raw: RawTensor?
  let status = withExtendedLifetime(a.handle) { body(&raw, a.handle.raw) }
  guard status == ct_ok, let raw else { trap(status, file, line) }
  return Tensor(owning: raw)
}

@inline(__always)
func produce(
  _ a: Tensor, _ b: Tensor, _ file: StaticString, _ line: UInt, _ body: (Out, RawTensor, RawTensor) -> ct_status
) -> Tensor {
  var raw: RawTensor?
  let status = withExtendedLifetime((a.handle, b.handle)) { body(&raw, a.handle.raw, b.handle.raw) }
  guard status == ct_ok, let raw else { trap(status, file, line) }
  return Tensor(owning: raw)
}

@inline(__always)
func producePair(
  _ a: Tensor, _ file: StaticString, _ line: UInt, _ body: (Out, Out, RawTensor) -> ct_status
) -> (Tensor, Tensor) {
  var first: RawTensor?
  var second: RawTensor?
  let status = withExtendedLifetime(a.handle) { body(&first, &second, a.handle.raw) }
  guard status == ct_ok, let first, let second else { trap(status, file, line) }
  return (Tensor(owning: first), Tensor(owning: second))
}

@inline(__always)
func produceChecked(_ body: (Out) -> ct_status) throws(TorchError) -> Tensor {
  var raw: RawTensor?
  let status = body(&raw)
  guard status == ct_ok, let raw else { throw TorchError(status) }
  return Tensor(owning: raw)
}

@inline(__always)
func change(_ a: Tensor, _ file: StaticString, _ line: UInt, _ body: (RawTensor) -> ct_status) {
  require(withExtendedLifetime(a.handle) { body(a.handle.raw) }, file, line)
}

@inline(__always)
func change(_ a: Tensor, _ b: Tensor, _ file: StaticString, _ line: UInt, _ body: (RawTensor, RawTensor) -> ct_status) {
  require(withExtendedLifetime((a.handle, b.handle)) { body(a.handle.raw, b.handle.raw) }, file, line)
}

/// Passes sizes or dimensions as C takes them; `Int` has the layout of `Int64` on every platform that libtorch has.
@inline(__always)
func withDims<R>(_ dims: [Int], _ body: (UnsafePointer<Int64>, Int32) -> R) -> R {
  dims.withUnsafeBufferPointer { buffer in
    guard let base = buffer.baseAddress else {
      return withUnsafeTemporaryAllocation(of: Int64.self, capacity: 1) { none in
        none.initialize(repeating: 0)
        return none.withMemoryRebound(to: Int64.self) { body(UnsafePointer($0.baseAddress.unsafelyUnwrapped), 0) }
      }
    }
    return base.withMemoryRebound(to: Int64.self, capacity: buffer.count) { body($0, Int32(buffer.count)) }
  }
}

/// Passes a list of tensors; the array itself keeps the handles alive.
@inline(__always)
func withHandles<R>(_ tensors: [Tensor], _ body: (UnsafePointer<RawTensor>, Int32) -> R) -> R {
  withExtendedLifetime(tensors) {
    withUnsafeTemporaryAllocation(of: RawTensor.self, capacity: Swift.max(tensors.count, 1)) { buffer in
      for (index, tensor) in tensors.enumerated() { buffer.initializeElement(at: index, to: tensor.handle.raw) }
      // A temporary allocation of at least one element has an address.
      return body(UnsafePointer(buffer.baseAddress.unsafelyUnwrapped), Int32(tensors.count))
    }
  }
}

/// A pair of sides.
typealias Sides = (height: Int, width: Int)

/// Passes up to four pairs of sides from the stack; pair `i` begins at the pointer plus `2 * i`.
@inline(__always)
func withSides<R>(
  _ a: Sides, _ b: Sides = (0, 0), _ c: Sides = (0, 0), _ d: Sides = (0, 0), _ body: (UnsafePointer<Int64>) -> R
) -> R {
  let values = (
    Int64(a.height), Int64(a.width), Int64(b.height), Int64(b.width), Int64(c.height), Int64(c.width),
    Int64(d.height), Int64(d.width)
  )
  return withUnsafeBytes(of: values) { bytes in
    // A homogeneous tuple is bound to its element type too, and is not empty.
    body(bytes.baseAddress.unsafelyUnwrapped.assumingMemoryBound(to: Int64.self))
  }
}
