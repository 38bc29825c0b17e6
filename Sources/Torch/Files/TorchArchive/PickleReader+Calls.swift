extension PickleReader {
  /// What a name in a pickle stands for; everything that is not on the short list is refused.
  static func known(module: String, name: String) throws(FormatFault) -> PickleValue {
    let full = "\(module).\(name)"
    if let function = PickleValue.Function(rawValue: full) { return .function(function) }
    if module == "torch" || module == "torch.cuda", let type = DType(storageClass: name) { return .storageClass(type) }
    throw refused(full)
  }

  static func refused(_ name: String) -> FormatFault {
    FormatFault(
      "it names the Python object \(quoted(name)), and nothing but plain tensors is read (no code was run); "
        + "save only the weights: torch.save(model.state_dict(), NEW)")
  }

  mutating func stackGlobal() throws(FormatFault) -> PickleValue {
    let names = try pop(2)
    guard case .string(let module) = names[0], case .string(let name) = names[1] else { throw Self.damaged }
    return try Self.known(module: module, name: name)
  }

  /// PyTorch's reference to a storage: ('storage', class, key, location, number of elements), and before version 1.6 the
  /// part of another storage that it is, or None.
  mutating func persistentStorage() throws(FormatFault) -> PickleValue {
    var parts = try items(try pop())
    if isLegacy, parts.count == 6 {
      guard case .none = parts.removeLast() else {
        throw FormatFault(
          "its storages are parts of others, as PyTorch wrote them before version 0.4; save it again with PyTorch: "
            + "torch.save(torch.load(OLD, map_location='cpu'), NEW)")
      }
    }
    guard parts.count == 5, case .string("storage") = parts[0], case .storageClass(let dtype) = parts[1],
      case .string(let key) = parts[2], case .int(let count) = parts[4], count >= 0
    else { throw Self.damaged }
    return add(PickledStorage(key: key, dtype: dtype, count: count))
  }

  mutating func reduce() throws(FormatFault) -> PickleValue {
    let arguments = try items(try pop())
    guard case .function(let function) = try pop() else { throw Self.damaged }
    switch function {
    case .orderedDictionary: return try orderedDictionary(arguments)
    case .rebuildTensor: return try tensor(arguments)
    case .rebuildParameter:
      guard case .tensor = arguments.first else { throw Self.damaged }
      return arguments[0]
    }
  }

  mutating func newObject() throws(FormatFault) -> PickleValue {
    let arguments = try items(try pop())
    guard case .function(.orderedDictionary) = try pop(), arguments.isEmpty else { throw Self.damaged }
    return try orderedDictionary([])
  }

  /// Attributes that are set on an object: a state dictionary carries its modules' versions so. They are not needed.
  mutating func build() throws(FormatFault) {
    _ = try pop()
    guard case .dictionary = try top() else { throw Self.damaged }
  }

  /// An ordered dictionary, empty or (as older Pythons wrote it) of a list of pairs.
  private mutating func orderedDictionary(_ arguments: [PickleValue]) throws(FormatFault) -> PickleValue {
    guard arguments.count <= 1 else { throw Self.damaged }
    var values: [PickleValue] = []
    if let list = arguments.first {
      for pair in try items(list) {
        let parts = try items(pair)
        guard parts.count == 2 else { throw Self.damaged }
        values += parts
      }
    }
    let dictionary = PickleValue.dictionary(add(.pairs([])))
    try set(values, in: dictionary)
    return dictionary
  }

  /// (storage, offset, sizes, strides, requires_grad, hooks[, metadata]); conjugate or negative views, which the
  /// metadata would name, exist for complex numbers only.
  private mutating func tensor(_ arguments: [PickleValue]) throws(FormatFault) -> PickleValue {
    guard (6...7).contains(arguments.count), case .storage(let storage) = arguments[0],
      case .int(let offset) = arguments[1]
    else { throw Self.damaged }
    return add(
      PickledTensor(
        storage: storages[storage], offset: offset, shape: try integers(arguments[2]),
        strides: try integers(arguments[3])))
  }

  private func integers(_ value: PickleValue) throws(FormatFault) -> [Int] {
    let items = try items(value)
    guard items.count <= 64 else { throw Self.damaged }
    var integers: [Int] = []
    for item in items {
      guard case .int(let integer) = item else { throw Self.damaged }
      integers.append(integer)
    }
    return integers
  }
}
