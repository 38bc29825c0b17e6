public import Torch
import TorchNN

extension PatchDiscriminator {
  /// What the network sees of `[N, inputChannels, H, W]` on its way: the activated maps `[N, C, H / stride, W / stride]`.
  ///
  /// - Parameter stride: 2, 4, 8 and so on; the deepest maps stand in for a stride that the network does not reach.
  public func maps(_ input: Tensor, stride: Int) -> Tensor {
    var (maps, reached) = (input, 1)
    var result = input
    for layer in model.layers.dropLast() {
      if let convolution = layer as? Conv2d {
        // Of the maps of one stride the last are the richest.
        if reached >= stride, convolution.stride > 1 { break }
        reached *= convolution.stride
      }
      maps = layer(maps)
      if layer is LeakyReLU { result = maps }
    }
    return result
  }
}
