import CTorch

/// Owns one tensor of libtorch.
final class Handle {
  let raw: RawTensor

  init(owning raw: RawTensor) { self.raw = raw }

  deinit { ct_tensor_free(raw) }
}

/// An array of numbers of any rank, on some device, that autograd can differentiate through.
///
/// Copying a `Tensor` shares its storage, and methods named as commands (`fill`, `copy(from:)`, `add(inPlace:)`)
/// change what all copies see. Operations trap with libtorch's message where sizes, types or devices do not fit: that is
/// a mistake in the program. Forms that throw exist for what comes from users.
///
/// Dimensions and indices may be negative: counted from the end. A tensor must not be used from two threads at once, so
/// it is not `Sendable`.
public struct Tensor {
  let handle: Handle

  init(owning raw: RawTensor) { handle = Handle(owning: raw) }
}

// MARK: - What it is

extension Tensor {
  /// The size of each dimension, such as [N, C, H, W]; empty for a scalar.
  public var shape: [Int] {
    withExtendedLifetime(handle) {
      let rank = Int(ct_rank(handle.raw))
      guard rank > 0 else { return [] }
      return Array(unsafeUninitializedCapacity: rank) { buffer, count in
        // Int has the layout of Int64, and the buffer holds at least one element.
        buffer.baseAddress.unsafelyUnwrapped.withMemoryRebound(to: Int64.self, capacity: rank) {
          ct_shape(handle.raw, $0)
        }
        count = rank
      }
    }
  }

  /// How many dimensions there are.
  public var rank: Int { withExtendedLifetime(handle) { Int(ct_rank(handle.raw)) } }

  /// How many elements there are.
  public var count: Int { withExtendedLifetime(handle) { Int(ct_count(handle.raw)) } }

  /// The type of the elements.
  public var dtype: DType { withExtendedLifetime(handle) { DType(ct_tensor_dtype(handle.raw)) } }

  /// Where the elements are.
  public var device: Device { withExtendedLifetime(handle) { Device(ct_tensor_device(handle.raw)) } }

  /// Whether the elements lie in memory in the order of their indices.
  public var isContiguous: Bool { isContiguous(.contiguous) }

  /// Whether the elements lie in memory in an order.
  public func isContiguous(_ format: MemoryFormat) -> Bool {
    withExtendedLifetime(handle) { ct_is_contiguous(handle.raw, format.raw) }
  }

  /// Whether both tensors look at the same memory.
  public func sharesStorage(with other: Tensor) -> Bool {
    withExtendedLifetime((handle, other.handle)) { ct_shares_storage(handle.raw, other.handle.raw) }
  }
}

extension Tensor: CustomStringConvertible {
  /// Shape, element type and device, such as `Tensor([2, 3], float32, cpu)`; the values follow where they are few.
  public var description: String {
    let summary = "Tensor(\(shape), \(dtype.rawValue), \(device))"
    guard count <= 64, count > 0 else { return summary }
    return withExtendedLifetime(handle) {
      var text: UnsafeMutablePointer<CChar>?
      guard ct_describe(&text, handle.raw) == ct_ok, let text else { return summary }
      defer { ct_string_free(text) }
      return summary + "\n" + String(cString: text)
    }
  }
}
