/// What one module declares: its own parameters, buffers and children, in declaration order, superclasses first.
///
/// Found by reflection over stored properties, Optionals and arrays among them. The names are PyTorch's: `runningMean`
/// becomes `running_mean`, the third element of `blocks` becomes `blocks.2`.
struct ModuleStructure {
  var parameters: [(name: String, parameter: Parameter)] = []
  var buffers: [(name: String, buffer: Buffer)] = []
  var children: [(name: String, module: Module)] = []

  init(reflecting module: Module) {
    var mirrors: [Mirror] = []
    var current: Mirror? = Mirror(reflecting: module)
    while let mirror = current, mirror.subjectType != Module.self {
      mirrors.append(mirror)
      current = mirror.superclassMirror
    }
    for mirror in mirrors.reversed() {
      for case (let label?, let value) in mirror.children { add(value, named: snakeCase(label)) }
    }
  }

  private mutating func add(_ value: Any, named name: String) {
    // A cast looks through Optional by itself, and fails for nil.
    if let parameter = value as? Parameter {
      parameters.append((name, parameter))
    } else if let buffer = value as? Buffer {
      buffers.append((name, buffer))
    } else if let module = value as? Module {
      children.append((name, module))
    } else {
      addElements(of: value, named: name)
    }
  }

  private mutating func addElements(of value: Any, named name: String) {
    let mirror = Mirror(reflecting: value)
    switch mirror.displayStyle {
    case .collection:
      // Plain data is left alone after its first element: an array of a million numbers costs nothing.
      for (index, element) in mirror.children.enumerated() {
        guard holdsState(element.value) else { return }
        add(element.value, named: "\(name).\(index)")
      }
    case .optional:
      if let some = mirror.children.first { addElements(of: some.value, named: name) }
    default: break
    }
  }

  private func holdsState(_ value: Any) -> Bool {
    if value is Parameter || value is Buffer || value is Module { return true }
    let style = Mirror(reflecting: value).displayStyle
    return style == .collection || style == .optional
  }
}

/// The PyTorch spelling of a Swift property name: `numBatchesTracked` -> `num_batches_tracked`, `toRGB` -> `to_rgb`.
func snakeCase(_ name: String) -> String {
  let letters = Array(name)
  var result = ""
  for (index, letter) in letters.enumerated() {
    let endsAcronym = index + 1 < letters.count && letters[index + 1].isLowercase
    if letter.isUppercase, index > 0, letters[index - 1] != "_", !letters[index - 1].isUppercase || endsAcronym {
      result.append("_")
    }
    result.append(letter.lowercased())
  }
  return result
}
