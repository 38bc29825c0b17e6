import Metrics
import Testing
import Torch

@Suite struct SupportEstimateTests {
  /// Draws batches of picture numbers and counts equal ones.
  private func batches(
    _ sizes: [Int], random: RandomSource, draw: (Int) -> Tensor
  ) -> [SupportEstimate.Batch] {
    sizes.map { size in
      let sorted = draw(size).sort(dim: 0).values.int64Array()
      var (pairs, linked, start) = (0, 0, 0)
      for end in 1...size where end == size || sorted[end] != sorted[start] {
        let count = end - start
        pairs += count * (count - 1) / 2
        // Each of them is in count - 1 pairs, every two of which have it in common.
        linked += count * (count - 1) * (count - 2) / 2
        start = end
      }
      return SupportEstimate.Batch(size: size, duplicates: DuplicateCount(pairs: pairs, linked: linked))
    }
  }

  /// What the figure promises: of 200 repeats the interval covers the true number in 90% and more, and says something.
  @Test(arguments: [
    (1_000, [50, 100, 200]), (1_000, [2_000]), (10_000, [200, 400, 800]), (10_000, [1_000, 1_000]),
    (100_000, [500, 1_000, 2_000]),
  ])
  func theIntervalCoversAKnownSupport(support: Int, sizes: [Int]) {
    let random = RandomSource(seed: UInt64(support + sizes.count))
    var (covered, logRatio) = (0, 0.0)
    for _ in 0..<200 {
      let estimate = SupportEstimate(
        batches: batches(sizes, random: random) {
          Tensor.randint(high: support, shape: [$0], random: random)
        })
      covered += estimate.interval.contains(Double(support)) ? 1 : 0
      #expect(estimate.interval.contains(estimate.support))
      #expect(estimate.interval.upper < estimate.interval.lower * 5)
      logRatio += estimate.support / Double(support)
    }
    #expect(covered >= 180, "\(covered) of 200")
    #expect(abs(logRatio / 200 - 1) < 0.15, "the estimates scatter around the truth")
  }

  /// 1 / Σ p² of a generator that makes 20 of 2,000 pictures 30 times as often as the others.
  @Test func theIntervalCoversTheEffectiveSupportOfAnUnevenGenerator() {
    let weights = Tensor.ones([2000])
    weights.narrow(dim: 0, start: 0, length: 20).fill(30)
    let shares = weights / weights.sum().item()
    let truth = 1 / shares.square().sum().item()
    let random = RandomSource(seed: 3)
    var covered = 0
    for _ in 0..<200 {
      let estimate = SupportEstimate(
        batches: batches([400, 800], random: random) {
          shares.multinomial(count: $0, replacement: true, random: random)
        })
      covered += estimate.interval.contains(truth) ? 1 : 0
    }
    #expect(covered >= 180, "\(covered) of 200")
  }

  @Test func noDuplicatesLeaveTheUpperEndOpen() {
    let none = SupportEstimate(batches: [.init(size: 100, duplicates: .init(pairs: 0, linked: 0))])
    #expect(none.support == .infinity && none.interval.upper == .infinity)
    // 4950 / 3.689, where the Poisson probability of none is 2.5%.
    #expect(abs(none.interval.lower - 4950 / 3.688879) < 0.01)
  }

  @Test func batchesAddUp() {
    let one = SupportEstimate.Batch(size: 101, duplicates: .init(pairs: 3, linked: 0))
    let other = SupportEstimate.Batch(size: 201, duplicates: .init(pairs: 9, linked: 0))
    let estimate = SupportEstimate(batches: [one, other])
    #expect(estimate.pairs == 5050 + 20100 && estimate.duplicates == 12)
    #expect(estimate.support == 25150.0 / 12)
    // For a year of 365 days the classic answer is 23 people.
    let year = SupportEstimate(batches: [.init(size: 366, duplicates: .init(pairs: 183, linked: 0))])
    #expect(year.support == 365 && abs(year.evenOddsSize - 22.49) < 0.01)
  }
}

@Suite struct PoissonIntervalTests {
  /// From SciPy: chi2.ppf(0.025, 2 k) / 2 and chi2.ppf(0.975, 2 k + 2) / 2.
  @Test(arguments: [
    (0.0, 0.0, 3.6888794541139354), (1, 0.025317807984289876, 5.571643390938898),
    (3, 0.6186721228956014, 8.767273069742323), (20, 12.216519585403944, 30.8883779026746),
    (1000, 938.9730184076952, 1063.952136016302), (1_000_000, 998040.9833402939, 1001961.9119454322),
  ])
  func agreesWithSciPy(count: Double, lower: Double, upper: Double) {
    let interval = PoissonInterval.of(count: count)
    #expect(abs(interval.lower - lower) <= 1e-8 * lower)
    #expect(abs(interval.upper - upper) <= 1e-8 * upper)
  }
}
