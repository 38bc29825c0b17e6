import Foundation

/// `Tests/Fixtures/ranking.json`.
struct RankingFixture: Decodable {
  struct Ranking: Decodable {
    let scores: [Double]
    let labels: [Bool]
    let auroc: Double
    let averagePrecision: Double
    let equalErrorRate: Double
    let fpr: [Double]
    let tpr: [Double]
    let thresholds: [Double]
    let threshold: Double
    let f1: Double
    let precision: Double
    let sensitivity: Double
    let specificity: Double
    let accuracy: Double
    let bestF1: Double
  }

  struct Pixels: Decodable {
    let width: Int
    let height: Int
    let maps: [[Float]]
    let masks: [String]
    let auroc: Double
    let pro: [String: Double]
  }

  let rankings: [Ranking]
  let pixels: [Pixels]

  static func read() throws -> RankingFixture { try jsonFixture("ranking.json") }
}
