/// The scores of a video of any length in bounded memory: the highest of each of at most so many equal stretches.
public struct ScoreLine: Sendable {
  private let limit: Int
  private var stretch = 1
  private var filled = 0
  /// The highest score of each stretch, in order.
  public private(set) var highest: [Double] = []

  /// At most `limit` values, which is even.
  public init(limit: Int = 1500) {
    precondition(limit >= 2, "a line has two points")
    self.limit = limit
  }

  /// Takes the next score.
  public mutating func add(_ score: Double) {
    if filled == 0 {
      highest.append(score)
    } else {
      highest[highest.count - 1] = max(highest[highest.count - 1], score)
    }
    filled += 1
    if filled == stretch { filled = 0 }
    guard highest.count == limit, filled == 0 else { return }
    highest = stride(from: 0, to: limit, by: 2).map { max(highest[$0], highest[min($0 + 1, limit - 1)]) }
    stretch *= 2
  }
}
