public import Torch

/// Changes parameters by their gradients.
///
/// A parameter without a gradient (`grad == nil`) is skipped, and its moments stay as they are.
public protocol Optimizer: AnyObject {
  /// The step size; a change counts from the next step.
  var learningRate: Double { get set }
  /// What is optimised, in the order of the constructor.
  var parameters: [Tensor] { get }

  /// Takes one step.
  func step()

  /// Sets the gradients of all parameters to nil.
  func zeroGradients()

  /// Everything beside the parameters that the next steps depend on: `learning_rate`, and for each parameter that has
  /// been stepped its moments under PyTorch's names, such as `state.3.exp_avg`. The tensors share storage with the
  /// optimizer.
  func stateDictionary() -> [(name: String, tensor: Tensor)]

  /// Takes up a state that `stateDictionary()` gave, of an optimizer with the same options for the same parameters.
  ///
  /// - Throws: which entry does not fit; the optimizer then stays as it was.
  func load(_ dictionary: [String: Tensor]) throws(OptimizerStateError)
}

extension Optimizer {
  /// Sets the gradients of all parameters to nil in one call.
  public func zeroGradients() { clearGradients(parameters) }
}

/// A state that does not fit an optimizer.
public struct OptimizerStateError: Error, Sendable, Equatable, CustomStringConvertible {
  /// The entry of the state dictionary.
  public let name: String
  /// What is wrong with it.
  public let reason: String

  /// Names an entry and says what is wrong with it.
  public init(name: String, reason: String) {
    (self.name, self.reason) = (name, reason)
  }

  /// One sentence.
  public var description: String { "the optimizer state does not fit these parameters: \(name) \(reason)" }
}
