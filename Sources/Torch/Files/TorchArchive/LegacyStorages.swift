/// The storages of a file that PyTorch wrote before version 1.6, or by `_use_new_zipfile_serialization=False`.
///
/// Such a file is five things one behind the other: a pickled magic number, a pickled format number, a pickled
/// description of the machine, the pickled object, a pickled list of keys. Then come, in the list's order, each storage's
/// number of elements (64 bits) and its bytes. There are no checksums.
struct LegacyStorages {
  /// The object's pickle, read.
  let reader: PickleReader
  /// What that pickle makes.
  let object: PickleValue
  private let contents: [String: (range: Range<Int>, storage: PickledStorage)]

  /// The magic number 0x1950a86a20f9469cfc6c with the pickle around it.
  private static let magicLength = 15
  private static let formatNumber = 1001

  /// - Parameter file: all bytes, which begin with the magic number.
  init(_ file: UnsafeRawBufferPointer) throws(FormatFault) {
    guard file.count > Self.magicLength, file[Self.magicLength - 1] == UInt8(ascii: ".") else {
      throw PickleReader.damaged
    }
    var offset = Self.magicLength
    let (_, format) = try Self.pickle(in: file, at: &offset)
    guard case .int(Self.formatNumber) = format else {
      throw FormatFault("it has an unknown number of its format; save it again with a current PyTorch")
    }
    let (machine, description) = try Self.pickle(in: file, at: &offset)
    try Self.checkByteOrder(machine.pairs(description) ?? [])
    (reader, object) = try Self.pickle(in: file, at: &offset)
    let (list, keys) = try Self.pickle(in: file, at: &offset)
    var sizes: [String: PickledStorage] = [:]
    for storage in reader.storages {
      if let known = sizes.updateValue(storage, forKey: storage.key),
        known.dtype != storage.dtype || known.count != storage.count
      {
        throw Self.damaged(storage.key, "has two types or sizes")
      }
    }
    var contents: [String: (range: Range<Int>, storage: PickledStorage)] = [:]
    var cursor = ByteCursor(file, at: offset)
    for value in try list.items(keys) {
      guard case .string(let key) = value, let storage = sizes[key], contents[key] == nil else {
        throw PickleReader.damaged
      }
      let count = try cursor.size()
      guard count == storage.count else {
        throw Self.damaged(key, "has \(count) elements and should have \(storage.count)")
      }
      let (bytes, overflow) = count.multipliedReportingOverflow(by: storage.dtype.byteCount)
      guard !overflow else { throw ByteCursor.ended }
      let start = cursor.offset
      try cursor.skip(bytes)
      contents[key] = (start..<start + bytes, storage)
    }
    self.contents = contents
  }

  /// The bytes of a storage.
  func bytes(of storage: PickledStorage, in file: UnsafeRawBufferPointer) throws(FormatFault) -> UnsafeRawBufferPointer
  {
    guard let found = contents[storage.key] else { throw Self.damaged(storage.key, "is missing") }
    return UnsafeRawBufferPointer(rebasing: file[found.range])
  }

  /// Reads one of the pickles and moves behind it.
  private static func pickle(
    in file: UnsafeRawBufferPointer, at offset: inout Int
  ) throws(FormatFault) -> (PickleReader, PickleValue) {
    // The rest of the file is mostly weights: a pickle that does not end within the limit ends too early.
    let rest = UnsafeRawBufferPointer(rebasing: file[offset...].prefix(PickleReader.byteLimit))
    var reader = try PickleReader(rest)
    reader.isLegacy = true
    let value = try reader.read()
    offset += reader.cursor.offset
    return (reader, value)
  }

  private static func checkByteOrder(
    _ description: [(key: PickleValue, value: PickleValue)]
  ) throws(FormatFault) {
    for pair in description {
      guard case .string("little_endian") = pair.key else { continue }
      guard case .bool(true) = pair.value else {
        throw FormatFault("it was written on a big-endian machine; save it again on a little-endian one")
      }
    }
  }

  private static func damaged(_ key: String, _ what: String) -> FormatFault {
    FormatFault("it is damaged: its storage \(quoted(key)) \(what); get or save the file again")
  }
}
