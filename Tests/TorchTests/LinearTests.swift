import Testing
import Torch

/// Maps of many f32 rows by many weights go another way through libtorch than f64; both ways are one function.
struct LinearTests {
  /// Values, gradients, and gradients of gradients, as the gradient penalty takes them.
  @Test(arguments: [true, false])
  func manyWeights(withBias: Bool) {
    let random = RandomSource(seed: 6)
    let input = Tensor.randn([64, 1024], random: random)
    let weight = Tensor.randn([1100, 1024], random: random) * 0.05
    let bias = Tensor.randn([1100], random: random)
    let upstream = Tensor.randn([64, 1100], random: random)

    func results(_ dtype: DType) -> [Tensor] {
      let leaves = ([input, weight] + (withBias ? [bias] : [])).map { $0.to(dtype) }
      for leaf in leaves { leaf.requiresGrad = true }
      let output = linear(leaves[0], weight: leaves[1], bias: withBias ? leaves[2] : nil)
      let gradients = grad(
        of: [(output.square() * upstream.to(dtype)).sum()], withRespectTo: leaves, createGraph: true
      ).compactMap { $0 }
      let penalty = grad(of: [gradients[0].square().mean()], withRespectTo: leaves, allowUnused: true).compactMap { $0 }
      #expect(gradients.count == leaves.count && penalty.count == leaves.count)
      return ([output] + gradients + penalty).map { $0.detached().to(.float32) }
    }
    for (single, double) in zip(results(.float32), results(.float64)) {
      #expect(single.shape == double.shape)
      #expect(single.isClose(to: double, rtol: 1e-4, atol: 1e-4 * (double.abs().max().item() + 1)))
    }
  }

  @Test
  func weightsNeedNoGradient() {
    let random = RandomSource(seed: 7)
    let input = Tensor.randn([32, 1024], random: random)
    let weight = Tensor.randn([1024, 1024], random: random)
    input.requiresGrad = true
    let output = linear(input, weight: weight)
    #expect(
      grad(of: output.sum(), with: input).isClose(
        to: weight.sum(dims: [0]).expanded(to: [32, 1024]), rtol: 1e-3, atol: 1e-3))
  }
}
