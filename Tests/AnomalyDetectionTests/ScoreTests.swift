import Foundation
import Testing
import Torch
import Vision

@testable import AnomalyDetection

/// Scores, thresholds and maps against closed forms.
struct ScoreTests {
  @Test func sumsAndMeansAreThePapers() {
    let (a, b) = (Tensor([1, 2, 3, 4] as [Float], shape: [1, 1, 2, 2]), Tensor.zeros([1, 1, 2, 2]))
    #expect(Comparison(distance: .l1, scale: .sums).residual(a, b).item() == 10)
    #expect(Comparison(distance: .l2, scale: .means).residual(a, b).item() == 7.5)
    // Heat maps are absolute, whatever the score is.
    let found = Comparison(distance: .l2, scale: .means).examination(of: a, drawn: b, feature: nil)
    #expect(found.map.array() == [1, 2, 3, 4])
    #expect(abs(found.contrast.item() - 1.25.squareRoot()) < 1e-6)
    #expect(found.feature == nil)
  }

  @Test func windowsAreWeighedScaledAndAggregated() {
    var recipe = ScoreRecipe(distance: .l1)
    let found = PictureFindings(
      residuals: [2, 6], features: [10, 30], contrasts: [0.5, 0.01],
      map: HeatMap(values: (0..<200).map(Float.init), width: 20, height: 10))
    let weights = ScoreWeights(residual: 0.9, feature: 0.1)
    #expect(abs(found.score(recipe, weights: weights, scales: (1, 1)) - 8.4) < 1e-12)
    #expect(abs(found.score(recipe, weights: weights, scales: (2, 10)) - 3.0) < 1e-12)
    recipe.aggregate = .mean
    #expect(abs(found.score(recipe, weights: weights, scales: (1, 1)) - 5.6) < 1e-12)
    recipe.contrastPower = 1
    // The second window's contrast is held at 0.05.
    #expect(abs(found.score(recipe, weights: weights, scales: (1, 1)) - (2.8 / 0.5 + 8.4 / 0.05) / 2) < 1e-9)
    recipe.aggregate = .peak
    #expect(found.score(recipe, weights: weights, scales: (1, 1)) == 198.5)
  }

  @Test func outliersAreCountedInMedianDeviations() {
    var recipe = ScoreRecipe(distance: .l1)
    recipe.aggregate = .outlier
    func score(_ residuals: [Double]) -> Double {
      PictureFindings(
        residuals: residuals, features: residuals.map { _ in 0 }, contrasts: residuals.map { _ in 1 }
      ).score(recipe, weights: ScoreWeights(residual: 1, feature: 0), scales: (1, 1))
    }
    // Median 3, deviations 2, 1, 0, 1, 7.
    #expect(score([1, 2, 3, 4, 10]) == 7)
    #expect(score([10, 20, 30, 40, 100]) == 7)
    #expect(score([5]) == 5)
    #expect(score([5, 5, 5]) == 0)
  }

  @Test func theThresholdLetsSoManyNormalPicturesPass() {
    let scores = (1...199).map(Double.init).shuffled()
    let fitted = Calibration(scores: scores, peaks: scores.map { 2 * $0 }, falseAlarm: 0.05)
    // Rank 190 of 199: nine of the fitted ones lie above.
    #expect(fitted.threshold == (190.0).nextUp && fitted.pixelThreshold == (380.0).nextUp && fitted.isCovered)
    #expect(scores.count { $0 >= fitted.threshold } == 9)
    #expect(fitted.percentile(of: 0) == 0 && fitted.percentile(of: 500) == 100)
    #expect(abs(fitted.percentile(of: 99.5) - 100 * 99.0 / 199) < 1e-9)
    let few = Calibration(scores: [3, 1, 2], peaks: [1, 1, 1], falseAlarm: 0.01)
    #expect(!few.isCovered && few.threshold == (3.0).nextUp)
  }

  @Test func aCalibrationSurvivesItsText() throws {
    let fitted = Calibration(
      scores: [0.1, 0.7, 1.0 / 3], peaks: [1, 2, 3], falseAlarm: 0.3, residualScale: 0.2, featureScale: 3)
    #expect(try Calibration(json: fitted.json()) == fitted)
  }

  @Test func theHottestPlaceIsInThePicturesPixels() {
    var values = [Float](repeating: 0, count: 200)
    values[3 * 20 + 7] = 2
    values[150] = 1
    let map = HeatMap(values: values, width: 20, height: 10)
    let (own, larger) = (map.hottest(width: 20, height: 10), map.hottest(width: 60, height: 20))
    #expect(own.x == 7 && own.y == 3)
    #expect(larger.x == 22 && larger.y == 7)
    #expect(map.median == 0 && HeatMap(values: [3, 1, 2], width: 3, height: 1).median == 2)
  }

  @Test func mapsKeepTheirMassWhenSmoothed() {
    var values = [Float](repeating: 0, count: 41 * 31)
    values[15 * 41 + 20] = 1
    let map = HeatMap(values: values, width: 41, height: 31).smoothed(2)
    #expect(abs(map.values.reduce(0, +) - 1) < 1e-5)
    // A Gaussian of deviation 2: the middle has 1 / (2 pi 4), two pixels away exp(-1/2) of it.
    #expect(abs(Double(map.values[15 * 41 + 20]) - 1 / (8 * Double.pi)) < 2e-3)
    #expect(abs(Double(map.values[15 * 41 + 22] / map.values[15 * 41 + 20]) - exp(-0.5)) < 1e-4)
    let flat = HeatMap(values: [Float](repeating: 0.5, count: 100), width: 10, height: 10)
    #expect(flat.smoothed(3).values.allSatisfy { abs($0 - 0.5) < 1e-5 })
    #expect(flat.resized(width: 20, height: 5).values.allSatisfy { abs($0 - 0.5) < 1e-5 })
  }
}
