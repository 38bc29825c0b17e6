import Testing
import Torch

/// Convolutions of few pixels or few channels go another way through libtorch than others; both ways are one function.
struct ConvolutionTests {
  /// A transposed convolution is the gradient of a convolution with the same weights, by its definition.
  @Test(arguments: [(1, 0), (2, 0), (2, 1)], [1, 4])
  func manyWeightsAndFewPixels(geometry: (stride: Int, outputPadding: Int), side: Int) {
    let random = RandomSource(seed: 4)
    let weight = Tensor.randn([256, 256, 4, 4], random: random) * 0.02
    let input = Tensor.randn([2, 256, side, side], random: random)
    let bias = Tensor.randn([256], random: random)
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

    let upstream = Tensor.randn(output.shape, random: random)
    (output * upstream).sum().backward()
    let byInput = conv2d(upstream, weight: weight.detached(), stride: stride, padding: 1)
    #expect(input.grad?.isClose(to: byInput, rtol: 1e-4, atol: 1e-3) == true)
    let byWeight = grad(of: (expected * upstream).sum(), with: weight)
    #expect(weight.grad?.isClose(to: byWeight, rtol: 1e-4, atol: 1e-3) == true)
    #expect(bias.grad?.isClose(to: upstream.sum(dims: [0, 2, 3]), rtol: 1e-4, atol: 1e-3) == true)
  }

  /// The inner levels of a U-Net: values and gradients of every order are those of f64, which goes the ordinary way.
  @Test(arguments: [false, true], [DType.float32, .bfloat16])
  func innerLevels(transposed: Bool, precision: DType) {
    let random = RandomSource(seed: 8)
    let input = Tensor.randn(transposed ? [2, 256, 4, 3] : [2, 256, 9, 7], random: random)
    let weight = Tensor.randn([256, 256, 4, 4], random: random) * 0.02
    let bias = Tensor.randn([256], random: random)

    func results(_ dtype: DType) -> [Tensor] {
      let leaves = [input, weight, bias].map { $0.to(dtype) }
      for leaf in leaves { leaf.requiresGrad = true }
      func output() -> Tensor {
        transposed
          ? convTranspose2d(leaves[0], weight: leaves[1], bias: leaves[2], stride: 2, padding: 1, outputPadding: 1)
          : conv2d(leaves[0], weight: leaves[1], bias: leaves[2], stride: 2, padding: 1)
      }
      let isLowered = dtype == .float32 && precision == .bfloat16
      let maps = isLowered ? autocast(.bfloat16, output) : output()
      #expect(maps.dtype == (isLowered ? .bfloat16 : dtype))
      let gradients = grad(of: [maps.to(dtype).square().mean()], withRespectTo: leaves, createGraph: true)
        .compactMap { $0 }
      let penalty = grad(of: [gradients[0].square().sum()], withRespectTo: leaves).compactMap { $0 }
      #expect(gradients.count == 3 && penalty.count == 3)
      return ([maps] + gradients + penalty).map { $0.detached().to(.float32) }
    }
    for (single, double) in zip(results(.float32), results(.float64)) {
      #expect(single.shape == double.shape)
      let tolerance = precision == .bfloat16 ? 0.02 : 1e-5
      let apart = (single - double).square().mean().sqrt().item()
      #expect(apart <= tolerance * double.square().mean().sqrt().item())
    }
  }

  /// Values, gradients, and gradients of gradients are those of f64, which goes the ordinary way.
  @Test(arguments: [false, true], [MemoryFormat.contiguous, .channelsLast])
  func fewChannels(transposed: Bool, format: MemoryFormat) {
    let random = RandomSource(seed: 5)
    let input = Tensor.randn(transposed ? [2, 6, 7, 5] : [2, 3, 15, 12], random: random).contiguous(format)
    let weight = (Tensor.randn([6, 3, 4, 4], random: random) * 0.1).contiguous(format)
    let bias = Tensor.randn([transposed ? 3 : 6], random: random)

    func results(_ dtype: DType) -> [Tensor] {
      let leaves = [input, weight, bias].map { $0.to(dtype) }
      for leaf in leaves { leaf.requiresGrad = true }
      let output =
        transposed
        ? convTranspose2d(
          leaves[0], weight: leaves[1], bias: leaves[2], stride: 2, padding: 1, outputPadding: 1)
        : conv2d(leaves[0], weight: leaves[1], bias: leaves[2], stride: 2, padding: 1)
      let gradients = grad(of: [output.square().mean()], withRespectTo: leaves, createGraph: true).compactMap { $0 }
      let penalty = grad(of: [gradients[0].square().sum()], withRespectTo: leaves).compactMap { $0 }
      #expect(gradients.count == 3 && penalty.count == 3)
      return ([output] + gradients + penalty).map { $0.detached().to(.float32) }
    }
    for (single, double) in zip(results(.float32), results(.float64)) {
      #expect(single.shape == double.shape)
      #expect(single.isClose(to: double, rtol: 1e-4, atol: 1e-5))
    }
  }

  /// Noise `[N, C, 1, 1]` to a map is a product with the weights, in either layout.
  @Test(arguments: [MemoryFormat.contiguous, .channelsLast])
  func onePixel(format: MemoryFormat) {
    let random = RandomSource(seed: 6)
    let input = Tensor.randn([5, 8, 1, 1], random: random)
    let weight = Tensor.randn([8, 4, 7, 7], random: random)
    let bias = Tensor.randn([4], random: random)
    let output = convTranspose2d(input, weight: weight.contiguous(format), bias: bias)
    let expected =
      input.flattened(from: 1).matmul(weight.view([8, -1])).view([5, 4, 7, 7]) + bias.view([1, -1, 1, 1])
    #expect(output.isClose(to: expected, rtol: 1e-4, atol: 1e-4))
    #expect(output.isContiguous(format))
  }

  @Test(arguments: [false, true])
  func fewChannelsUnderAutocast(transposed: Bool) {
    let random = RandomSource(seed: 7)
    let input = Tensor.randn(transposed ? [2, 8, 7, 7] : [2, 1, 14, 14], random: random)
    let weight = Tensor.randn([8, 1, 4, 4], random: random) * 0.1
    for leaf in [input, weight] { leaf.requiresGrad = true }

    func results(_ output: Tensor) -> [Tensor] {
      let gradients = grad(of: [output.to(.float32).square().sum()], withRespectTo: [input, weight])
      return [output.detached().to(.float32)] + gradients.compactMap { $0 }
    }
    func output() -> Tensor {
      transposed
        ? convTranspose2d(input, weight: weight, stride: 2, padding: 1)
        : conv2d(input, weight: weight, stride: 2, padding: 1)
    }
    let lower = autocast(.bfloat16, output)
    #expect(lower.dtype == .bfloat16)
    for (low, full) in zip(results(lower), results(output())) {
      #expect(low.dtype == .float32)
      #expect(low.isClose(to: full, rtol: 0.02, atol: 0.02 * full.abs().max().item()))
    }
  }
}
