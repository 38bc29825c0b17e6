import Testing
import Torch
import TorchNN

/// A network's form for inference does what the network does.
struct InferenceFormTests {
  private func network(_ random: RandomSource, noise: RandomSource) -> Sequential {
    let network = Sequential(
      Conv2d(3, 8, kernelSize: 3, padding: 1, random: random), BatchNorm2d(8), LeakyReLU(0.2), Identity(),
      Conv2d(8, 8, kernelSize: 3, padding: 1, bias: false, random: random), BatchNorm2d(8, affine: false),
      Dropout(random: noise),
      ReLU(inPlace: true), ReflectionPad2d(1),
      Sequential(Conv2d(8, 6, kernelSize: 3, groups: 2, random: random), InstanceNorm2d(6, affine: true), ReLU()),
      ConvTranspose2d(6, 4, kernelSize: 4, stride: 2, padding: 1, random: random), BatchNorm2d(4), Tanh(),
      Conv2d(4, 2, kernelSize: 1, random: random), Flatten(), Linear(2 * 16 * 12, 5, random: random), Sigmoid())
    network.setRequiresGrad(false)
    for _ in 0..<3 { _ = network(Tensor.randn([4, 3, 8, 6], random: random) * 2 + 1) }
    return network
  }

  @Test(arguments: [true, false], [DType.float32, .bfloat16])
  func doesWhatTheNetworkDoes(training: Bool, dtype: DType) {
    let (random, noise) = (RandomSource(seed: 5), RandomSource(seed: 6))
    let network = network(random, noise: noise)
    network.train(training)
    let form = network.inferenceForm(dtype)
    let state = network.stateDictionary().map { $0.tensor.cloned() }
    let chance = noise.state
    for shape in [[2, 3, 8, 6], [2, 3, 8, 6], [3, 3, 8, 6]] {
      let input = Tensor.randn(shape, random: random)
      noise.state = chance
      let output = form(input)
      #expect(output.dtype == dtype)
      for (entry, before) in zip(network.stateDictionary(), state) {
        #expect(entry.tensor.equal(to: before), "\(entry.name) was changed")
      }
      noise.state = chance
      let wanted = network(input)
      for (entry, before) in zip(network.stateDictionary(), state) { entry.tensor.copy(from: before) }
      let tolerance = dtype == .float32 ? 1e-4 : 0.03
      #expect(output.to(.float32).isClose(to: wanted, rtol: tolerance, atol: tolerance))
    }
  }
}
