import Testing
import Torch

/// Transposed convolutions with many weights and few pixels go another way through libtorch; both ways are one function.
struct ConvolutionTests {
  /// A transposed convolution is the gradient of a convolution with the same weights, by its definition.
  @Test(arguments: [(1, 0), (2, 0), (2, 1)], [1, 4])
  func manyWeightsAndFewPixels(geometry: (stride: Int, outputPadding: Int), side: Int) {
    let random = Generator(seed: 4)
    let weight = Tensor.randn([256, 256, 4, 4], generator: random) * 0.02
    let input = Tensor.randn([2, 256, side, side], generator: random)
    let bias = Tensor.randn([256], generator: random)
    let (stride, outputPadding) = geometry
    for leaf in [weight, input, bias] { leaf.requiresGrad = true }
    let output = convTranspose2d(
      input, weight: weight, bias: bias, stride: stride, padding: 1, outputPadding: outputPadding)
    let size = (side - 1) * stride + 2 + outputPadding
    #expect(output.shape == [2, 256, size, size])

    let picture = Tensor.zeros([2, 256, size, size])
    picture.requiresGrad = true
    let shrunk = conv2d(picture, weight: weight, stride: stride, padding: 1)
    let expected = grad(of: shrunk, with: picture, gradOutput: input.detached(), createGraph: true)
    #expect(
      output.detached().isClose(to: expected.detached() + bias.detached().view([1, -1, 1, 1]), rtol: 1e-4, atol: 1e-4))

    let upstream = Tensor.randn(output.shape, generator: random)
    (output * upstream).sum().backward()
    let byInput = conv2d(upstream, weight: weight.detached(), stride: stride, padding: 1)
    #expect(input.grad?.isClose(to: byInput, rtol: 1e-4, atol: 1e-3) == true)
    let byWeight = grad(of: (expected * upstream).sum(), with: weight)
    #expect(weight.grad?.isClose(to: byWeight, rtol: 1e-4, atol: 1e-3) == true)
    #expect(bias.grad?.isClose(to: upstream.sum(dims: [0, 2, 3]), rtol: 1e-4, atol: 1e-3) == true)
  }
}
