import Testing
import Torch

/// Prepared convolutions are those of `conv2d` and `convTranspose2d`, with an activation behind them.
struct PreparedConvolutionTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var geometry: ConvolutionGeometry
    var weight: [Int]
    var channels: Int
    var activation = FusedActivation.none
    var testDescription: String { "\(geometry) \(activation)" }
  }

  static let cases = [
    Case(
      geometry: .init(stride: 2, padding: 1), weight: [12, 5, 4, 4], channels: 5, activation: .leakyRelu(slope: 0.2)),
    Case(geometry: .init(padding: 2, dilation: 2), weight: [8, 6, 3, 3], channels: 6, activation: .relu),
    Case(geometry: .init(groups: 2), weight: [8, 3, 3, 3], channels: 6, activation: .sigmoid),
    Case(geometry: .init(padding: 1, groups: 8), weight: [8, 1, 3, 3], channels: 8, activation: .relu6),
    Case(
      geometry: .init(stride: 2, padding: 1, isTransposed: true), weight: [10, 3, 4, 4], channels: 10, activation: .tanh
    ),
    Case(
      geometry: .init(stride: 2, padding: 1, outputPadding: 1, isTransposed: true), weight: [6, 16, 3, 3], channels: 6),
  ]

  private func reference(_ input: Tensor, _ weight: Tensor, _ bias: Tensor, _ one: Case) -> Tensor {
    let g = one.geometry
    let maps =
      g.isTransposed
      ? convTranspose2d(
        input, weight: weight, bias: bias, stride: g.stride, padding: g.padding, outputPadding: g.outputPadding)
      : conv2d(
        input, weight: weight, bias: bias, stride: g.stride, padding: g.padding, dilation: g.dilation, groups: g.groups)
    return switch one.activation {
    case .none: maps
    case .relu: relu(maps)
    case .leakyRelu(let slope): leakyRelu(maps, negativeSlope: slope)
    case .tanh: maps.tanh()
    case .sigmoid: maps.sigmoid()
    case .relu6: maps.clamped(min: 0, max: 6)
    }
  }

  /// In float32, and in bfloat16 where inputs and weights are such numbers already, so that only results are rounded.
  @Test(arguments: cases, [DType.float32, .bfloat16])
  func equalsTheConvolution(one: Case, dtype: DType) {
    let random = RandomSource(seed: 3)
    func drawn(_ shape: [Int]) -> Tensor { Tensor.randn(shape, random: random).to(dtype).to(.float32) }
    let (weight, scale) = (drawn(one.weight) * 0.25, Tensor([0.5 as Float, 2, 1, 4]))
    let outputs = one.weight[one.geometry.isTransposed ? 1 : 0]
    let factors = concatenated((0..<(outputs + 3) / 4).map { _ in scale }).narrow(dim: 0, start: 0, length: outputs)
    let bias = drawn([outputs])
    let beside = one.geometry.isTransposed ? [1, -1, 1, 1] : [-1, 1, 1, 1]
    let scaled = (weight * factors.reshaped(beside)).to(dtype).to(.float64)
    let prepared = PreparedConvolution(
      weight: weight, scale: factors, bias: bias, geometry: one.geometry, activation: one.activation, dtype: dtype,
      inputShape: [2, one.channels, 12, 10])
    // The size that it was prepared for, in two layouts, and another.
    let inputs = [drawn([2, one.channels, 12, 10]), drawn([1, one.channels, 6, 8])]
    for input in inputs + [inputs[0].contiguous(.channelsLast)] {
      let output = prepared(input)
      let wanted = reference(input.to(.float64), scaled, bias.to(.float64), one)
      #expect(output.dtype == dtype && output.shape == wanted.shape)
      let rounding = dtype == .float32 ? 1e-5 : 0x1p-7
      #expect(output.to(.float64).isClose(to: wanted, rtol: rounding, atol: rounding))
    }
  }

  @Test func keepsTheWeightsThatItWasMadeOf() {
    let weight = Tensor.ones([4, 4, 1, 1])
    let prepared = PreparedConvolution(weight: weight, geometry: .init(), inputShape: [1, 4, 2, 2])
    weight.fill(7)
    #expect(prepared(.ones([1, 4, 2, 2])).equal(to: .full([1, 4, 2, 2], 4)))
  }
}
