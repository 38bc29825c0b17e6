public import Torch

/// Sharper or more blurred, brighter or darker on one side, with more or less contrast, each picture its own, under
/// noise: real pictures differ from drawn ones in all of these, and none of them moves a point.
public struct RandomLight: Sendable {
  /// Takes no choices.
  public init() {}

  /// Changes `[N, C, H, W]` in -1...1, on its device.
  public func callAsFunction(_ pictures: Tensor, random: RandomSource) -> Tensor {
    let (count, height, width) = (pictures.shape[0], pictures.shape[2], pictures.shape[3])
    func draw() -> Tensor { Tensor.rand([count, 1, 1, 1], random: random).to(pictures.device) }
    let blurred = (0..<2).reduce(pictures) { picture, _ in
      let wide = pad(picture, left: 1, right: 1, top: 1, bottom: 1, mode: .replicate)
      return picture + (avgPool2d(wide, kernelSize: 3, stride: 1) - picture) * draw()
    }
    let across = Tensor.linspace(-1, 1, count: width, device: pictures.device).reshaped([1, 1, 1, width])
    let down = Tensor.linspace(-1, 1, count: height, device: pictures.device).reshaped([1, 1, height, 1])
    let light = across * (draw() * 0.8 - 0.4) + down * (draw() * 0.8 - 0.4)
    let (gain, lift) = (draw() * 0.9 + 0.3, draw() * 0.4 - 0.2)
    let grain = Tensor.randn(pictures.shape, random: random).to(pictures.device) * 0.08
    return (blurred * gain + light + lift + grain).clamped(min: -1, max: 1)
  }
}
