import CTorch

/// Where a tensor lives and is computed.
public struct Device: Hashable, Sendable, CustomStringConvertible {
  /// The number of the GPU; nil on the CPU.
  let cudaIndex: Int?

  /// The processor and its memory.
  public static let cpu = Device(cudaIndex: nil)

  /// The GPU of a number, counted from 0. Whether it is there shows when it is used.
  public static func cuda(_ index: Int = 0) -> Device { Device(cudaIndex: index) }

  /// Whether this is a GPU.
  public var isCUDA: Bool { cudaIndex != nil }

  /// Whether libtorch finds a GPU that it can use.
  public static var isCUDAAvailable: Bool { ct_cuda_is_available() }

  /// How many GPUs libtorch finds.
  public static var cudaCount: Int { isCUDAAvailable ? Int(ct_cuda_device_count()) : 0 }

  /// `cpu`, or `cuda:` and the number.
  public var description: String { cudaIndex.map { "cuda:\($0)" } ?? "cpu" }

  /// Reads a device as a user names it: `cpu`, `cuda`, `cuda:1`, or `auto` (the first GPU, else the CPU).
  ///
  /// - Throws: `TorchError` of kind `.device` where the name has no meaning or the device does not exist.
  public init(parsing text: String) throws(TorchError) {
    switch text {
    case "cpu": self = .cpu
    case "auto": self = Device.isCUDAAvailable ? .cuda() : .cpu
    case "cuda": self = try Device.existing(0)
    default:
      guard text.hasPrefix("cuda:"), let index = Int(text.dropFirst(5)), index >= 0 else {
        throw TorchError(
          kind: .device, message: "'\(text)' is not a device; use --device cpu, cuda, cuda:0, cuda:1, ... or auto")
      }
      self = try Device.existing(index)
    }
  }

  private init(cudaIndex: Int?) { self.cudaIndex = cudaIndex }

  private static func existing(_ index: Int) throws(TorchError) -> Device {
    let count = cudaCount
    guard count > 0 else {
      throw TorchError(kind: .device, message: "no CUDA device is available; use --device cpu")
    }
    guard index < count else {
      throw TorchError(
        kind: .device,
        message: "there is no device cuda:\(index), the last one is cuda:\(count - 1); use one of them or --device cpu")
    }
    return .cuda(index)
  }
}

extension Device {
  var raw: ct_device {
    guard let cudaIndex else { return ct_device(kind: ct_cpu, index: 0) }
    return ct_device(kind: ct_cuda, index: Int32(cudaIndex))
  }

  init(_ raw: ct_device) {
    self = raw.kind == ct_cuda ? .cuda(Int(raw.index)) : .cpu
  }
}
