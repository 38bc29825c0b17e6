import TensorFixtures
import Testing
import Torch
import TorchNN

/// A function as a layer, so that functions and layers are compared by the same code.
private final class Function: Module, Layer {
  private let body: (Tensor) -> Tensor

  init(_ body: @escaping (Tensor) -> Tensor) {
    self.body = body
    super.init()
  }

  func callAsFunction(_ input: Tensor) -> Tensor { body(input) }
}

/// Layers against PyTorch's: outputs, gradients of inputs and weights, running statistics.
@Suite struct LayerFixtureTests {
  /// The Swift counterparts of `layer_cases` in make_torch_fixtures.py.
  private static func layer(_ name: String, _ random: RandomSource) -> (any Layer)? {
    convolutions(name, random) ?? normalizations(name) ?? activations(name) ?? shapes(name)
  }

  private static func convolutions(_ name: String, _ random: RandomSource) -> (any Layer)? {
    switch name {
    case "conv2d_plain": Conv2d(3, 4, kernelSize: 3, random: random)
    case "conv2d_halving": Conv2d(3, 4, kernelSize: 4, stride: 2, padding: 1, random: random)
    case "conv2d_dilation": Conv2d(2, 3, kernelSize: 3, padding: 2, dilation: 2, random: random)
    case "conv2d_groups": Conv2d(4, 6, kernelSize: 3, padding: 1, groups: 2, bias: false, random: random)
    case "conv_transpose2d_doubling": ConvTranspose2d(2, 3, kernelSize: 4, stride: 2, padding: 1, random: random)
    case "conv_transpose2d_output_padding":
      ConvTranspose2d(2, 3, kernelSize: 3, stride: 2, padding: 1, outputPadding: 1, random: random)
    case "conv_transpose2d_groups": ConvTranspose2d(4, 6, kernelSize: 3, groups: 2, bias: false, random: random)
    case "conv_transpose2d_dilation": ConvTranspose2d(2, 3, kernelSize: 3, padding: 1, dilation: 2, random: random)
    case "linear": Linear(5, 4, random: random)
    case "linear_no_bias": Linear(5, 4, bias: false, random: random)
    case "embedding": Embedding(7, 4, random: random)
    default: nil
    }
  }

  private static func normalizations(_ name: String) -> (any Layer)? {
    switch name {
    case "batch_norm2d_training", "batch_norm2d_eval": BatchNorm2d(4)
    case "batch_norm2d_plain": BatchNorm2d(4, epsilon: 1e-3, momentum: 0.3, affine: false)
    case "batch_norm2d_untracked": BatchNorm2d(4, trackRunningStats: false)
    case "batch_norm1d_training", "batch_norm1d_eval": BatchNorm1d(5)
    case "batch_norm1d_sequence": BatchNorm1d(3)
    case "instance_norm2d": InstanceNorm2d(3)
    case "instance_norm2d_affine": InstanceNorm2d(3, affine: true)
    case "layer_norm": LayerNorm([3, 4])
    default: nil
    }
  }

  private static func activations(_ name: String) -> (any Layer)? {
    switch name {
    case "relu": ReLU()
    case "leaky_relu": LeakyReLU(0.2)
    case "tanh": Tanh()
    case "sigmoid": Sigmoid()
    case "elu": ELU(0.7)
    case "identity": Identity()
    case "gelu": Function { gelu($0) }
    case "softplus": Function { softplus($0) }
    case "softmax": Function { softmax($0, dim: 1) }
    case "log_softmax": Function { logSoftmax($0, dim: 1) }
    default: nil
    }
  }

