import Metrics
import Testing

@Suite struct ROCCurveTests {
  @Test func agreesWithScikitLearn() throws {
    let rankings = try RankingFixture.read().rankings
    #expect(rankings.count == 7)
    for item in rankings {
      let curve = try ROCCurve(scores: item.scores, labels: item.labels)
      #expect(abs(curve.auroc - item.auroc) < 1e-6)
      #expect(abs(curve.averagePrecision - item.averagePrecision) < 1e-6)
      #expect(abs(curve.equalErrorRate - item.equalErrorRate) < 1e-6)
      #expect(abs(curve.bestF1.f1 - item.bestF1) < 1e-6)
      let decisions = curve.decisions(at: item.threshold)
      #expect(abs(decisions.f1 - item.f1) < 1e-6)
      #expect(abs(decisions.precision - item.precision) < 1e-6)
      #expect(abs(decisions.sensitivity - item.sensitivity) < 1e-6)
      #expect(abs(decisions.specificity - item.specificity) < 1e-6)
      #expect(abs(decisions.accuracy - item.accuracy) < 1e-6)
    }
  }

  @Test func pointsAreThoseOfScikitLearn() throws {
    for item in try RankingFixture.read().rankings where !item.fpr.isEmpty {
      let points = try ROCCurve(scores: item.scores, labels: item.labels).points
      #expect(points.count == item.fpr.count)
      #expect(points[0].threshold == .infinity)
      #expect(points.dropFirst().map(\.threshold) == item.thresholds)
      for (point, known) in zip(points, zip(item.fpr, item.tpr)) {
        #expect(abs(point.falsePositiveRate - known.0) < 1e-12 && abs(point.truePositiveRate - known.1) < 1e-12)
      }
    }
  }

  @Test func knownAnswers() throws {
    let perfect = try ROCCurve(scores: [0.1, 0.2, 0.8, 0.9], labels: [false, false, true, true])
    #expect(perfect.auroc == 1 && perfect.averagePrecision == 1 && perfect.equalErrorRate == 0)
    #expect(perfect.bestF1.threshold == 0.8)
    let reversed = try ROCCurve(scores: [0.9, 0.8, 0.2, 0.1], labels: [false, false, true, true])
    #expect(reversed.auroc == 0 && reversed.equalErrorRate == 1)
    let flat = try ROCCurve(scores: [5, 5, 5, 5], labels: [false, true, true, true])
    #expect(flat.auroc == 0.5 && flat.averagePrecision == 0.75 && flat.equalErrorRate == 0.5)
  }

  @Test func onlyTheOrderCounts() throws {
    let item = try RankingFixture.read().rankings[3]
    let curve = try ROCCurve(scores: item.scores, labels: item.labels)
    let stretched = try ROCCurve(scores: item.scores.map { $0 * 1e6 - 4 }, labels: item.labels)
    #expect(curve.auroc == stretched.auroc)
    let mirrored = try ROCCurve(scores: item.scores.map { -$0 }, labels: item.labels)
    #expect(abs(curve.auroc + mirrored.auroc - 1) < 1e-12)
  }

  @Test func thresholdsOutsideTheScores() throws {
    let curve = try ROCCurve(scores: [1, 2, 3], labels: [false, true, true])
    let none = curve.decisions(at: 4)
    #expect(none.sensitivity == 0 && none.specificity == 1 && none.precision == 0 && none.f1 == 0)
    let all = curve.decisions(at: -1)
    #expect(all.sensitivity == 1 && all.specificity == 0)
    #expect(curve.decisions(at: 2).truePositives == 2, "a score that equals the threshold is found")
    #expect(curve.decisions(at: 2.5).truePositives == 1)
  }

  @Test func whatCannotBeSeparatedIsSaid() {
    for labels in [[true, true], [false, false]] {
      #expect { try ROCCurve(scores: [1, 2], labels: labels) } throws: {
        "\($0)".contains("all 2 samples are") && !"\($0)".contains("\n")
      }
    }
    #expect { try ROCCurve(scores: [1, .nan], labels: [true, false]) } throws: { "\($0)".contains("1 of 2") }
    #expect(throws: MetricsError.self) { try ROCCurve(scores: [], labels: []) }
  }
}
