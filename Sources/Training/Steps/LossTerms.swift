public import Torch

/// What a phase's loss function returns: the number that is minimised and the terms that are logged.
public struct LossTerms {
  /// A scalar with a graph; `backward` starts here.
  public let total: Tensor
  /// Detached scalars, in the order in which they are shown. They stay on their device until a step is logged.
  public let terms: [(name: String, value: Tensor)]

  /// Puts a total and its terms together; terms that still have a graph are detached here.
  public init(total: Tensor, terms: [(name: String, value: Tensor)]) {
    self.total = total
    self.terms = terms.map { ($0.name, $0.value.detached()) }
  }

  /// One term alone.
  public init(_ name: String, _ value: Tensor) { self.init(total: value, terms: [(name, value)]) }

  /// These terms with another one, whose `weight` times is added to the total.
  public func adding(_ name: String, _ value: Tensor, weight: Double = 1) -> LossTerms {
    LossTerms(total: total + (weight == 1 ? value : value * weight), terms: terms + [(name: name, value: value)])
  }

  /// Both, where there is another.
  public func adding(_ other: LossTerms?) -> LossTerms {
    guard let other else { return self }
    return LossTerms(total: total + other.total, terms: terms + other.terms)
  }

  /// The same numbers with the total cut off from its graph, which is then free to go.
  var withoutGraph: LossTerms { LossTerms(total: total.detached(), terms: terms) }
}
