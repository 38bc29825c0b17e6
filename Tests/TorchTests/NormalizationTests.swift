import Testing
import Torch

struct NormalizationTests {
  /// With channels last the norm goes another way: the same values and gradients, and the layout stays.
  @Test(arguments: [1, 3], [true, false])
  func instanceNormKeepsChannelsLast(pictures: Int, affine: Bool) {
    let random = RandomSource(seed: 3)
    let plain = Tensor.randn([pictures, 6, 7, 5], random: random) * 2 + 1
    let (scale, shift) = (Tensor.randn([6], random: random), Tensor.randn([6], random: random))
    let outer = Tensor.randn([pictures, 6, 7, 5], random: random)
    func normalized(_ format: MemoryFormat) -> (output: Tensor, gradients: [Tensor]) {
      let inputs = [plain.contiguous(format)] + (affine ? [scale, shift] : [])
      for input in inputs { input.requiresGrad = true }
      let output = instanceNorm(inputs[0], weight: affine ? inputs[1] : nil, bias: affine ? inputs[2] : nil)
      return (output, grad(of: [output], withRespectTo: inputs, gradOutputs: [outer]).compactMap { $0 })
    }
    let (wanted, found) = (normalized(.contiguous), normalized(.channelsLast))
    #expect(found.output.isContiguous(.channelsLast))
    #expect(found.gradients[0].isContiguous(.channelsLast))
    #expect(found.output.isClose(to: wanted.output, rtol: 1e-5, atol: 1e-5))
    #expect(found.gradients.count == (affine ? 3 : 1))
    for (one, other) in zip(found.gradients, wanted.gradients) {
      #expect(one.isClose(to: other, rtol: 1e-4, atol: 1e-5))
    }
    let mean = found.output.mean(dims: [2, 3])
    if !affine { #expect(mean.isClose(to: Tensor.zeros([pictures, 6]), rtol: 0, atol: 1e-5)) }
  }
}
