/// Reads a pickle (protocols 2 to 5) of plain values and tensors, and runs nothing.
///
/// A pickle is a program for a small stack machine, which can import and call whatever it names. This machine knows
/// the instructions that state dictionaries need and three functions (`PickleValue.Function`); any other name is
/// refused with the name in the sentence. Work and memory are bounded by the pickle's length and the limits below.
struct PickleReader {
  enum Node {
    case items([PickleValue])
    case pairs([(key: PickleValue, value: PickleValue)])
  }

  static let byteLimit = 32 << 20
  static let objectLimit = 2_000_000
  static let elementLimit = 8_000_000
  static let memoLimit = 4_000_000
  static let stackLimit = 1_000_000

  private(set) var nodes: [Node] = []
  private(set) var storages: [PickledStorage] = []
  private(set) var tensors: [PickledTensor] = []
  var cursor: ByteCursor
  /// Whether storages are named as before PyTorch 1.6, with a sixth figure.
  var isLegacy = false
  var stack: [PickleValue] = []
  private var marks: [Int] = []
  private var memo: [Int: PickleValue] = [:]
  /// How many keys and values went into dictionaries: a list can be made into one again and again.
  private var dictionaryElements = 0

  init(_ bytes: UnsafeRawBufferPointer) throws(FormatFault) {
    guard bytes.count <= Self.byteLimit else {
      throw FormatFault("its pickle has \(bytes.count) bytes, more than a state dictionary needs; save only weights")
    }
    cursor = ByteCursor(bytes)
  }

  /// Runs to the end and returns the one value that the pickle makes.
  mutating func read() throws(FormatFault) -> PickleValue {
    while true {
      let code = try cursor.integer(UInt8.self)
      if code == UInt8(ascii: ".") { break }
      guard let instruction = PickleInstruction(rawValue: code) else { throw Self.unknown(code) }
      try run(instruction)
      guard stack.count <= Self.stackLimit, memo.count <= Self.memoLimit,
        nodes.count + storages.count + tensors.count <= Self.objectLimit, dictionaryElements <= Self.elementLimit
      else {
        throw FormatFault("its pickle makes more objects than a state dictionary has; save only the weights")
      }
    }
    guard stack.count == 1, marks.isEmpty else { throw Self.damaged }
    return stack[0]
  }

  // MARK: the stack

  mutating func pop() throws(FormatFault) -> PickleValue {
    guard stack.count > (marks.last ?? 0), let value = stack.popLast() else { throw Self.damaged }
    return value
  }

  mutating func pop(_ count: Int) throws(FormatFault) -> [PickleValue] {
    guard stack.count - count >= marks.last ?? 0 else { throw Self.damaged }
    defer { stack.removeLast(count) }
    return Array(stack.suffix(count))
  }

  mutating func mark() throws(FormatFault) {
    guard marks.count < Self.stackLimit else { throw Self.damaged }
    marks.append(stack.count)
  }

  mutating func popToMark() throws(FormatFault) -> [PickleValue] {
    guard let start = marks.popLast(), start <= stack.count else { throw Self.damaged }
    defer { stack.removeLast(stack.count - start) }
    return Array(stack[start...])
  }

  func top() throws(FormatFault) -> PickleValue {
    guard stack.count > (marks.last ?? 0), let value = stack.last else { throw Self.damaged }
    return value
  }

  mutating func remember(_ index: Int) throws(FormatFault) { memo[index] = try top() }

  var memoCount: Int { memo.count }

  mutating func recall(_ index: Int) throws(FormatFault) {
    guard let value = memo[index] else { throw Self.damaged }
    stack.append(value)
  }

  // MARK: the objects

  mutating func add(_ node: Node) -> Int {
    nodes.append(node)
    return nodes.count - 1
  }

  mutating func add(_ storage: PickledStorage) -> PickleValue {
    storages.append(storage)
    return .storage(storages.count - 1)
  }

  mutating func add(_ tensor: PickledTensor) -> PickleValue {
    tensors.append(tensor)
    return .tensor(tensors.count - 1)
  }

  func items(_ value: PickleValue) throws(FormatFault) -> [PickleValue] {
    switch value {
    case .tuple(let index), .list(let index):
      guard case .items(let items) = nodes[index] else { throw Self.damaged }
      return items
    default: throw Self.damaged
    }
  }

  /// The keys and values of a dictionary, or nothing where it is none.
  func pairs(_ value: PickleValue) -> [(key: PickleValue, value: PickleValue)]? {
    guard case .dictionary(let index) = value, case .pairs(let pairs) = nodes[index] else { return nil }
    return pairs
  }

  mutating func append(_ values: [PickleValue], to list: PickleValue) throws(FormatFault) {
    guard case .list(let index) = list, case .items(var items) = nodes[index] else { throw Self.damaged }
    // Taken out while it grows: a second reference would make every append copy the list.
    nodes[index] = .items([])
    items += values
    nodes[index] = .items(items)
  }

  mutating func set(_ values: [PickleValue], in dictionary: PickleValue) throws(FormatFault) {
    guard case .dictionary(let index) = dictionary, case .pairs(var pairs) = nodes[index],
      values.count.isMultiple(of: 2)
    else { throw Self.damaged }
    nodes[index] = .pairs([])
    dictionaryElements += values.count
    for place in stride(from: 0, to: values.count, by: 2) { pairs.append((values[place], values[place + 1])) }
    nodes[index] = .pairs(pairs)
  }

  static let damaged = FormatFault("it is damaged: its pickle makes no sense; get or save the file again")

  private static func unknown(_ code: UInt8) -> FormatFault {
    FormatFault(
      "its pickle has instruction 0x\(String(code, radix: 16)), which no state dictionary needs; "
        + "save only the weights: torch.save(model.state_dict(), NEW)")
  }
}
