import Testing
import Torch
import TorchNN
import TorchOptim

@Suite struct ExponentialMovingAverageTests {
  private let layer = BatchNorm2d(2)
  private var weight: Tensor { layer.parameters()[0] }

  @Test func followsByTheFormula() {
    let average = ExponentialMovingAverage(of: layer.stateDictionary(), decay: 0.75)
    for value in [3.0, 5.0] {
      weight.fill(value)
      layer.numBatchesTracked?.value.fill(value)
      average.update()
    }
    let kept = Dictionary(uniqueKeysWithValues: average.stateDictionary().map { ($0.name, $0.tensor) })
    // 1 -> 0.75 + 0.25 * 3 = 1.5 -> 0.75 * 1.5 + 0.25 * 5
    #expect(kept["weight"]?.array() == [2.375, 2.375])
    #expect(kept["num_batches_tracked"]?.item() == 5)
    #expect(weight.detached().array() == [5, 5])
  }

  @Test func averagesAreLentAndTakenBack() {
    let average = ExponentialMovingAverage(of: layer.stateDictionary(), decay: 0.5)
    weight.fill(9)
    #expect(average.withAverages { weight.detached().array() } == [1, 1])
    #expect(weight.detached().array() == [9, 9])
    #expect(weight.requiresGrad)
  }

  @Test func savesAndLoads() throws {
    let average = ExponentialMovingAverage(of: layer.stateDictionary(), decay: 0.5)
    weight.fill(9)
    average.update()
    let saved = Dictionary(uniqueKeysWithValues: average.stateDictionary().map { ($0.name, $0.tensor.cloned()) })
    let other = ExponentialMovingAverage(of: layer.stateDictionary(), decay: 0.5)
    try other.load(saved)
    #expect(other.stateDictionary()[0].tensor.array() == [5, 5])
    #expect(throws: OptimizerStateError(name: "weight", reason: "is missing")) { try other.load([:]) }
  }

  @Test func followsAModuleThatWasLaidOutAnew() {
    let convolution = Conv2d(2, 2, kernelSize: 3, random: RandomSource(seed: 1))
    let average = ExponentialMovingAverage(of: convolution.stateDictionary(), decay: 0)
    convolution.convert(to: .channelsLast)
    convolution.weight.value.fill(4)
    average.update()
    #expect(average.stateDictionary()[0].tensor.min().item() == 4)
  }
}
