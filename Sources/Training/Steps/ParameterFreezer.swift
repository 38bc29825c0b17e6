import Torch
import TorchNN

/// Switches gradients of whole modules on and off for a phase.
///
/// A module's parameters are looked up by reflection once: tensors of a module are changed in place only, so the list
/// stays right.
final class ParameterFreezer {
  private var known: [ObjectIdentifier: (module: Module, parameters: [Tensor])] = [:]

  private func parameters(of module: Module) -> [Tensor] {
    if let entry = known[ObjectIdentifier(module)] { return entry.parameters }
    let parameters = module.parameters()
    // The module is kept, because the identifier of a dead object may be given to another.
    known[ObjectIdentifier(module)] = (module, parameters)
    return parameters
  }

  /// Runs `body` with the modules frozen; what was frozen before stays so afterwards.
  func freezing<R>(_ modules: [Module], _ body: () throws -> R) rethrows -> R {
    let switched = modules.flatMap { parameters(of: $0) }.filter(\.requiresGrad)
    for parameter in switched { parameter.requiresGrad = false }
    defer { for parameter in switched { parameter.requiresGrad = true } }
    return try body()
  }
}
