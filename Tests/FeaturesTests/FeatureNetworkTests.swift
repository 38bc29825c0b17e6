import Files
import Foundation
import TensorFixtures
import Testing
import Torch
import TorchNN

@testable import Features

/// Networks that give maps agree with PyTorch's packages, on weights drawn as `make_network_fixtures.py` draws them.
struct FeatureNetworkTests {
  private func draw(_ network: some Module) {
    let random = RandomSource(seed: 11)
    withoutGradients {
      for (name, tensor) in network.stateDictionary().sorted(by: { $0.name < $1.name }) {
        if name.hasSuffix("num_batches_tracked") { continue }
        let values = Tensor.randn(tensor.shape, random: random)
        if name.hasSuffix("running_var") {
          tensor.copy(from: values.abs() * 0.2 + 1)
        } else if tensor.rank > 1 {
          tensor.copy(from: values * (2 / Double(tensor.count / tensor.shape[0])).squareRoot())
        } else {
          tensor.copy(from: name.hasSuffix("weight") ? values * 0.1 + 1 : values * 0.1)
        }
      }
    }
  }

  private func fixture() throws -> Fixture { try Fixture("feature_networks.safetensors") }

  @Test func efficientNetIsThePackages() throws {
    let fixture = try fixture()
    let network = EfficientNetLite0(random: RandomSource(seed: 0))
    draw(network)
    let input = try fixture["lite0.input"]
    let strides = [2, 4, 8, 16, 32]
    for (stride, map) in zip(strides, try network.maps(of: input, strides: strides)) {
      expectClose(map, try fixture["lite0.map\(stride)"], "stride \(stride)")
    }
    for (stride, map) in zip(strides, try network.prepared(.float32).maps(of: input, strides: strides)) {
      expectClose(map, try fixture["lite0.map\(stride)"], "prepared, stride \(stride)")
    }
    expectClose(try network.pooled(input), try fixture["lite0.pooled"], "pooled")
    expectClose(try network.scores(input), try fixture["lite0.scores"], "scores")
    // In bfloat16 the error of the deepest map of random weights is larger than one rounding.
    let rounded = try network.prepared(.bfloat16).maps(of: input, strides: [4])[0]
    #expect(rounded.dtype == .float32)
    #expect(relativeDifference(rounded, try fixture["lite0.map4"]) < 0.05)
  }

  @Test func aNetworkThatEndsEarlyGivesTheSameMaps() throws {
    let fixture = try fixture()
    let whole = EfficientNetLite0(random: RandomSource(seed: 0))
    draw(whole)
    let weights = Dictionary(uniqueKeysWithValues: whole.weights.map { ($0.name, $0.tensor) })
    let short = EfficientNetLite0(deepest: 8, random: RandomSource(seed: 0))
    let names = Set(short.weights.map(\.name))
    let opened = try FeatureNetworks.make(
      "efficientnet-lite0", weights: weights.filter { names.contains($0.key) }, path: "model")
    #expect(opened.strides == [2, 4, 8])
    let maps = try opened.maps(of: fixture["lite0.input"], strides: [8, 2])
    expectClose(maps[0], try fixture["lite0.map8"], "stride 8")
    expectClose(maps[1], try fixture["lite0.map2"], "stride 2")
  }

  @Test func alexNetIsTorchvisions() throws {
    let fixture = try fixture()
    let network = AlexNet(random: RandomSource(seed: 0))
    draw(network)
    let maps = try network.maps(of: fixture["alexnet.input"], strides: [8, 16])
    expectClose(maps[0], try fixture["alexnet.map8"], "stride 8")
    expectClose(maps[1], try fixture["alexnet.map16"], "conv5")
  }

  @Test func scriptsGiveMaps() throws {
    let folder =
      URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../Fixtures/scripts").standardized
    let network = try ScriptMaps(path: folder.path + "/maps.pt")
    #expect(network.strides == [2, 4])
    let picture = Tensor.randn([1, 1, 8, 12], random: RandomSource(seed: 3))
    let maps = try network.maps(of: picture, strides: [4, 2])
    #expect(maps[0].shape == [1, 4, 2, 3] && maps[1].shape == [1, 3, 4, 6])
    #expect(maps[1].select(dim: 1, index: 2).isClose(to: maps[1].select(dim: 1, index: 0)))
    // Features of pictures as a whole are no maps.
    #expect(throws: FileError.self) { try ScriptMaps(path: folder.path + "/plain.pt") }
  }

  @Test func gradientsFlowToThePictures() throws {
    let network = EfficientNetLite0(deepest: 4, random: RandomSource(seed: 0))
    let picture = Tensor.randn([1, 3, 16, 16], random: RandomSource(seed: 3))
    picture.requiresGrad = true
    try network.maps(of: picture, strides: [4])[0].square().sum().backward()
    #expect((picture.grad?.abs().sum().item() ?? 0) > 0)
    #expect(network.parameters().allSatisfy { $0.grad == nil })
  }

  @Test func smallPicturesAreRefusedInOneLine() throws {
    let network = EfficientNetLite0(deepest: 16, random: RandomSource(seed: 0))
    let error = #expect(throws: FileError.self) {
      try network.maps(of: Tensor.zeros([1, 3, 8, 40]), strides: [4, 16])
    }
    #expect(error?.description.contains("40x8 are smaller than the 16 pixels") == true)
    #expect(throws: FileError.self) {
      try AlexNet(random: RandomSource(seed: 0)).maps(of: Tensor.zeros([1, 3, 30, 30]), strides: [16])
    }
  }

  /// Runs where `gan weights fetch efficientnet-lite0` was run: the real weights know a picture from noise.
  @Test(.enabled(if: KnownWeights.efficientNetLite0.isInstalled)) func theRealWeightsAreRead() throws {
    let network = try FeatureNetworks.wholeEfficientNet()
    #expect(network.parameterCount == 4_652_008)
    let ramp = Tensor.linspace(-1, 1, count: 64).reshaped([1, 1, 1, 64]).expanded(to: [1, 3, 64, 64])
    let scores = try network.scores(ramp)
    // What `efficientnet-lite-pytorch` 0.1.0 gives of the same ramp.
    let expected: [Float] = [
      -1.8863268, 0.0030344389, -0.90829021, -2.4928238, -0.83920437, -3.0361040, -3.4069884, -0.81239378,
    ]
    for (value, wanted) in zip(scores.array(), expected) { #expect(abs(value - wanted) < 1e-4) }
  }
}
