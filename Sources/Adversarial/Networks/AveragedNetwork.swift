import Torch
public import TorchNN

/// A second network whose weights follow another's slowly; it is a network of its own in checkpoints.
public final class AveragedNetwork<Network: Layer> {
  /// Draws with the averaged weights; never trained.
  public let network: Network
  private let decay: Double
  private let pairs: [(average: Tensor, source: Tensor)]

  /// - Parameters:
  ///   - network: of the same structure as `source`; its weights are overwritten.
  ///   - decay: the share of the average that an update keeps.
  public init(_ network: Network, of source: Network, decay: Double) {
    self.network = network
    self.decay = decay
    network.setRequiresGrad(false)
    pairs = zip(network.stateDictionary(), source.stateDictionary()).map { ($0.tensor, $1.tensor) }
    for pair in pairs { pair.average.copy(from: pair.source) }
  }

  /// Follows by one step; statistics of batch norm are averaged too, counters copied.
  ///
  /// The first steps follow faster, so that nothing of the random start is left: the share that is kept is at most
  /// `(1 + n) / (10 + n)`.
  ///
  /// - Parameter count: n, the moves of the source before this one.
  public func update(after count: Int) {
    let decay = min(decay, Double(1 + count) / Double(10 + count))
    withoutGradients {
      let floating = pairs.filter { $0.average.dtype.isFloatingPoint }
      foreachLerp(floating.map(\.average), toward: floating.map(\.source), weight: 1 - decay)
      for pair in pairs where !pair.average.dtype.isFloatingPoint { pair.average.copy(from: pair.source) }
    }
  }
}
