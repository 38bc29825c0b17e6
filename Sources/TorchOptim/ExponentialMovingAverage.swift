public import Torch

/// A slowly following copy of weights, `average += (1 - decay) (weight - average)`, which often draws better pictures.
///
/// Running statistics are averaged as weights are; whole numbers, such as counters, are copied.
public final class ExponentialMovingAverage {
  /// The share of the average that an update keeps, such as 0.999.
  public let decay: Double
  private let names: [String]
  private let weights: [Tensor]
  private let averages: [Tensor]
  private let floating: [Int]
  private let whole: [Int]

  /// Begins with copies of the weights as they are.
  ///
  /// - Parameters:
  ///   - state: `module.stateDictionary()`, whose tensors are followed and, by `swap`, changed in place.
  ///   - decay: in 0...1.
  public init(of state: [(name: String, tensor: Tensor)], decay: Double) {
    precondition((0...1).contains(decay), "a decay lies in 0...1, not at \(decay)")
    self.decay = decay
    names = state.map(\.name)
    // The handles themselves: a detached one would lose sight of a module that is moved to another device.
    weights = state.map(\.tensor)
    averages = state.map { $0.tensor.detached().cloned() }
    floating = weights.indices.filter { [weights] in weights[$0].dtype.isFloatingPoint }
    whole = weights.indices.filter { [weights] in !weights[$0].dtype.isFloatingPoint }
  }

  /// Follows the weights by one step; called after the optimizer's.
  public func update() {
    foreachLerp(floating.map { averages[$0] }, toward: floating.map { weights[$0] }, weight: 1 - decay)
    for index in whole { averages[index].copy(from: weights[index]) }
  }

  /// Exchanges weights and averages, in place; a second call brings both back.
  public func swap() {
    for (weight, average) in zip(weights, averages) {
      let kept = weight.detached().cloned()
      weight.copy(from: average)
      average.copy(from: kept)
    }
  }

  /// Runs `body` while the module has the averaged weights.
  public func withAverages<R, E: Error>(_ body: () throws(E) -> R) throws(E) -> R {
    swap()
    defer { swap() }
    return try body()
  }

  /// The averages under the names of the weights: a file of them loads into the module. They share storage.
  public func stateDictionary() -> [(name: String, tensor: Tensor)] {
    zip(names, averages).map { ($0, $1) }
  }

  /// Takes up averages that `stateDictionary()` gave.
  ///
  /// - Throws: which entry is missing or has another shape; the averages then stay as they were.
  public func load(_ dictionary: [String: Tensor]) throws(OptimizerStateError) {
    var sources: [Tensor] = []
    for (name, average) in zip(names, averages) {
      guard let source = dictionary[name] else { throw OptimizerStateError(name: name, reason: "is missing") }
      guard source.shape == average.shape else {
        throw OptimizerStateError(name: name, reason: "has the shape \(source.shape) instead of \(average.shape)")
      }
      sources.append(source)
    }
    for (average, source) in zip(averages, sources) { average.copy(from: source) }
  }
}
