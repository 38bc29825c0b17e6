import CTorch

/// The type of a tensor's elements.
public enum DType: String, Sendable, CaseIterable {
  case float32, float64, float16, bfloat16, int64, int32, int16, int8, uint8, bool

  /// How many bytes an element takes.
  public var byteCount: Int {
    switch self {
    case .float64, .int64: 8
    case .float32, .int32: 4
    case .float16, .bfloat16, .int16: 2
    case .int8, .uint8, .bool: 1
    }
  }

  /// Whether it holds fractions.
  public var isFloatingPoint: Bool {
    switch self {
    case .float32, .float64, .float16, .bfloat16: true
    case .int64, .int32, .int16, .int8, .uint8, .bool: false
    }
  }
}

extension DType {
  var raw: ct_dtype {
    switch self {
    case .float32: ct_float32
    case .float64: ct_float64
    case .float16: ct_float16
    case .bfloat16: ct_bfloat16
    case .int64: ct_int64
    case .int32: ct_int32
    case .int16: ct_int16
    case .int8: ct_int8
    case .uint8: ct_uint8
    case .bool: ct_bool
    }
  }

  init(_ raw: ct_dtype) {
    switch raw {
    case ct_float32: self = .float32
    case ct_float64: self = .float64
    case ct_float16: self = .float16
    case ct_bfloat16: self = .bfloat16
    case ct_int64: self = .int64
    case ct_int32: self = .int32
    case ct_int16: self = .int16
    case ct_int8: self = .int8
    case ct_uint8: self = .uint8
    case ct_bool: self = .bool
    default: fatalError("CTorch named an element type that is not known here: \(raw.rawValue)")
    }
  }
}

/// The order in which a tensor's elements lie in memory.
public enum MemoryFormat: Sendable {
  /// The last dimension is the densest: [N, C, H, W] as it is written.
  case contiguous
  /// The channels of a pixel lie side by side; for tensors of rank 4 only.
  case channelsLast

  var raw: ct_memory_format {
    switch self {
    case .contiguous: ct_contiguous
    case .channelsLast: ct_channels_last
    }
  }
}
