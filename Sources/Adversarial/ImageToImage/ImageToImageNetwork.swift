public import Torch
public import TorchNN

/// A generator that turns a picture into another of the same size.
///
/// Input `[N, C, H, W]`, output `[N, C', H, W]`, both in -1...1, H and W multiples of `sizeMultiple` and no smaller than
/// `leastSide`.
public protocol ImageToImageNetwork: HasInferenceForm {
  /// What both sides of the input must be divisible by.
  var sizeMultiple: Int { get }
  /// The smallest side of the input.
  var leastSide: Int { get }
  /// Maps of the first layers `[N, C, h, w]`, which describe a picture (``TrainingDomain``); the sides of the input are
  /// multiples of `sizeMultiple`.
  func encoderMaps(of pictures: Tensor) -> [Tensor]
}

extension UNet: ImageToImageNetwork {
  public var leastSide: Int { sizeMultiple }
}
extension ResNetGenerator: ImageToImageNetwork {}

extension ImageToImageNetwork {
  /// Translates pictures of any size `[N, C, H, W]`, in training and afterwards alike: where a side cannot be halved often
  /// enough, the picture is mirrored at its right and lower edges up to the next size that fits, and the result cut back.
  ///
  /// - Parameter form: computes in the network's place, such as its form for inference.
  public func translate(_ pictures: Tensor, by form: (any Layer)? = nil) -> Tensor {
    let (height, width) = (pictures.shape[2], pictures.shape[3])
    let padded = pictures.mirrored(toHeight: fitting(height), width: fitting(width))
    let output = form.map { $0(padded) } ?? self(padded)
    guard padded.shape != pictures.shape else { return output }
    return output.narrow(dim: 2, start: 0, length: height).narrow(dim: 3, start: 0, length: width)
  }

  /// The least side of at least `length` that the network takes.
  public func fitting(_ length: Int) -> Int {
    UNet.fitting(max(length, leastSide), sizeMultiple)
  }
}

extension Tensor {
  /// Pictures that go on as their mirror images beyond the right and lower edges; the edge itself is not repeated.
  public func mirrored(toHeight height: Int, width: Int) -> Tensor {
    var result = self
    for (dimension, length) in [(2, height), (3, width)] where length != shape[dimension] {
      let side = shape[dimension]
      let period = Swift.max(1, 2 * (side - 1))
      let places = (0..<length).map { place in
        let rest = place % period
        return rest < side ? rest : period - rest
      }
      result = result.index(select: Tensor(places, device: device), dim: dimension)
    }
    return result
  }
}
