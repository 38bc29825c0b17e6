import Foundation
import Torch

/// What a model learned of held-out normal clips: the scale of each look, and the threshold.
public struct FlowCalibration: Codable, Sendable, Equatable {
  /// What each look is divided by: 99% of held-out frames score lower by it alone.
  public let scales: [FlowComponent: Double]
  /// The threshold.
  public let frames: Calibration
  /// The clips that it was learned on.
  public let clips: [String]

  /// Learns scales.
  static func scale(_ scores: [Double]) -> Double {
    let sorted = scores.sorted()
    // A look that sees nothing at all must not divide by nothing.
    return max(sorted[min(sorted.count - 1, sorted.count * 99 / 100)], 1e-6)
  }

  func json() throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    return String(decoding: try encoder.encode(self), as: UTF8.self)
  }

  init(json: String) throws { self = try JSONDecoder().decode(Self.self, from: Data(json.utf8)) }

  init(scales: [FlowComponent: Double], frames: Calibration, clips: [String]) {
    (self.scales, self.frames, self.clips) = (scales, frames, clips)
  }
}

extension FlowScoring {
  /// The sum of looks, each divided by its scale, `[N, h, w]`.
  func sum(_ cells: [FlowComponent: Tensor], scales: [FlowComponent: Double]) -> Tensor? {
    var sum: Tensor?
    for term in terms {
      guard let map = cells[term.component], let scale = scales[term.component] else { return nil }
      let part = map * (term.weight / scale)
      sum = sum.map { $0 + part } ?? part
    }
    return sum
  }
}
