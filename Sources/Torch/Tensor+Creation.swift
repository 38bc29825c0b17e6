import CTorch

extension Tensor {
  /// Makes a tensor of zeros.
  public static func zeros(
    _ shape: [Int], dtype: DType = .float32, device: Device = .cpu, file: StaticString = #fileID, line: UInt = #line
  ) -> Tensor {
    full(shape, 0, dtype: dtype, device: device, file: file, line: line)
  }

  /// Makes a tensor of ones.
  public static func ones(
    _ shape: [Int], dtype: DType = .float32, device: Device = .cpu, file: StaticString = #fileID, line: UInt = #line
  ) -> Tensor {
    full(shape, 1, dtype: dtype, device: device, file: file, line: line)
  }

  /// Makes a tensor whose elements are whatever the memory held.
  public static func empty(
    _ shape: [Int], dtype: DType = .float32, device: Device = .cpu, file: StaticString = #fileID, line: UInt = #line
  ) -> Tensor {
    withDims(shape) { dims, rank in produce(file, line) { ct_empty($0, dims, rank, dtype.raw, device.raw) } }
  }

  /// Makes a tensor of uninitialised elements with sizes that came from a user.
  ///
  /// - Throws: `TorchError`: `.shape` for a negative size, `.outOfMemory` where there is not so much memory, `.device`.
  public static func empty(
    checking shape: [Int], dtype: DType = .float32, device: Device = .cpu
  ) throws(TorchError) -> Tensor {
    var raw: RawTensor?
    try check(withDims(shape) { dims, rank in ct_empty(&raw, dims, rank, dtype.raw, device.raw) })
    guard let raw else { throw TorchError(kind: .other, message: "libtorch returned no tensor") }
    return Tensor(owning: raw)
  }

  /// Makes a tensor of one value.
  public static func full(
    _ shape: [Int], _ value: Double, dtype: DType = .float32, device: Device = .cpu, file: StaticString = #fileID,
    line: UInt = #line
  ) -> Tensor {
    withDims(shape) { dims, rank in produce(file, line) { ct_full($0, dims, rank, value, dtype.raw, device.raw) } }
  }

  /// Makes the numbers from `start` up to, and without, `end`.
  public static func arange(
    _ start: Int, _ end: Int, step: Int = 1, dtype: DType = .int64, device: Device = .cpu,
    file: StaticString = #fileID, line: UInt = #line
  ) -> Tensor {
    produce(file, line) { ct_arange($0, Double(start), Double(end), Double(step), dtype.raw, device.raw) }
  }

  /// Makes `count` numbers at equal distances, the first `start` and the last `end`.
  public static func linspace(
    _ start: Double, _ end: Double, count: Int, dtype: DType = .float32, device: Device = .cpu,
    file: StaticString = #fileID, line: UInt = #line
  ) -> Tensor {
    produce(file, line) { ct_linspace($0, start, end, Int64(count), dtype.raw, device.raw) }
  }

  /// Makes the identity matrix, [count, count].
  public static func eye(
    _ count: Int, dtype: DType = .float32, device: Device = .cpu, file: StaticString = #fileID, line: UInt = #line
  ) -> Tensor {
    produce(file, line) { ct_eye($0, Int64(count), dtype.raw, device.raw) }
  }

  /// Makes zeros with another tensor's shape, type, device and memory format.
  public static func zeros(like other: Tensor, file: StaticString = #fileID, line: UInt = #line) -> Tensor {
    full(like: other, 0, file: file, line: line)
  }

  /// Makes ones with another tensor's shape, type, device and memory format.
  public static func ones(like other: Tensor, file: StaticString = #fileID, line: UInt = #line) -> Tensor {
    full(like: other, 1, file: file, line: line)
  }

  /// Makes uninitialised elements with another tensor's shape, type, device and memory format.
  public static func empty(like other: Tensor, file: StaticString = #fileID, line: UInt = #line) -> Tensor {
    produce(other, file, line) { ct_empty_like($0, $1) }
  }

