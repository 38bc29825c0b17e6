public import Torch

extension Module {
  /// Moves parameters and buffers to a device, in place: optimizers keep their handles. Gradients are dropped.
  ///
  /// - Throws: where the device does not exist or has no room; the module then stays where it was.
  public final func move(to device: Device) throws(TorchError) {
    var moves: [(tensor: Tensor, moved: Tensor)] = []
    for tensor in distinctTensors where tensor.device != device {
      moves.append((tensor, try tensor.detached().moved(to: device)))
    }
    replace(moves)
  }

  /// Lays out the four-dimensional parameters and buffers, in place; values stay the same. Gradients are dropped.
  ///
  /// With `.channelsLast`, convolutions of pictures in the same layout run without reordering.
  public final func convert(to format: MemoryFormat) {
    replace(distinctTensors.filter { $0.rank == 4 }.map { ($0, $0.detached().contiguous(format)) })
  }

  private func replace(_ changes: [(tensor: Tensor, moved: Tensor)]) {
    for (tensor, moved) in changes {
      tensor.grad = nil
      tensor.setData(moved)
    }
  }

  /// A parameter that is shared appears once.
  private var distinctTensors: [Tensor] { parameters() + namedBuffers().map(\.buffer.value) }
}