  private static func shapes(_ name: String) -> (any Layer)? {
    switch name {
    case "flatten": Flatten()
    case "reflection_pad2d": ReflectionPad2d(3)
    case "reflection_pad2d_sides": ReflectionPad2d(PaddingSides(left: 1, right: 2, top: 3, bottom: 0))
    case "replication_pad2d": ReplicationPad2d(2)
    case "zero_pad2d": ZeroPad2d(2)
    case "max_pool2d": MaxPool2d(2)
    case "max_pool2d_overlap": MaxPool2d(3, stride: 2, padding: 1)
    case "avg_pool2d": AvgPool2d(2)
    case "avg_pool2d_overlap": AvgPool2d(3, stride: 2, padding: 1)
    case "adaptive_avg_pool2d": Function { adaptiveAvgPool2d($0, outputSize: [2, 3]) }
    case "upsample_nearest": Upsample(factor: 2, mode: .nearest)
    case "upsample_bilinear": Upsample(factor: 2, mode: .bilinear)
    case "upsample_bicubic": Upsample(factor: 2, mode: .bicubic)
    case "upsample_size": Upsample(size: [7, 5], mode: .bilinear)
    default: nil
    }
  }

  static let names: [String] = {
    let all = (try? Fixture("layers.safetensors"))?.tensors.keys.compactMap { $0.split(separator: ".").first } ?? []
    return Set(all.map(String.init)).sorted()
  }()

  /// Cases whose layer is left in evaluation by the script.
  private static let evaluated: Set = [
    "batch_norm2d_eval", "batch_norm2d_untracked", "batch_norm1d_eval", "instance_norm2d_affine",
  ]

  @Test func thereIsACaseForEveryLayer() { #expect(Self.names.count == 45) }

  @Test(arguments: names) func equalsPyTorch(_ name: String) throws {
    let fixture = try Fixture("layers.safetensors")
    let layer = try #require(Self.layer(name, RandomSource(seed: 1)), "no layer for \(name)")
    let before = fixture.part("\(name).before.")
    try layer.load(before)
    #expect(Set(layer.stateDictionary().map(\.name)) == Set(before.keys))
    layer.train(!Self.evaluated.contains(name))

    let input = try fixture["\(name).input"]
    if input.dtype.isFloatingPoint { input.requiresGrad = true }
    let output = layer(input)
    output.backward(gradient: try fixture["\(name).output_gradient"])

    expectClose(output, try fixture["\(name).output"], "output")
    if input.requiresGrad { expectClose(input.grad, try fixture["\(name).input_gradient"], "gradient of the input") }
    for (key, parameter) in layer.namedParameters() {
      expectClose(parameter.value.grad, try fixture["\(name).gradient.\(key)"], "gradient of \(key)")
    }
    for (key, buffer) in layer.namedBuffers() {
      expectClose(buffer.value, try fixture["\(name).after.\(key)"], key)
    }
  }

  @Test(arguments: ["relu", "leaky_relu"]) func inPlaceActivationsEqualPyTorch(_ name: String) throws {
    let fixture = try Fixture("layers.safetensors")
    let layer: any Layer = name == "relu" ? ReLU(inPlace: true) : LeakyReLU(0.2, inPlace: true)
    let input = try fixture["\(name).input"]
    input.requiresGrad = true
    let copy = input + 0
    let output = layer(copy)
    output.backward(gradient: try fixture["\(name).output_gradient"])
    #expect(output.sharesStorage(with: copy))
    expectClose(output, try fixture["\(name).output"], "output")
    expectClose(input.grad, try fixture["\(name).input_gradient"], "gradient of the input")
  }

  @Test(arguments: ["conv2d", "conv_transpose2d", "linear", "embedding"])
  func sameSeedDrawsPyTorchsDefaultWeights(_ name: String) throws {
    let fixture = try Fixture("default_weights.safetensors")
    let random = RandomSource(seed: 7)
    let layer: any Layer =
      switch name {
      case "conv2d": Conv2d(3, 5, kernelSize: 4, random: random)
      case "conv_transpose2d": ConvTranspose2d(4, 6, kernelSize: 3, groups: 2, random: random)
      case "linear": Linear(6, 9, random: random)
      default: Embedding(7, 3, random: random)
      }
    for (key, tensor) in layer.stateDictionary() { expectClose(tensor, try fixture["\(name).\(key)"], key) }
  }
}
