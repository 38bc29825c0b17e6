/// The entries of a zip archive, as its central directory lists them (APPNOTE 6.3.10), with every figure checked.
///
/// PyTorch stores its entries as they are; compressed ones are refused, so that no archive can unpack to more than
/// the file holds.
struct ZipDirectory {
  struct Entry {
    let name: String
    let crc: UInt32
    let range: Range<Int>
  }

  private(set) var entries: [String: Entry] = [:]
  /// The name of the folder that holds everything.
  private(set) var root = ""
  /// PyTorch can be told to write no checksums; then all of them are zero.
  private(set) var hasChecksums = false

  init(_ file: UnsafeRawBufferPointer) throws(FormatFault) {
    let end = try End(file)
    var directory = ByteCursor(file, at: end.directoryStart)
    var compressed: [String] = []
    for index in 0..<end.entryCount {
      let record = try CentralRecord(&directory)
      guard record.isStored else {
        compressed.append(record.name)
        continue
      }
      let entry = Entry(name: record.name, crc: record.crc, range: try record.contents(in: file))
      if index == 0 { root = String(record.name.prefix { $0 != "/" }) }
      guard entries.updateValue(entry, forKey: entry.name) == nil else {
        throw Self.damaged("the name \(quoted(entry.name)) stands in it twice")
      }
      if entry.crc != 0 { hasChecksums = true }
    }
    guard directory.offset <= end.directoryEnd else { throw Self.damaged("its directory is longer than it says") }
    if let first = compressed.first { throw Self.fault(first, names: compressed + entries.keys) }
  }

  /// The bytes of an entry below the root, with their checksum compared; nothing where there is none of that name.
  func bytes(of name: String, in file: UnsafeRawBufferPointer) throws(FormatFault) -> UnsafeRawBufferPointer? {
    guard let entry = entries["\(root)/\(name)"] else { return nil }
    let bytes = UnsafeRawBufferPointer(rebasing: file[entry.range])
    guard !hasChecksums || CRC32.checksum(bytes) == entry.crc else {
      throw Self.damaged("the checksum of \(quoted(entry.name)) is wrong")
    }
    return bytes
  }

  /// What an archive with compressed entries is: PyTorch compresses the code of programs, and never weights.
  private static func fault(_ compressed: String, names: [String]) -> FormatFault {
    func holds(_ name: String) -> Bool { names.contains { $0 == name || $0.hasSuffix("/" + name) } }
    if holds("constants.pkl") || names.contains(where: { $0.contains("/code/") }) { return Self.script }
    guard holds("data.pkl") else { return Self.foreign }
    return FormatFault(
      "its entry \(quoted(compressed)) is compressed, which torch.save never does; "
        + "save the weights again with torch.save, or unpack and zip them with `zip -0`")
  }

  static let script = FormatFault(
    "it is a TorchScript program and holds code; save its weights alone: "
      + "torch.save(torch.jit.load(OLD, map_location='cpu').state_dict(), NEW)")
  static let foreign = FormatFault(
    "it is a zip archive, but not one of torch.save; give a .pth or .pt file of weights")

  static func damaged(_ what: String) -> FormatFault {
    FormatFault("it is damaged: as a zip archive, \(what); get the file again")
  }
}

extension ZipDirectory {
  /// The record at the end that says where the directory is.
  private struct End {
    let entryCount: Int
    let directoryStart: Int
    let directoryEnd: Int

    init(_ file: UnsafeRawBufferPointer) throws(FormatFault) {
      guard let position = Self.position(in: file) else {
        throw ZipDirectory.damaged("it has no directory at its end, so a download or copy was cut short")
      }
      var cursor = ByteCursor(file, at: position + 10)
      var count = Int(try cursor.integer(UInt16.self))
      var size = Int(try cursor.integer(UInt32.self))
      var start = Int(try cursor.integer(UInt32.self))
      var limit = position
      if let large = try Self.large(file, before: position) {
        (count, size, start, limit) = large
      }
      let (end, overflow) = start.addingReportingOverflow(size)
      // An entry takes 46 bytes at least, which bounds their number by what is there.
      guard !overflow, end <= limit, count <= size / 46 else {
        throw ZipDirectory.damaged("its directory lies outside of it")
      }
      entryCount = count
      directoryStart = start
      directoryEnd = end
    }

