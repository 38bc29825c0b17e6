import CTorch

/// A source of random numbers: from the same seed and the same build come the same bits.
public final class RandomSource {
  /// Where the numbers are drawn; the tensors that it fills must be there too.
  public let device: Device
  let raw: OpaquePointer

  /// Makes a source from a seed. Traps where the device does not exist.
  public init(seed: UInt64, device: Device = .cpu, file: StaticString = #fileID, line: UInt = #line) {
    var raw: OpaquePointer?
    let status = ct_generator_new(&raw, seed, device.raw)
    guard status == ct_ok, let raw else { trap(status, file, line) }
    self.raw = raw
    self.device = device
  }

  deinit { ct_generator_free(raw) }

  /// The whole state as a uint8 tensor on the CPU, to go on later from the same point.
  ///
  /// Setting it traps where the tensor is not a state of such a source; use `restore(_:)` for one read from a file.
  public var state: Tensor {
    get { withExtendedLifetime(self) { produce(#fileID, #line) { ct_generator_state($0, raw) } } }
    set { require(set(newValue), #fileID, #line) }
  }

  /// Goes on from a state that was read from a file.
  ///
  /// - Throws: `TorchError` where the tensor is not a state of such a source.
  public func restore(_ state: Tensor) throws(TorchError) { try check(set(state)) }

  private func set(_ state: Tensor) -> ct_status {
    withExtendedLifetime((self, state.handle)) { ct_generator_set_state(raw, state.handle.raw) }
  }
}
