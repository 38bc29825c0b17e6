import Testing
import Torch
import TorchNN

/// A module with everything that reflection must find, and things that it must leave alone.
private class Base: Module {
  let scale = Parameter(.ones([2]))
  let stem: Conv2d

  init(_ random: RandomSource) {
    stem = Conv2d(1, 2, kernelSize: 3, random: random)
    super.init()
  }
}

private final class Network: Base {
  let toRGB: Linear?
  let absent: Linear?
  let blocks: [any Layer]
  let runningTotal = Buffer(.zeros([3]))
  let lateGain = Parameter(.zeros([1]))
  let label = "not state"
  let sizes = [1, 2, 3]
  let shared: Conv2d

  override init(_ random: RandomSource) {
    toRGB = Linear(2, 3, random: random)
    absent = nil
    blocks = [Sequential([ReLU(), BatchNorm2d(2)]), Identity()]
    shared = Conv2d(2, 2, kernelSize: 1, bias: false, random: random)
    super.init(random)
  }
}

@Suite struct ModuleTests {
  private let network = Network(RandomSource(seed: 1))

  @Test func stateDictionaryHasPyTorchsNamesAndOrder() {
    #expect(
      network.stateDictionary().map(\.name) == [
        "scale", "late_gain", "running_total", "stem.weight", "stem.bias", "to_rgb.weight", "to_rgb.bias",
        "blocks.0.1.weight", "blocks.0.1.bias", "blocks.0.1.running_mean", "blocks.0.1.running_var",
        "blocks.0.1.num_batches_tracked", "shared.weight",
      ])
  }

  @Test func countsAndLists() {
    #expect(network.parameters().count == 9)
    #expect(network.parameterCount == 2 + 1 + 18 + 2 + 6 + 3 + 2 + 2 + 4)
    #expect(network.namedBuffers().map(\.name).first == "running_total")
    #expect(network.children().map(\.name) == ["stem", "to_rgb", "blocks.0", "blocks.1", "shared"])
    #expect(network.modules().count == 8)
  }

  @Test func trainingReachesEveryLevel() {
    network.eval()
    #expect(network.modules().allSatisfy { !$0.isTraining })
    network.train()
    #expect(network.modules().allSatisfy { $0.isTraining })
  }

  @Test func freezingStopsWeightGradientsOnly() {
    let layer = Linear(3, 2, random: RandomSource(seed: 1))
    layer.setRequiresGrad(false)
    let input = Tensor.ones([1, 3])
    input.requiresGrad = true
    layer(input).sum().backward()
    #expect(layer.weight.value.grad == nil && input.grad != nil)
    layer.setRequiresGrad(true)
    layer(input).sum().backward()
    #expect(layer.weight.value.grad != nil)
  }

  @Test func sharedParametersAreListedOnceAndSavedTwice() {
    let layer = Linear(2, 2, random: RandomSource(seed: 1))
    let twice = Sequential(layer, layer)
    #expect(twice.parameters().count == 2)
    #expect(twice.stateDictionary().map(\.name) == ["0.weight", "0.bias", "1.weight", "1.bias"])
  }

  @Test func modulesAreFreed() {
    weak var layer: Sequential?
    do {
      let strong = Sequential(Identity(), ReLU())
      _ = strong.modules()
      layer = strong
    }
    #expect(layer == nil)
  }

  /// One channel is in both formats at once, until a layer that goes by its strides says otherwise.
  @Test func channelsLastHoldsForOneChannel() {
    let layer = Conv2d(1, 4, kernelSize: 3, random: RandomSource(seed: 1))
    layer.convert(to: .channelsLast)
    let output = layer(Tensor.randn([2, 1, 6, 6], random: RandomSource(seed: 2)))
    #expect(output.isContiguous(.channelsLast) && !output.isContiguous)
  }

  @Test func memoryFormatKeepsValuesAndHandles() {
    let layer = Conv2d(3, 4, kernelSize: 3, random: RandomSource(seed: 1))
    let (handle, before) = (layer.parameters()[0], layer.weight.value.detached().cloned())
    layer.convert(to: .channelsLast)
    #expect(handle.isContiguous(.channelsLast) && !handle.isContiguous)
    #expect(handle.detached().contiguous().equal(to: before))
    #expect(handle.requiresGrad && handle.isLeaf)
    let output = layer(Tensor.randn([2, 3, 6, 6], random: RandomSource(seed: 2)).contiguous(.channelsLast))
    output.sum().backward()
    #expect(handle.grad?.isContiguous(.channelsLast) == true)
    layer.convert(to: .contiguous)
    #expect(handle.isContiguous && handle.detached().equal(to: before))
  }

  @Test func movingToTheSameDeviceChangesNothing() throws {
    let handle = network.parameters()[0]
    try network.move(to: .cpu)
    #expect(network.parameters()[0].sharesStorage(with: handle))
  }

  @Test(.enabled(if: !Device.isCUDAAvailable)) func movingToAMissingDeviceThrowsAndLeavesTheModule() {
    #expect(throws: TorchError.self) { try network.move(to: .cuda()) }
    #expect(network.parameters().allSatisfy { $0.device == .cpu })
  }
}