    /// The last place where an end record fits with the comment behind it.
    private static func position(in file: UnsafeRawBufferPointer) -> Int? {
      var position = file.count - 22
      while position >= 0, position >= file.count - 22 - 0xFFFF {
        if file.loadUnaligned(fromByteOffset: position, as: UInt32.self).littleEndian == 0x0605_4B50,
          position + 22 + Int(file.loadUnaligned(fromByteOffset: position + 20, as: UInt16.self).littleEndian)
            == file.count
        {
          return position
        }
        position -= 1
      }
      return nil
    }

    /// The same figures with 64 bits, where the archive has them.
    private static func large(
      _ file: UnsafeRawBufferPointer, before position: Int
    ) throws(FormatFault) -> (count: Int, size: Int, start: Int, limit: Int)? {
      guard position >= 20 else { return nil }
      var locator = ByteCursor(file, at: position - 20)
      guard try locator.integer(UInt32.self) == 0x0706_4B50 else { return nil }
      try locator.skip(4)
      let record = try locator.size()
      var cursor = ByteCursor(file, at: record)
      guard try cursor.integer(UInt32.self) == 0x0606_4B50 else {
        throw ZipDirectory.damaged("its zip64 record is not where it should be")
      }
      try cursor.skip(28)
      return (try cursor.size(), try cursor.size(), try cursor.size(), record)
    }
  }

  /// One entry of the directory.
  private struct CentralRecord {
    let name: String
    let crc: UInt32
    /// Whether its bytes are in the file as they are.
    let isStored: Bool
    private let size: Int
    private let localHeader: Int

    init(_ cursor: inout ByteCursor) throws(FormatFault) {
      guard try cursor.integer(UInt32.self) == 0x0201_4B50 else {
        throw ZipDirectory.damaged("its directory is broken")
      }
      try cursor.skip(4)
      let flags = try cursor.integer(UInt16.self)
      let method = try cursor.integer(UInt16.self)
      try cursor.skip(4)
      crc = try cursor.integer()
      var stored = Int(try cursor.integer(UInt32.self))
      var size = Int(try cursor.integer(UInt32.self))
      let nameLength = Int(try cursor.integer(UInt16.self))
      let extraLength = Int(try cursor.integer(UInt16.self))
      let commentLength = Int(try cursor.integer(UInt16.self))
      try cursor.skip(8)
      var offset = Int(try cursor.integer(UInt32.self))
      name = try cursor.text(nameLength)
      let extra = try cursor.take(extraLength)
      try cursor.skip(commentLength)
      try Self.widen(&size, &stored, &offset, with: extra)

      guard flags & 1 == 0 else { throw FormatFault("it is encrypted; save it again without a password") }
      isStored = method == 0 && size == stored
      self.size = size
      localHeader = offset
    }

    /// Takes the figures that do not fit 32 bits from the extra field of zip64.
    private static func widen(
      _ size: inout Int, _ stored: inout Int, _ offset: inout Int, with extra: UnsafeRawBufferPointer
    ) throws(FormatFault) {
      var cursor = ByteCursor(extra)
      while cursor.remaining >= 4 {
        let kind = try cursor.integer(UInt16.self)
        var field = ByteCursor(try cursor.take(Int(try cursor.integer(UInt16.self))))
        guard kind == 1 else { continue }
        if size == 0xFFFF_FFFF { size = try field.size() }
        if stored == 0xFFFF_FFFF { stored = try field.size() }
        if offset == 0xFFFF_FFFF { offset = try field.size() }
      }
    }

    /// Where the bytes are: behind the entry's own header, whose length only that header knows.
    func contents(in file: UnsafeRawBufferPointer) throws(FormatFault) -> Range<Int> {
      var cursor = ByteCursor(file, at: localHeader)
      guard try cursor.integer(UInt32.self) == 0x0403_4B50 else {
        throw ZipDirectory.damaged("the entry \(quoted(name)) is not where its directory says")
      }
      try cursor.skip(22)
      let nameLength = Int(try cursor.integer(UInt16.self))
      let extraLength = Int(try cursor.integer(UInt16.self))
      guard try cursor.take(nameLength).elementsEqual(name.utf8) else {
        throw ZipDirectory.damaged("the entry \(quoted(name)) has another name in its own header")
      }
      try cursor.skip(extraLength)
      let start = cursor.offset
      try cursor.skip(size)
      return start..<start + size
    }
  }
}
