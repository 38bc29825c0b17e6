/// The state dictionary in a file of `torch.save`: names, shapes and where the bytes are.
struct TorchArchiveContents {
  struct Entry {
    let name: String
    let rows: StridedBytes
    let storage: PickledStorage
  }

  /// Where the bytes of storages are.
  private enum Storages {
    case zip(ZipDirectory)
    case legacy(LegacyStorages)
  }

  private(set) var entries: [Entry] = []
  private let storages: Storages

  init(_ file: UnsafeRawBufferPointer) throws(FormatFault) {
    guard let format = ForeignFormat(file) else {
      throw FormatFault("it is no file of torch.save; give a .pth or .pt file of weights")
    }
    let (reader, top): (PickleReader, PickleValue)
    switch format {
    case .torchZip:
      let zip = try ZipDirectory(file)
      (reader, top) = try Self.object(of: zip, in: file)
      storages = .zip(zip)
    case .legacyTorch:
      let legacy = try LegacyStorages(file)
      (reader, top) = (legacy.reader, legacy.object)
      storages = .legacy(legacy)
    default: throw FormatFault(format.reason(wanted: "a file of torch.save"))
    }
    entries = try Self.entries(of: reader, in: top)
    try checkSizes(fileSize: file.count)
  }

  /// The pickled object of a zip archive.
  private static func object(
    of zip: ZipDirectory, in file: UnsafeRawBufferPointer
  ) throws(FormatFault) -> (PickleReader, PickleValue) {
    guard let pickle = try zip.bytes(of: "data.pkl", in: file) else {
      throw ZipDirectory.foreign
    }
    guard zip.entries["\(zip.root)/constants.pkl"] == nil else {
      throw ZipDirectory.script
    }
    if let order = try zip.bytes(of: "byteorder", in: file), !order.elementsEqual("little".utf8) {
      throw FormatFault("it was written on a big-endian machine; save it again on a little-endian one")
    }
    var reader = try PickleReader(pickle)
    let top = try reader.read()
    return (reader, top)
  }

  /// Calls a closure with an entry's elements in rows.
  func withRows<R, E: Error>(
    of entry: Entry, in storage: UnsafeRawBufferPointer, _ body: (UnsafeRawBufferPointer) throws(E) -> R
  ) throws(E) -> R {
    try entry.rows.withRows(of: storage, body)
  }

  /// The bytes of a storage, as many as it says.
  func bytes(of storage: PickledStorage, in file: UnsafeRawBufferPointer) throws(FormatFault) -> UnsafeRawBufferPointer
  {
    let zip: ZipDirectory
    switch storages {
    case .zip(let directory): zip = directory
    case .legacy(let legacy): return try legacy.bytes(of: storage, in: file)
    }
    guard let bytes = try zip.bytes(of: "data/\(storage.key)", in: file) else {
      throw FormatFault("it is damaged: its storage \(quoted(storage.key)) is missing; get or save the file again")
    }
    let (count, overflow) = storage.count.multipliedReportingOverflow(by: storage.dtype.byteCount)
    guard !overflow, bytes.count == count else {
      throw FormatFault(
        "it is damaged: its storage \(quoted(storage.key)) has \(bytes.count) bytes for \(storage.count) elements; "
          + "get or save the file again")
    }
    return bytes
  }

  /// The tensors of the dictionary, or of the one under its key `state_dict`.
  private static func entries(of reader: PickleReader, in top: PickleValue) throws(FormatFault) -> [Entry] {
    guard var pairs = reader.pairs(top) else {
      throw FormatFault("it holds \(top.kind) and no state dictionary; save torch.save(model.state_dict(), NEW)")
    }
    for pair in pairs {
      if case .string("state_dict") = pair.key, let inner = reader.pairs(pair.value) { pairs = inner }
    }
    var entries: [Entry] = []
    var seen: Set<String> = []
    for pair in pairs {
      guard case .string(let name) = pair.key else {
        throw FormatFault("its dictionary has \(pair.key.kind) as a name; save torch.save(model.state_dict(), NEW)")
      }
      guard case .tensor(let index) = pair.value else {
        throw FormatFault(
          "its \(quoted(name)) is \(pair.value.kind) and no tensor; save the network's weights alone: "
            + "torch.save(model.state_dict(), NEW)")
      }
      guard seen.insert(name).inserted else {
        throw FormatFault("the name \(quoted(name)) stands in it twice; get or save the file again")
      }
      let tensor = reader.tensors[index]
      entries.append(Entry(name: name, rows: try StridedBytes(tensor, name: name), storage: tensor.storage))
    }
    return entries
  }

  /// Views may share a storage or repeat its elements; a small file must not fill the memory so.
  private func checkSizes(fileSize: Int) throws(FormatFault) {
    let limit = fileSize * 16 + 64 << 20
    var total = 0
    for entry in entries {
      let (sum, overflow) = total.addingReportingOverflow(entry.rows.byteCount)
      guard !overflow, sum <= limit else {
        throw FormatFault(
          "its tensors repeat their elements to more than 16 times the file; save them with .contiguous() or .clone()")
      }
      total = sum
    }
  }
}
