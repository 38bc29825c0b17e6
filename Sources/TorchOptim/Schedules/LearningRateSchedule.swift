import Foundation

/// How the learning rate changes over a run: a factor on the rate that the optimizer was made with.
///
/// The factor is a pure function of a counter (of epochs or steps, from 0), so a resumed run needs no state for it.
public enum LearningRateSchedule: Codable, Sendable, Hashable {
  /// Always 1.
  case constant
  /// 1 for `start` epochs, then falling in equal steps so that it would reach 0 after `length` more:
  /// `1 - max(0, e + 1 - start) / (length + 1)`, the rule of pix2pix and CycleGAN.
  case linearDecay(start: Int, length: Int)
  /// 1, then over the last `share` of `length` falling in a line that would reach 0 at `length`, but never below `minimum`.
  case linearFall(length: Int, share: Double, minimum: Double)
  /// Always this.
  case scaled(Double)
  /// Multiplied by `gamma` after every `size` epochs.
  case step(size: Int, gamma: Double)
  /// Half a cosine from 1 to `minimum` at `length`, where it stays (Loshchilov and Hutter 2016, 1608.03983, eq. 5).
  case cosine(length: Int, minimum: Double)

  /// The factor in epoch or step `counter`, counted from 0; in 0...1 for the usual parameters.
  public func factor(at counter: Int) -> Double {
    switch self {
    case .constant:
      return 1
    case .linearDecay(let start, let length):
      return max(0, 1 - Double(max(0, counter + 1 - start)) / Double(length + 1))
    case .linearFall(let length, let share, let minimum):
      return min(1, max(minimum, Double(length - counter) / (share * Double(length))))
    case .scaled(let factor):
      return factor
    case .step(let size, let gamma):
      return pow(gamma, Double(counter / max(1, size)))
    case .cosine(let length, let minimum):
      guard counter < length else { return minimum }
      return minimum + (1 - minimum) * (1 + cos(.pi * Double(counter) / Double(length))) / 2
    }
  }
}
