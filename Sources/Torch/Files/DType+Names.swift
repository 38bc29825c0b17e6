extension DType {
  /// The element type's name in a safetensors header.
  var safetensorsName: String {
    switch self {
    case .float64: "F64"
    case .float32: "F32"
    case .float16: "F16"
    case .bfloat16: "BF16"
    case .int64: "I64"
    case .int32: "I32"
    case .int16: "I16"
    case .int8: "I8"
    case .uint8: "U8"
    case .bool: "BOOL"
    }
  }

  init?(safetensorsName name: String) {
    guard let type = DType.allCases.first(where: { $0.safetensorsName == name }) else { return nil }
    self = type
  }

  /// PyTorch's storage class of the element type.
  var storageClass: String {
    switch self {
    case .float64: "DoubleStorage"
    case .float32: "FloatStorage"
    case .float16: "HalfStorage"
    case .bfloat16: "BFloat16Storage"
    case .int64: "LongStorage"
    case .int32: "IntStorage"
    case .int16: "ShortStorage"
    case .int8: "CharStorage"
    case .uint8: "ByteStorage"
    case .bool: "BoolStorage"
    }
  }

  /// The element type of one of PyTorch's storage classes, such as `FloatStorage`.
  init?(storageClass name: String) {
    guard let type = DType.allCases.first(where: { $0.storageClass == name }) else { return nil }
    self = type
  }

  /// How many bytes a shape takes, or nothing where it has a negative size, too many dimensions or no end.
  func byteCount(of shape: [Int]) -> Int? {
    guard shape.count <= 64 else { return nil }
    var total = byteCount
    // Sizes of zero count as one for the bound, so that the strides of an empty tensor cannot overflow either.
    for size in shape {
      let (product, overflow) = total.multipliedReportingOverflow(by: max(size, 1))
      guard size >= 0, !overflow else { return nil }
      total = product
    }
    return shape.contains(0) ? 0 : total
  }

  /// Whether the bytes can be elements: a truth value is 0 or 1, everything else may be anything.
  func accepts(_ bytes: UnsafeRawBufferPointer) -> Bool { self != .bool || bytes.allSatisfy { $0 <= 1 } }
}
