/// The instructions that are understood, by their codes in Python's `pickletools`.
enum PickleInstruction: UInt8 {
  case proto = 0x80
  case frame = 0x95
  case mark = 0x28
  case pop = 0x30
  case popMark = 0x31
  case duplicate = 0x32
  case none = 0x4E
  case newTrue = 0x88
  case newFalse = 0x89
  case binInt = 0x4A
  case binInt1 = 0x4B
  case binInt2 = 0x4D
  case long1 = 0x8A
  case long4 = 0x8B
  case binFloat = 0x47
  case binUnicode = 0x58
  case shortBinUnicode = 0x8C
  case binUnicode8 = 0x8D
  case binString = 0x54
  case shortBinString = 0x55
  case binBytes = 0x42
  case shortBinBytes = 0x43
  case binBytes8 = 0x8E
  case byteArray8 = 0x96
  case emptyTuple = 0x29
  case tuple = 0x74
  case tuple1 = 0x85
  case tuple2 = 0x86
  case tuple3 = 0x87
  case emptyList = 0x5D
  case list = 0x6C
  case append = 0x61
  case appends = 0x65
  case emptyDictionary = 0x7D
  case dictionary = 0x64
  case setItem = 0x73
  case setItems = 0x75
  case emptySet = 0x8F
  case addItems = 0x90
  case frozenSet = 0x91
  case binPut = 0x71
  case longBinPut = 0x72
  case memoize = 0x94
  case binGet = 0x68
  case longBinGet = 0x6A
  case global = 0x63
  case stackGlobal = 0x93
  case instance = 0x69
  case binPersistentID = 0x51
  case reduce = 0x52
  case newObject = 0x81
  case build = 0x62
}

extension PickleReader {
  mutating func run(_ instruction: PickleInstruction) throws(FormatFault) {
    switch instruction {
    case .proto:
      let version = try cursor.integer(UInt8.self)
      guard (2...5).contains(version) else {
        throw FormatFault("its pickle has protocol \(version), 2 to 5 are read; save it again with torch.save")
      }
    case .frame: try cursor.skip(8)
    case .mark: try mark()
    case .pop: _ = try pop()
    case .popMark: _ = try popToMark()
    case .duplicate: stack.append(try top())
    case .none, .newTrue, .newFalse, .binInt, .binInt1, .binInt2, .long1, .long4, .binFloat:
      stack.append(try number(instruction))
    case .binUnicode, .shortBinUnicode, .binUnicode8, .binString, .shortBinString, .binBytes, .shortBinBytes,
      .binBytes8, .byteArray8:
      stack.append(try text(instruction))
    case .emptyTuple, .tuple, .tuple1, .tuple2, .tuple3, .emptyList, .list, .append, .appends, .emptyDictionary,
      .dictionary, .setItem, .setItems, .emptySet, .addItems, .frozenSet:
      try collect(instruction)
    case .binPut: try remember(Int(try cursor.integer(UInt8.self)))
    case .longBinPut: try remember(Int(try cursor.integer(UInt32.self)))
    case .memoize: try remember(memoCount)
    case .binGet: try recall(Int(try cursor.integer(UInt8.self)))
    case .longBinGet: try recall(Int(try cursor.integer(UInt32.self)))
    case .global: stack.append(try Self.known(module: try cursor.line(), name: try cursor.line()))
    case .stackGlobal: stack.append(try stackGlobal())
    case .instance: throw Self.refused("\(try cursor.line()).\(try cursor.line())")
    case .binPersistentID: stack.append(try persistentStorage())
    case .reduce: stack.append(try reduce())
    case .newObject: stack.append(try newObject())
    case .build: try build()
    }
  }

  private mutating func number(_ instruction: PickleInstruction) throws(FormatFault) -> PickleValue {
    switch instruction {
    case .none: return .none
    case .newTrue: return .bool(true)
    case .newFalse: return .bool(false)
    case .binInt: return .int(Int(try cursor.integer(Int32.self)))
    case .binInt1: return .int(Int(try cursor.integer(UInt8.self)))
    case .binInt2: return .int(Int(try cursor.integer(UInt16.self)))
    case .long1: return .int(try long(Int(try cursor.integer(UInt8.self))))
    case .long4: return .int(try long(Int(try cursor.integer(Int32.self))))
    default:
      try cursor.skip(8)
      return .float
    }
  }

  /// A number of any length in two's complement; those beyond 64 bits are no size or offset.
  private mutating func long(_ count: Int) throws(FormatFault) -> Int {
    guard count <= 8 else {
      throw FormatFault(
        "its pickle has a number beyond 64 bits; save only the weights: torch.save(model.state_dict(), NEW)")
    }
    let bytes = try cursor.take(count)
    var value = bytes.last.map { $0 >= 0x80 } == true ? -1 : 0
    for byte in bytes.reversed() { value = value << 8 | Int(byte) }
    return value
  }

  private mutating func text(_ instruction: PickleInstruction) throws(FormatFault) -> PickleValue {
    switch instruction {
    case .binUnicode: return .string(try cursor.text(Int(try cursor.integer(UInt32.self))))
    case .shortBinUnicode, .shortBinString: return .string(try cursor.text(Int(try cursor.integer(UInt8.self))))
    case .binUnicode8: return .string(try cursor.text(try cursor.size()))
    case .binString: return .string(try cursor.text(Int(try cursor.integer(Int32.self))))
    case .binBytes: try cursor.skip(Int(try cursor.integer(UInt32.self)))
    case .shortBinBytes: try cursor.skip(Int(try cursor.integer(UInt8.self)))
    default: try cursor.skip(try cursor.size())
    }
    return .bytes
  }

  private mutating func collect(_ instruction: PickleInstruction) throws(FormatFault) {
    switch instruction {
    case .emptyTuple: stack.append(.tuple(add(.items([]))))
    case .tuple: stack.append(.tuple(add(.items(try popToMark()))))
    case .tuple1: stack.append(.tuple(add(.items(try pop(1)))))
    case .tuple2: stack.append(.tuple(add(.items(try pop(2)))))
    case .tuple3: stack.append(.tuple(add(.items(try pop(3)))))
    case .emptyList: stack.append(.list(add(.items([]))))
    case .list: stack.append(.list(add(.items(try popToMark()))))
    case .append: try append(try pop(1), to: try top())
    case .appends: try append(try popToMark(), to: try top())
    case .emptyDictionary: stack.append(.dictionary(add(.pairs([]))))
    case .dictionary:
      let values = try popToMark()
      stack.append(.dictionary(add(.pairs([]))))
      try set(values, in: try top())
    case .setItem: try set(try pop(2), in: try top())
    case .setItems: try set(try popToMark(), in: try top())
    case .emptySet: stack.append(.set)
    case .frozenSet:
      _ = try popToMark()
      stack.append(.set)
    default: _ = try popToMark()
    }
  }
}
