/// What a safetensors file says of its tensors, checked against the file's size.
struct SafetensorsHeader: Equatable {
  struct Entry: Equatable {
    let name: String
    let dtype: DType
    let shape: [Int]
    /// The tensor's bytes in the file.
    let range: Range<Int>
  }

  var metadata: [String: String] = [:]
  /// In the order of the header.
  var entries: [Entry] = []

  static let lengthLimit = 100_000_000
  static let metadataKey = "__metadata__"

  /// Reads the header of a file's bytes and checks every figure in it.
  init(_ file: UnsafeRawBufferPointer) throws(FormatFault) {
    guard file.count >= 8 else { throw Self.foreign(file, "it has only \(file.count) bytes") }
    let length = UInt64(littleEndian: file.loadUnaligned(as: UInt64.self))
    guard length <= Self.lengthLimit, Int(length) <= file.count - 8 else {
      throw Self.foreign(file, "its header would have \(length) bytes, the file has \(file.count)")
    }
    let start = 8 + Int(length)
    var parser = SafetensorsHeaderParser(UnsafeRawBufferPointer(rebasing: file[8..<start]))
    try parser.parse()
    metadata = parser.metadata
    entries.reserveCapacity(parser.entries.count)
    for raw in parser.entries { entries.append(try Self.checked(raw, start: start, end: file.count)) }
    try checkCover(start: start, end: file.count)
  }

  private static func checked(
    _ raw: SafetensorsHeaderParser.RawEntry, start: Int, end: Int
  ) throws(FormatFault) -> Entry {
    let name = quoted(raw.name)
    guard let type = raw.dtype, let shape = raw.shape, let offsets = raw.offsets else {
      throw damaged("the entry of \(name) lacks its dtype, shape or offsets")
    }
    guard let dtype = DType(safetensorsName: type) else {
      throw FormatFault(
        "its tensor \(name) has elements of type \(quoted(type)), which are not read; convert it to F32 first")
    }
    guard let bytes = dtype.byteCount(of: shape) else { throw damaged("the shape of \(name) is impossible") }
    guard offsets.count == 2, offsets[0] <= offsets[1], offsets[1] <= end - start else {
      throw damaged("the offsets of \(name) lie outside of the file")
    }
    guard offsets[1] - offsets[0] == bytes else {
      throw damaged(
        "\(name) of shape \(shape) and type \(type) needs \(bytes) bytes and has \(offsets[1] - offsets[0])")
    }
    return Entry(name: raw.name, dtype: dtype, shape: shape, range: start + offsets[0]..<start + offsets[1])
  }

  /// Every byte behind the header belongs to one tensor: nothing overlaps, nothing is left.
  private func checkCover(start: Int, end: Int) throws(FormatFault) {
    var covered = start
    let ranges = entries.map { ($0.range.lowerBound, $0.range.upperBound, $0.name) }
      .sorted { ($0.0, $0.1) < ($1.0, $1.1) }
    for (lower, upper, name) in ranges {
      guard lower == covered else {
        let what = lower < covered ? "overlaps another tensor" : "lies behind bytes of no tensor"
        throw Self.damaged("\(quoted(name)) \(what)")
      }
      covered = upper
    }
    guard covered == end else { throw Self.damaged("\(end - covered) bytes at the end belong to no tensor") }
  }

  static func damaged(_ what: String) -> FormatFault {
    FormatFault("it is damaged or was not written to its end: \(what); get or make the file again")
  }

  private static func foreign(_ file: UnsafeRawBufferPointer, _ what: String) -> FormatFault {
    if let other = ForeignFormat(file), other != .safetensors {
      return FormatFault(other.reason(wanted: "a safetensors file"))
    }
    return damaged(what)
  }
}
