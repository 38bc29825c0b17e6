public import Torch

/// A part of a network that owns parameters, buffers and other modules, as `torch.nn.Module` does.
///
/// A subclass declares them as stored properties; names, order and the state dictionary follow from the declarations,
/// and equal PyTorch's for the same structure. The structure is looked at once, when it is first asked for, and must not
/// change after initialisation; a property that refers back to a parent has no place in a module.
open class Module {
  private var isTrainingStorage = true
  private lazy var structure = ModuleStructure(reflecting: self)
  private lazy var tree = ModuleTree(self)

  /// For subclasses, which call it when their own properties are set.
  public init() {}

  /// The modules declared here, by reflection; an array `blocks` gives `blocks.0`, `blocks.1` and so on.
  ///
  /// A container whose names should not follow its properties overrides this.
  open func children() -> [(name: String, module: Module)] { structure.children }

  /// Whether layers that behave differently when training (dropout, batch norm) do so; true at first.
  public final var isTraining: Bool { isTrainingStorage }

  /// Switches this module and all below it to training, or with `false` to evaluation.
  public final func train(_ on: Bool = true) {
    for module in modules() { module.isTrainingStorage = on }
  }

  /// Switches this module and all below it to evaluation.
  public final func eval() { train(false) }

  /// This module and all below it, parents before children.
  public final func modules() -> [Module] { [self] + tree.modules }

  /// All parameters with their names in the state dictionary; one that is shared is listed once.
  public final func namedParameters() -> [(name: String, parameter: Parameter)] { tree.parameters }

  /// All parameters, for an optimizer; one that is shared is listed once.
  public final func parameters() -> [Tensor] { tree.tensors }

  /// All buffers with their names in the state dictionary.
  public final func namedBuffers() -> [(name: String, buffer: Buffer)] { tree.buffers }

  /// The number of learned values.
  public final var parameterCount: Int { tree.tensors.reduce(0) { $0 + $1.count } }

  /// Asks for the gradients of all parameters, or freezes them: gradients still flow through a frozen module.
  public final func setRequiresGrad(_ on: Bool) {
    for tensor in tree.tensors { tensor.requiresGrad = on }
  }

  /// Everything that a file of this module holds, under PyTorch's names and in its order. The tensors share storage
  /// with the module.
  public final func stateDictionary() -> [(name: String, tensor: Tensor)] { tree.state }

  /// What this module declares itself; the walk over a tree builds on it.
  final var ownStructure: ModuleStructure { structure }
}

/// What a module and all below it declare, collected once.
private struct ModuleTree {
  /// Without the root, which would otherwise hold itself alive.
  var modules: [Module] = []
  var parameters: [(name: String, parameter: Parameter)] = []
  var buffers: [(name: String, buffer: Buffer)] = []
  var state: [(name: String, tensor: Tensor)] = []
  var tensors: [Tensor] = []

  init(_ root: Module) {
    var seenModules: Set<ObjectIdentifier> = []
    var seenParameters: Set<ObjectIdentifier> = []

    func visit(_ module: Module, prefix: String) {
      let isNew = seenModules.insert(ObjectIdentifier(module)).inserted
      if isNew && module !== root { modules.append(module) }
      for (name, parameter) in module.ownStructure.parameters {
        state.append((prefix + name, parameter.value))
        guard seenParameters.insert(ObjectIdentifier(parameter)).inserted else { continue }
        parameters.append((prefix + name, parameter))
        tensors.append(parameter.value)
      }
      for (name, buffer) in module.ownStructure.buffers {
        state.append((prefix + name, buffer.value))
        if isNew { buffers.append((prefix + name, buffer)) }
      }
      for (name, child) in module.children() { visit(child, prefix: "\(prefix)\(name).") }
    }
    visit(root, prefix: "")
  }
}