  /// Makes a tensor of one value with another's shape, type, device and memory format.
  public static func full(
    like other: Tensor, _ value: Double, file: StaticString = #fileID, line: UInt = #line
  ) -> Tensor {
    produce(other, file, line) { ct_full_like($0, $1, value) }
  }
}

// MARK: - From Swift's values

// Numbers written as literals make float32: the other arrays stand back (disfavoured) where the type is left open.
extension Tensor {
  /// Makes a float32 tensor of values in row-major order; without a shape it has one dimension.
  ///
  /// Traps where the shape does not have as many elements as there are values.
  public init(
    _ values: [Float], shape: [Int]? = nil, device: Device = .cpu, file: StaticString = #fileID, line: UInt = #line
  ) {
    self = Tensor.copy(values, shape, .float32, device, file, line)
  }

  /// Makes a float64 tensor of values in row-major order; without a shape it has one dimension.
  @_disfavoredOverload
  public init(
    _ values: [Double], shape: [Int]? = nil, device: Device = .cpu, file: StaticString = #fileID, line: UInt = #line
  ) {
    self = Tensor.copy(values, shape, .float64, device, file, line)
  }

  /// Makes an int64 tensor of values in row-major order; without a shape it has one dimension.
  @_disfavoredOverload
  public init(
    _ values: [Int64], shape: [Int]? = nil, device: Device = .cpu, file: StaticString = #fileID, line: UInt = #line
  ) {
    self = Tensor.copy(values, shape, .int64, device, file, line)
  }

  /// Makes an int64 tensor of values in row-major order; without a shape it has one dimension.
  @_disfavoredOverload
  public init(
    _ values: [Int], shape: [Int]? = nil, device: Device = .cpu, file: StaticString = #fileID, line: UInt = #line
  ) {
    self = Tensor.copy(values, shape, .int64, device, file, line)
  }

  /// Makes a uint8 tensor of values in row-major order; without a shape it has one dimension.
  @_disfavoredOverload
  public init(
    _ values: [UInt8], shape: [Int]? = nil, device: Device = .cpu, file: StaticString = #fileID, line: UInt = #line
  ) {
    self = Tensor.copy(values, shape, .uint8, device, file, line)
  }

  /// Makes a bool tensor of values in row-major order; without a shape it has one dimension.
  public init(
    _ values: [Bool], shape: [Int]? = nil, device: Device = .cpu, file: StaticString = #fileID, line: UInt = #line
  ) {
    self = Tensor.copy(values, shape, .bool, device, file, line)
  }

  /// Makes a scalar: a tensor of rank 0.
  public init(
    _ scalar: Double, dtype: DType = .float32, device: Device = .cpu, file: StaticString = #fileID, line: UInt = #line
  ) {
    self = Tensor.full([], scalar, dtype: dtype, device: device, file: file, line: line)
  }

  /// Copies the bytes of a tensor, row-major and in the machine's byte order.
  ///
  /// - Throws: `TorchError` of kind `.shape` where the shape does not take as many bytes as there are.
  public init(bytes: UnsafeRawBufferPointer, shape: [Int], dtype: DType) throws(TorchError) {
    var raw: RawTensor?
    try check(
      withDims(shape) { dims, rank in
        ct_from_bytes(&raw, bytes.baseAddress, Int64(bytes.count), dims, rank, dtype.raw)
      })
    guard let raw else { throw TorchError(kind: .other, message: "libtorch returned no tensor") }
    self.init(owning: raw)
  }

  private static func copy<Element>(
    _ values: [Element], _ shape: [Int]?, _ dtype: DType, _ device: Device, _ file: StaticString, _ line: UInt
  ) -> Tensor {
    let tensor = values.withUnsafeBytes { bytes in
      withDims(shape ?? [values.count]) { dims, rank in
        produce(file, line) { ct_from_bytes($0, bytes.baseAddress, Int64(bytes.count), dims, rank, dtype.raw) }
      }
    }
    return device == .cpu ? tensor : tensor.to(device, file: file, line: line)
  }
}
