import Foundation
import Testing
import Torch
import Training

@testable import Adversarial

struct GANObjectiveTests {
  private let logits = Tensor([0.5, -1.5, 2], shape: [3, 1, 1, 1])

  private func expect(_ value: Tensor, _ known: Double) {
    #expect(abs(value.item() - known) < 1e-5, "\(value.item()) and not \(known)")
  }

  private func mean(_ transform: (Double) -> Double) -> Double {
    [0.5, -1.5, 2].map(transform).reduce(0, +) / 3
  }

  @Test func vanilla() {
    expect(GANObjective.vanilla.lossOfReal(logits), mean { log(1 + exp(-$0)) })
    expect(GANObjective.vanilla.lossOfFake(logits), mean { log(1 + exp($0)) })
    expect(GANObjective.vanilla.lossOfGenerator(logits), mean { log(1 + exp(-$0)) })
  }

  @Test func leastSquares() {
    expect(GANObjective.lsgan.lossOfReal(logits), mean { ($0 - 1) * ($0 - 1) })
    expect(GANObjective.lsgan.lossOfFake(logits), mean { $0 * $0 })
    expect(GANObjective.lsgan.lossOfGenerator(logits), mean { ($0 - 1) * ($0 - 1) })
  }

  @Test func wasserstein() {
    expect(GANObjective.wganGP.lossOfReal(logits), -mean { $0 })
    expect(GANObjective.wganGP.lossOfFake(logits), mean { $0 })
    expect(GANObjective.wganGP.lossOfGenerator(logits), -mean { $0 })
  }

  @Test func hinge() {
    expect(GANObjective.hinge.lossOfReal(logits), mean { max(0, 1 - $0) })
    expect(GANObjective.hinge.lossOfFake(logits), mean { max(0, 1 + $0) })
    expect(GANObjective.hinge.lossOfGenerator(logits), -mean { $0 })
  }

  /// A linear critic has the same slope everywhere: the penalty is known.
  @Test func penaltyOfALinearCritic() {
    let weight = Tensor([Float](repeating: 0.5, count: 12), shape: [1, 3, 2, 2])
    weight.requiresGrad = true
    let random = RandomSource(seed: 3)
    let value = GradientPenalty(weight: 10)(
      real: Tensor.randn([4, 3, 2, 2], random: random), fake: Tensor.randn([4, 3, 2, 2], random: random),
      random: random
    ) { ($0 * weight).sum(dims: [1, 2, 3]) }
    let slope = (12 * 0.25).squareRoot()
    expect(value, 10 * (slope - 1) * (slope - 1))
    value.backward()
    // d/dw 10 (|w| - 1)^2 = 20 (|w| - 1) w / |w|.
    let known = 20 * (slope - 1) * 0.5 / slope
    #expect(weight.grad?.array().allSatisfy { abs(Double($0) - known) < 1e-4 } == true)
  }
}
