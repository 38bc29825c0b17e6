public import TorchNN

/// A generator that turns a picture into another of the same size.
///
/// Input `[N, C, H, W]`, output `[N, C', H, W]`, both in -1...1, H and W multiples of `sizeMultiple`.
public protocol ImageToImageNetwork: HasInferenceForm {
  /// What both sides of the input must be divisible by, and the smallest side.
  var sizeMultiple: Int { get }
}

extension UNet: ImageToImageNetwork {}
extension ResNetGenerator: ImageToImageNetwork {}
