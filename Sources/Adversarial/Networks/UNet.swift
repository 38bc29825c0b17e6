public import Torch
public import TorchNN

/// The U-Net generator (pix2pix, 1611.07004, 6.1.1): an encoder and a decoder of equal depth whose levels are joined.
///
/// Each level halves the picture with a 4x4 convolution of stride 2, and its counterpart doubles it again and sees the
/// encoder's features beside its own. Widths are `features`, twice, four times, then eight times that for all deeper
/// levels. Input `[N, inputChannels, H, W]`, output `[N, outputChannels, H, W]` in -1...1; H and W are multiples
/// of `sizeMultiple`. Parameter names are those of the well-known PyTorch code base (`model.model.1.model.1.weight`).
public final class UNet: Module, Layer {
  let model: UNetBlock
  /// The number of times that the picture is halved.
  public let depth: Int
  /// What both sides of the input must be divisible by: 2 to the power of `depth`.
  public var sizeMultiple: Int { 1 << depth }

  /// Builds the network with PyTorch's default weights.
  ///
  /// - Parameters:
  ///   - depth: at least 2; 8 is the paper's for 256x256, down to one pixel.
  ///   - features: the width of the first level (`ngf`).
  ///   - dropout: drops half of the features behind the levels that are as wide as the one above them, the paper's
  ///     three innermost of 256x256; this is the paper's only source of noise.
  ///   - isBounded: whether the output is squashed into -1...1; without, it is any number, as flow needs.
  ///   - random: draws the weights.
  ///   - noise: draws the dropout masks.
  public init(
    inputChannels: Int = 3, outputChannels: Int = 3, depth: Int = 8, features: Int = 64,
    normalization: Normalization = .batch, dropout: Bool = true, isBounded: Bool = true, random: RandomSource,
    noise: RandomSource
  ) {
    precondition(depth >= 2, "a U-Net has at least two levels")
    self.depth = depth
    let widths = (0..<depth).map { features * min(1 << $0, 8) }
    var block = UNetBlock(
      .innermost, outer: widths[depth - 2], inner: widths[depth - 1], normalization: normalization,
      random: random)
    for level in stride(from: depth - 2, to: 0, by: -1) {
      let (outer, inner) = (widths[level - 1], widths[level])
      block = UNetBlock(
        .middle(block, dropout: dropout && outer == inner ? noise : nil), outer: outer, inner: inner,
        normalization: normalization, random: random)
    }
    model = UNetBlock(
      .outermost(block, inputChannels: inputChannels, isBounded: isBounded), outer: outputChannels, inner: features,
      normalization: normalization, random: random)
    super.init()
  }

  /// Translates `[N, inputChannels, H, W]` to `[N, outputChannels, H, W]`.
  public func callAsFunction(_ input: Tensor) -> Tensor { model(input) }

  /// The largest depth, at most `limit`, that both sides of a picture can be halved.
  public static func greatestDepth(width: Int, height: Int, limit: Int = 8) -> Int {
    min(limit, width.trailingZeroBitCount, height.trailingZeroBitCount)
  }

  /// The depth that pictures of a size are used to have: 8 for 256x256, 7 for 128x128, 6 for 64x64.
  ///
  /// A size that can be halved nearly so often takes what fits exactly. Of others, such as 100x100, the greatest depth
  /// whose padding costs at most 70% more pixels, since a network of two levels would see no more than a few pixels.
  public static func usualDepth(width: Int, height: Int, limit: Int = 8) -> Int {
    let shorter = min(width, height)
    let floor = min(limit, Int.bitWidth - 1 - shorter.leadingZeroBitCount)
    let exact = greatestDepth(width: width, height: height, limit: limit)
    guard exact < floor - 2 else { return max(2, min(exact, floor)) }
    let ceiling = min(limit, shorter.nonzeroBitCount == 1 ? floor : floor + 1)
    let affordable = (2...max(2, ceiling)).last { depth in
      let padded = fitting(width, 1 << depth) * fitting(height, 1 << depth)
      return Double(padded) <= 1.7 * Double(width * height)
    }
    return affordable ?? 2
  }

  /// The least multiple that is no smaller than a length.
  static func fitting(_ length: Int, _ multiple: Int) -> Int { (max(1, length) + multiple - 1) / multiple * multiple }
}

/// One level of a U-Net: down, everything below, up; the input is laid beside the result unless it is the outermost.
final class UNetBlock: Module, Layer {
  enum Position {
    case outermost(UNetBlock, inputChannels: Int, isBounded: Bool)
    case middle(UNetBlock, dropout: RandomSource?)
    case innermost
  }

  let model: Sequential
  private let joinsInput: Bool

  init(_ position: Position, outer: Int, inner: Int, normalization: Normalization, random: RandomSource) {
    let bias = normalization.needsConvolutionBias
    func down(_ channels: Int) -> Conv2d {
      Conv2d(channels, inner, kernelSize: 4, stride: 2, padding: 1, bias: bias, random: random)
    }
    func up(_ channels: Int, bias: Bool) -> ConvTranspose2d {
      ConvTranspose2d(channels, outer, kernelSize: 4, stride: 2, padding: 1, bias: bias, random: random)
    }
    switch position {
    case .outermost(let below, let inputChannels, let isBounded):
      joinsInput = false
      model = Sequential(
        [down(inputChannels), below, ReLU(inPlace: true), up(2 * inner, bias: true)] + (isBounded ? [Tanh()] : []))
    case .middle(let below, let noise):
      joinsInput = true
      var layers: [any Layer] = [
        LeakyReLU(0.2, inPlace: true), down(outer), normalization.layer(inner), below, ReLU(inPlace: true),
        up(2 * inner, bias: bias), normalization.layer(outer),
      ]
      if let noise { layers.append(Dropout(0.5, random: noise)) }
      model = Sequential(layers)
    case .innermost:
      joinsInput = true
      model = Sequential([
        LeakyReLU(0.2, inPlace: true), down(outer), ReLU(inPlace: true), up(inner, bias: bias),
        normalization.layer(outer),
      ])
    }
    super.init()
  }

  /// The first activation works in place, so the joined input is the activated one; the decoder's ReLU makes the
  /// results equal.
  func callAsFunction(_ input: Tensor) -> Tensor {
    let output = model(input)
    return joinsInput ? concatenated([input, output], dim: 1) : output
  }
}
