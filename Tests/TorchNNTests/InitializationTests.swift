import Testing
import Torch
import TorchNN

@Suite struct InitializationTests {
  private func layer(_ kind: Initialization) -> Conv2d {
    let layer = Conv2d(32, 64, kernelSize: 4, random: RandomSource(seed: 1))
    initialize(layer, kind, random: RandomSource(seed: 2))
    return layer
  }

  private static let fanIn = 32.0 * 16
  private static let fanOut = 64.0 * 16
  private static let deviations: [(Initialization, Double)] = [
    (.normal(0.02), 0.02),
    (.xavier(0.5), 0.5 * (2 / (fanIn + fanOut)).squareRoot()),
    (.kaiming(0.02), (2 / fanIn).squareRoot()),
  ]

  /// 32768 values: the sample's deviation is within 2% of the distribution's but for one seed in a million.
  @Test(arguments: deviations)
  func deviationIsTheFormulas(_ kind: Initialization, _ deviation: Double) {
    let weight = layer(kind).weight.value.detached()
    let found = weight.square().mean().item().squareRoot()
    #expect(abs(found / deviation - 1) < 0.02)
    #expect(abs(weight.mean().item()) < 0.03 * deviation)
  }

  @Test func biasIsZeroAndGradientsAreStillAskedFor() {
    let layer = layer(.normal(0.02))
    #expect(layer.bias?.value.detached().abs().max().item() == 0)
    #expect(layer.weight.value.requiresGrad)
  }

  @Test(arguments: [(8, 4), (3, 20)]) func orthogonalRowsOrColumns(_ rows: Int, _ columns: Int) {
    let layer = Linear(columns, rows, random: RandomSource(seed: 1))
    initialize(layer, .orthogonal(0.02), random: RandomSource(seed: 2))
    let matrix = layer.weight.value.detached() * 50
    let turned = matrix.transposed(0, 1)
    let product = rows < columns ? matrix.matmul(turned) : turned.matmul(matrix)
    #expect((product - .eye(min(rows, columns))).abs().max().item() < 1e-4)
  }

  @Test func batchNormScaleIsDrawnAroundOne() {
    let norm = BatchNorm2d(4096)
    initialize(Sequential(norm), random: RandomSource(seed: 3))
    let weight = norm.weight?.value.detached() ?? .zeros([1])
    #expect(abs(weight.mean().item() - 1) < 0.002)
    #expect(abs((weight - 1).square().mean().item().squareRoot() - 0.02) < 0.002)
  }

  @Test func theGainReachesOrthogonalWeightsAndBatchNormUnderKaiming() {
    let layer = Linear(4, 4, random: RandomSource(seed: 1))
    initialize(layer, .orthogonal(0.5), random: RandomSource(seed: 2))
    let matrix = layer.weight.value.detached() * 2
    #expect((matrix.matmul(matrix.transposed(0, 1)) - .eye(4)).abs().max().item() < 1e-4)
    let norm = BatchNorm2d(4096)
    initialize(Sequential(norm), .kaiming(0.3), random: RandomSource(seed: 3))
    let weight = norm.weight?.value.detached() ?? .zeros([1])
    #expect(abs((weight - 1).square().mean().item().squareRoot() - 0.3) < 0.02)
  }

  @Test func sameSeedSameWeights() {
    #expect(layer(.kaiming(0.02)).weight.value.detached().equal(to: layer(.kaiming(0.02)).weight.value.detached()))
  }
}
