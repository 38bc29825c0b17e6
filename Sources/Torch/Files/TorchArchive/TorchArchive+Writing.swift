public import Files

extension TorchArchive {
  /// Writes a state dictionary as `torch.save` does, for PyTorch 1.6 and later: `torch.load(path, weights_only=True)` gives
  /// an `OrderedDict` of tensors on the CPU.
  ///
  /// The file is written beside an old one and gets its name when it is whole on the disk.
  ///
  /// - Throws: `FileError` for more bytes than a zip archive of this kind holds (4 GB), and when the disk refuses.
  public static func write(
    _ tensors: [(name: String, tensor: Tensor)], to path: String
  ) throws(FileError) {
    let rows = tensors.map { ($0.name, $0.tensor.detached().contiguous()) }
    let total = rows.reduce(0) { $0 + $1.1.shape.reduce($1.1.dtype.byteCount, *) }
    guard total < 0xF000_0000 else {
      throw FileError(path: path, reason: "it cannot be written: its weights take more than 4 GB, which it cannot hold")
    }
    try AtomicFile.write(to: path) { (file) throws(FileError) in
      var zip = StoredZip(file, root: "archive")
      try zip.add("data.pkl", StateDictionaryPickle.bytes(of: rows))
      try zip.add("byteorder", Array("little".utf8))
      for (index, row) in rows.enumerated() {
        try row.1.withUnsafeBytes { (bytes) throws(FileError) in try zip.add("data/\(index)", bytes) }
      }
      try zip.add("version", Array("3\n".utf8))
      try zip.finish()
    }
  }
}

/// The pickle of an `OrderedDict` of tensors (protocol 2), each in a storage of its own.
private enum StateDictionaryPickle {
  static func bytes(of tensors: [(String, Tensor)]) -> [UInt8] {
    var pickle: [UInt8] = [0x80, 2]
    global("collections", "OrderedDict", &pickle)
    pickle += Array(")R(".utf8)
    for (index, (name, tensor)) in tensors.enumerated() {
      text(name, &pickle)
      self.tensor(tensor, storage: index, &pickle)
    }
    return pickle + Array("u.".utf8)
  }

  /// `_rebuild_tensor_v2(storage, offset, size, stride, requires_grad, hooks)`.
  private static func tensor(_ tensor: Tensor, storage: Int, _ pickle: inout [UInt8]) {
    let shape = tensor.shape
    var strides = [Int](repeating: 1, count: shape.count)
    for dimension in shape.indices.dropLast().reversed() {
      strides[dimension] = strides[dimension + 1] * max(shape[dimension + 1], 1)
    }
    global("torch._utils", "_rebuild_tensor_v2", &pickle)
    pickle += Array("((".utf8)
    text("storage", &pickle)
    global("torch", tensor.dtype.storageClass, &pickle)
    text("\(storage)", &pickle)
    text("cpu", &pickle)
    integer(shape.reduce(1, *), &pickle)
    pickle += Array("tQ".utf8)
    integer(0, &pickle)
    for sizes in [shape, strides] {
      pickle.append(UInt8(ascii: "("))
      for size in sizes { integer(size, &pickle) }
      pickle.append(UInt8(ascii: "t"))
    }
    pickle.append(0x89)
    global("collections", "OrderedDict", &pickle)
    pickle += Array(")RtR".utf8)
  }

  private static func global(_ module: String, _ name: String, _ pickle: inout [UInt8]) {
    pickle += Array("c\(module)\n\(name)\n".utf8)
  }

  private static func text(_ text: String, _ pickle: inout [UInt8]) {
    pickle.append(UInt8(ascii: "X"))
    pickle += withUnsafeBytes(of: UInt32(text.utf8.count).littleEndian, Array.init)
    pickle += Array(text.utf8)
  }

  /// BININT holds 32 bits; the whole archive is smaller than that.
  private static func integer(_ value: Int, _ pickle: inout [UInt8]) {
    if let small = Int32(exactly: value) {
      pickle.append(UInt8(ascii: "J"))
      pickle += withUnsafeBytes(of: small.littleEndian, Array.init)
    } else {
      pickle += [0x8A, 8]
      pickle += withUnsafeBytes(of: Int64(value).littleEndian, Array.init)
    }
  }
}

/// A zip archive whose entries are stored as they are (APPNOTE 4.3).
private struct StoredZip {
  private let file: AtomicFile.Writer
  private let root: String
  private var directory: [UInt8] = []
  private var count = 0

  init(_ file: AtomicFile.Writer, root: String) {
    self.file = file
    self.root = root
  }

  mutating func add(_ name: String, _ bytes: [UInt8]) throws(FileError) {
    let start = file.count
    try header(name, checksum: bytes.withUnsafeBytes { CRC32.checksum($0) }, size: bytes.count, start: start)
    try file.append(bytes)
  }

  mutating func add(_ name: String, _ bytes: UnsafeRawBufferPointer) throws(FileError) {
    try header(name, checksum: CRC32.checksum(bytes), size: bytes.count, start: file.count)
    try file.append(bytes)
  }

  private mutating func header(_ name: String, checksum: UInt32, size: Int, start: Int) throws(FileError) {
    let name = Array("\(root)/\(name)".utf8)
    let dateOf1980: UInt16 = 0x21
    var fields = little(UInt16(20)) + little(UInt16(0x800)) + little(UInt16(0)) + little(UInt16(0)) + little(dateOf1980)
    fields += little(checksum) + little(UInt32(size)) + little(UInt32(size))
    fields += little(UInt16(name.count)) + little(UInt16(0))
    try file.append(little(UInt32(0x0403_4B50)) + fields + name)
    directory += little(UInt32(0x0201_4B50)) + little(UInt16(20)) + fields
    directory += [UInt8](repeating: 0, count: 10) + little(UInt32(start)) + name
    count += 1
  }

  func finish() throws(FileError) {
    let start = file.count
    try file.append(directory)
    var end = little(UInt32(0x0605_4B50)) + little(UInt32(0)) + little(UInt16(count)) + little(UInt16(count))
    end += little(UInt32(directory.count)) + little(UInt32(start)) + little(UInt16(0))
    try file.append(end)
  }

  private func little(_ value: some FixedWidthInteger) -> [UInt8] {
    withUnsafeBytes(of: value.littleEndian, Array.init)
  }
}
