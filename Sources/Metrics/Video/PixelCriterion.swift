public import Vision

/// The pixel-level criterion of the UCSD set (Li et al. 2014): a frame counts as found where at least 40% of its truly
/// abnormal pixels are; any pixel that is found in a normal frame is a false alarm.
public struct PixelCriterion: Sendable {
  /// The share of the abnormal pixels that must be found.
  public let share: Double

  /// 40%.
  public init(share: Double = 0.4) {
    precondition(share > 0 && share <= 1, "a share of the abnormal pixels is to be found")
    self.share = share
  }

  /// How many of so many abnormal pixels must be found.
  public func needed(of count: Int) -> Int { min(count, max(1, Int((share * Double(count)).rounded(.up)))) }

  /// The highest threshold at which a frame counts as found: its score in a ROC curve.
  ///
  /// - Parameters:
  ///   - map: `[height, width]`, of the mask's size.
  ///   - mask: not 0 where the frame is abnormal; nil for a normal frame.
  public func score(map: [Float], mask: Image?) -> Double {
    guard let mask, case .uint8(let levels) = mask.withBitDepth(8).converted(to: .gray).samples else {
      return Double(map.max() ?? 0)
    }
    precondition(levels.count == map.count, "a mask is as large as its map")
    let inside = zip(map, levels).filter { $0.1 > 0 }.map(\.0).sorted(by: >)
    guard !inside.isEmpty else { return Double(map.max() ?? 0) }
    return Double(inside[needed(of: inside.count) - 1])
  }
}
