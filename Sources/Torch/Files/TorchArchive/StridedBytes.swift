/// Collects the elements of a view into rows.
struct StridedBytes {
  let dtype: DType
  let shape: [Int]
  let strides: [Int]
  let offset: Int
  /// How many bytes the rows take.
  let byteCount: Int

  /// Checks a tensor against its storage.
  init(_ tensor: PickledTensor, name: String) throws(FormatFault) {
    let fault = FormatFault(
      "it is damaged: its tensor \(quoted(name)) reaches outside of its storage; get or save the file again")
    guard tensor.shape.count == tensor.strides.count, tensor.offset >= 0, tensor.strides.allSatisfy({ $0 >= 0 }),
      let bytes = tensor.storage.dtype.byteCount(of: tensor.shape)
    else { throw fault }
    if bytes > 0 {
      var last = tensor.offset
      for (size, stride) in zip(tensor.shape, tensor.strides) {
        let (reach, first) = (size - 1).multipliedReportingOverflow(by: stride)
        let (sum, second) = last.addingReportingOverflow(reach)
        guard !first, !second else { throw fault }
        last = sum
      }
      guard last < tensor.storage.count else { throw fault }
    }
    dtype = tensor.storage.dtype
    shape = tensor.shape
    strides = tensor.strides
    offset = tensor.offset
    byteCount = bytes
  }

  /// Whether the elements lie one after the other, in rows.
  private var isContiguous: Bool {
    var expected = 1
    for (size, stride) in zip(shape, strides).reversed() where size != 1 {
      if stride != expected { return false }
      expected *= size
    }
    return true
  }

  /// Calls a closure with the rows: the storage's own bytes where they lie so, a copy otherwise.
  func withRows<R, E: Error>(
    of storage: UnsafeRawBufferPointer, _ body: (UnsafeRawBufferPointer) throws(E) -> R
  ) throws(E) -> R {
    guard byteCount > 0 else { return try body(UnsafeRawBufferPointer(start: nil, count: 0)) }
    let start = offset * dtype.byteCount
    if isContiguous { return try body(UnsafeRawBufferPointer(rebasing: storage[start..<start + byteCount])) }
    let rows = UnsafeMutableRawBufferPointer.allocate(byteCount: byteCount, alignment: 16)
    defer { rows.deallocate() }
    switch dtype.byteCount {
    case 1: gather(UInt8.self, from: storage, into: rows)
    case 2: gather(UInt16.self, from: storage, into: rows)
    case 4: gather(UInt32.self, from: storage, into: rows)
    default: gather(UInt64.self, from: storage, into: rows)
    }
    return try body(UnsafeRawBufferPointer(rows))
  }

  private func gather<Element: FixedWidthInteger>(
    _ type: Element.Type, from storage: UnsafeRawBufferPointer, into rows: UnsafeMutableRawBufferPointer
  ) {
    var index = [Int](repeating: 0, count: shape.count)
    var source = offset
    for place in 0..<byteCount / MemoryLayout<Element>.size {
      let element = storage.loadUnaligned(fromByteOffset: source * MemoryLayout<Element>.size, as: Element.self)
      rows.storeBytes(of: element, toByteOffset: place * MemoryLayout<Element>.size, as: Element.self)
      var dimension = shape.count - 1
      while dimension >= 0 {
        index[dimension] += 1
        source += strides[dimension]
        if index[dimension] < shape[dimension] { break }
        source -= strides[dimension] * shape[dimension]
        index[dimension] = 0
        dimension -= 1
      }
    }
  }
}
