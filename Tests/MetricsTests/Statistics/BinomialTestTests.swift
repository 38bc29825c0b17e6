import Testing

@testable import Metrics

/// Known values by exact sums (SciPy's `binomtest` gives the same).
struct BinomialTestTests {
  @Test func matchesSciPy() {
    // SimGAN's own study (1612.07828, table 1): 517 of 1,000 right about refined pictures.
    let study = BinomialTest(successes: 517, of: 1000)
    #expect(abs(study.pValue - 0.2966893507732787) < 1e-9 && abs(study.share - 0.517) < 1e-12)
    let few = BinomialTest(successes: 9, of: 10)
    #expect(abs(few.pValue - 0.021484375) < 1e-9)
    #expect(abs(few.interval.lower - 0.5549839) < 1e-6 && abs(few.interval.upper - 0.9974714) < 1e-6)
    let all = BinomialTest(successes: 5, of: 5)
    #expect(all.interval.upper == 1 && abs(all.interval.lower - 0.4781762) < 1e-6)
    #expect(BinomialTest(successes: 5, of: 10).pValue == 1)
    #expect(BinomialTest(successes: 0, of: 7).interval.lower == 0)
  }
}
