import Metrics
import Testing
import Torch

@Suite struct BootstrapTests {
  /// Two normal distributions whose means differ by 1: the true AUROC is Φ(1 / √2).
  private func sample(seed: UInt64, count: Int = 80) -> (scores: [Double], labels: [Bool]) {
    let noise = Tensor.randn([2 * count], random: RandomSource(seed: seed)).array().map(Double.init)
    let labels = (0..<2 * count).map { $0 < count }
    return (zip(noise, labels).map { $0 + ($1 ? 1 : 0) }, labels)
  }

  @Test func intervalsCoverTheTruth() throws {
    let truth = 0.7602499
    var covered = 0
    for seed in 0..<60 as Range<UInt64> {
      let (scores, labels) = sample(seed: seed)
      let interval = try Bootstrap(scores: scores, labels: labels, resamples: 200, seed: seed).interval(of: \.auroc)
      #expect(interval.upper - interval.lower < 0.2)
      covered += interval.contains(truth) ? 1 : 0
    }
    #expect(covered >= 53, "\(covered) of 60")
  }

  @Test func theSameSeedGivesTheSameInterval() throws {
    let (scores, labels) = sample(seed: 1)
    let one = try Bootstrap(scores: scores, labels: labels, resamples: 50, seed: 9)
    let other = try Bootstrap(scores: scores, labels: labels, resamples: 50, seed: 10)
    #expect(one.interval(of: \.auroc) == one.interval(of: \.auroc))
    #expect(one.interval(of: \.auroc) != other.interval(of: \.auroc))
  }

  @Test func intervalsOfOtherFigures() throws {
    let (scores, labels) = sample(seed: 2)
    let curve = try ROCCurve(scores: scores, labels: labels)
    let bootstrap = try Bootstrap(scores: scores, labels: labels, resamples: 100, seed: 3)
    #expect(bootstrap.interval { $0.decisions(at: 0.5).f1 }.contains(curve.decisions(at: 0.5).f1))
    #expect(bootstrap.interval(of: \.averagePrecision).contains(curve.averagePrecision))
    #expect(bootstrap.interval(of: \.equalErrorRate).contains(curve.equalErrorRate))
    let (narrow, wide) = (bootstrap.interval(level: 0.5, of: \.auroc), bootstrap.interval(level: 0.99, of: \.auroc))
    #expect(wide.lower < narrow.lower && narrow.upper < wide.upper)
  }

  @Test func aPerfectDetectorStaysPerfect() throws {
    let interval = try Bootstrap(scores: [1, 2, 3, 4], labels: [false, false, true, true], resamples: 20, seed: 1)
      .interval(of: \.auroc)
    #expect(interval.lower == 1 && interval.upper == 1)
  }
}
