import Torch

/// The exact interval of a mean number of events, from how many were counted (Garwood 1936).
///
/// The lower end is the mean with which as many events or more would be counted with probability (1 - level) / 2; the
/// upper end that with which as few or fewer would be. It covers the true mean at least as often as its level says.
public enum PoissonInterval {
  /// The interval for a count of 0 or more; between two whole numbers the quantiles of the gamma distribution are taken.
  public static func of(count: Double, level: Double = 0.95) -> ConfidenceInterval {
    precondition(count >= 0 && level > 0 && level < 1, "a count is 0 or more, and a level lies between 0 and 1")
    let tail = (1 - level) / 2
    return ConfidenceInterval(
      lower: count > 0 ? gammaQuantile(tail, shape: count) : 0, upper: gammaQuantile(1 - tail, shape: count + 1),
      level: level)
  }

  /// The value below which a gamma variable of scale 1 lies with a probability, by bisection.
  private static func gammaQuantile(_ probability: Double, shape: Double) -> Double {
    var (low, high) = (0.0, shape + 10)
    while gammaProbability(high, shape: shape) < probability { (low, high) = (high, high * 2) }
    for _ in 0..<200 where high - low > 1e-13 * high {
      let middle = (low + high) / 2
      if gammaProbability(middle, shape: shape) < probability { low = middle } else { high = middle }
    }
    return (low + high) / 2
  }

  private static func gammaProbability(_ x: Double, shape: Double) -> Double {
    incompleteGamma(shape: Tensor(shape, dtype: .float64), Tensor(x, dtype: .float64)).item()
  }
}
