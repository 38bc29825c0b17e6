import Testing
import Torch
import TorchNN
import Training

@testable import Adversarial

/// Key names and counts are those of the well-known PyTorch code base, whose files must load.
struct NetworkStructureTests {
  private let random = RandomSource(seed: 1)

  private func names(_ module: Module) -> [String] { module.stateDictionary().map(\.name) }

  @Test(arguments: [(Normalization.batch, 82, 54_413_955), (.instance, 32, 54_409_603)])
  func unet256(normalization: Normalization, keys: Int, parameters: Int) {
    let network = UNet(normalization: normalization, random: random, noise: random)
    #expect(names(network).count == keys)
    #expect(network.parameterCount == parameters)
    #expect(names(network).first == "model.model.0.weight")
    #expect(names(network).contains("model.model.1.model.3.model.1.weight"))
    #expect(names(network).last == "model.model.3.bias")
  }

  @Test(arguments: [(9, 48, 11_378_179), (6, 36, 7_837_699)])
  func resnet(blocks: Int, keys: Int, parameters: Int) {
    let network = ResNetGenerator(blocks: blocks, random: random, noise: random)
    #expect(names(network).count == keys)
    #expect(network.parameterCount == parameters)
    #expect(names(network).contains("model.10.conv_block.1.weight"))
    #expect(names(network).contains("model.10.conv_block.5.weight"))
    #expect(names(network).last == "model.\(10 + blocks + 7).bias")
  }

  @Test func resnetWithDropoutMovesTheSecondConvolution() {
    let network = ResNetGenerator(blocks: 2, features: 4, dropout: true, random: random, noise: random)
    #expect(names(network).contains("model.10.conv_block.6.weight"))
  }

  @Test(arguments: [(6, Normalization.batch, 22, 2_768_705), (3, .instance, 10, 2_764_737)])
  func patchGAN70(channels: Int, normalization: Normalization, keys: Int, parameters: Int) {
    let network = PatchDiscriminator(inputChannels: channels, normalization: normalization, random: random)
    #expect(names(network).count == keys)
    #expect(network.parameterCount == parameters)
    #expect(names(network).first == "model.0.weight")
    #expect(names(network).last == "model.11.bias")
  }

  @Test func pixelDiscriminatorKeys() {
    let network = PixelDiscriminator(inputChannels: 6, random: random)
    #expect(
      names(network).filter { $0.hasSuffix(".weight") } == ["net.0", "net.2", "net.3", "net.5"].map { $0 + ".weight" })
  }

  /// The patch that one logit depends on is as wide as the paper says: 16, 34, 70 and 142 pixels.
  @Test(arguments: [(1, 16), (2, 34), (3, 70), (4, 142)])
  func receptiveField(layers: Int, width: Int) {
    let side = 320
    let network = PatchDiscriminator(
      inputChannels: 1, features: 1, layers: layers, normalization: .none, random: random)
    for parameter in network.parameters() { withoutGradients { parameter.fill(1) } }
    let input = Tensor.ones([1, 1, side, side])
    input.requiresGrad = true
    let logits = network(input)
    let middle = logits.shape[3] / 2
    logits[0, 0, middle, middle].backward()
    let touched = input.grad?[0, 0].abs().sum(dims: [0]).array().filter { $0 > 0 }.count
    #expect(touched == width)
  }

  @Test(arguments: [(2, 8, 12), (4, 32, 16), (5, 32, 64)])
  func unetKeepsTheSize(depth: Int, height: Int, width: Int) {
    let network = UNet(
      inputChannels: 1, outputChannels: 3, depth: depth, features: 2, random: random, noise: random)
    let side = network.sizeMultiple
    let output = network(Tensor.randn([2, 1, height * side / 4, width * side / 4], random: random))
    #expect(output.shape == [2, 3, height * side / 4, width * side / 4])
    #expect(output.abs().max().item() <= 1)
  }

  /// However small a picture is, it comes back at its size.
  @Test(arguments: [(1, 1), (3, 3), (4, 5), (2, 40), (9, 8)])
  func smallPicturesComeBack(height: Int, width: Int) {
    let networks: [any ImageToImageNetwork] = [
      ResNetGenerator(
        inputChannels: 1, outputChannels: 3, blocks: 1, features: 2, normalization: .instance, dropout: false,
        random: random, noise: random),
      UNet(inputChannels: 1, outputChannels: 3, depth: 3, features: 2, random: random, noise: random),
    ]
    for network in networks {
      let output = network.translate(Tensor.randn([1, 1, height, width], random: random))
      #expect(output.shape == [1, 3, height, width] && output.isFinite().all().item() != 0)
    }
  }

  @Test func greatestDepth() {
    #expect(UNet.greatestDepth(width: 256, height: 256) == 8)
    #expect(UNet.greatestDepth(width: 1024, height: 1024) == 8)
    #expect(UNet.greatestDepth(width: 256, height: 192) == 6)
    #expect(UNet.greatestDepth(width: 250, height: 256) == 1)
  }

  @Test(arguments: [
    (256, 256, 8), (128, 128, 7), (64, 64, 6), (256, 192, 6), (1024, 512, 8), (100, 100, 7), (300, 200, 7),
    (255, 255, 8), (256, 144, 6), (4, 4, 2),
  ])
  func oddSizesGetNoToy(width: Int, height: Int, depth: Int) {
    #expect(UNet.usualDepth(width: width, height: height) == depth)
  }
}
