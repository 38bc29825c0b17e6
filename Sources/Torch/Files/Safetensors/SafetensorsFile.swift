public import Files

/// A safetensors file that is open for reading: mapped into memory, its header checked, tensors copied when asked for.
///
/// The format: eight bytes with the header's length, the header in JSON, then the tensors' bytes, row-major and
/// little-endian. Every figure of an untrusted file is checked; a damaged one is an error and never a crash.
public struct SafetensorsFile {
  /// The file.
  public let path: String
  /// The strings that the header carries beside the tensors.
  public var metadata: [String: String] { header.metadata }
  /// The tensors' names, in the order of the header.
  public var names: [String] { header.entries.map(\.name) }

  private let file: MappedFile
  private let header: SafetensorsHeader
  private let indices: [String: Int]

  /// Opens a file and checks all of its header; the tensors are read later.
  ///
  /// - Throws: `FileError` for a file that is missing, of another kind or damaged.
  public init(path: String) throws(FileError) {
    self.path = path
    let file = try MappedFile(path: path)
    let header = try naming(path) { () throws(FormatFault) in
      try file.withBytes { (bytes) throws(FormatFault) in try SafetensorsHeader(bytes) }
    }
    self.file = file
    self.header = header
    indices = Dictionary(uniqueKeysWithValues: header.entries.enumerated().map { ($1.name, $0) })
  }

  /// Whether a file begins as this format does, whatever its name; false where it cannot be read.
  public static func isOne(at path: String) -> Bool {
    (try? MappedFile(path: path))?.withBytes { ForeignFormat($0) == .safetensors } ?? false
  }

  /// The shape of a tensor, or nothing where the file does not hold it.
  public func shape(of name: String) -> [Int]? { indices[name].map { header.entries[$0].shape } }

  /// The element type of a tensor, or nothing where the file does not hold it.
  public func dtype(of name: String) -> DType? { indices[name].map { header.entries[$0].dtype } }

  /// Copies a tensor to the CPU's memory.
  ///
  /// - Throws: `FileError` where the file does not hold it.
  public func tensor(_ name: String) throws(FileError) -> Tensor {
    guard let index = indices[name] else {
      throw FileError(
        path: path, reason: "it holds no tensor \(quoted(name)); give a file of the network that is asked for")
    }
    let entry = header.entries[index]
    return try file.withBytes { (bytes) throws(FileError) in
      try Tensor(
        read: UnsafeRawBufferPointer(rebasing: bytes[entry.range]), shape: entry.shape, dtype: entry.dtype, name: name,
        from: path)
    }
  }

  /// Copies all tensors to the CPU's memory.
  ///
  /// - Throws: `FileError` where one cannot be made.
  public func all() throws(FileError) -> [String: Tensor] {
    var tensors: [String: Tensor] = [:]
    for name in names { tensors[name] = try tensor(name) }
    return tensors
  }
}

extension Tensor {
  /// Copies bytes that came from a file.
  init(
    read bytes: UnsafeRawBufferPointer, shape: [Int], dtype: DType, name: String, from path: String
  ) throws(FileError) {
    guard dtype.accepts(bytes) else {
      throw FileError(
        path: path,
        reason: "it is damaged: its tensor \(quoted(name)) holds truth values that are neither 0 nor 1; "
          + "get or make the file again")
    }
    do throws(TorchError) {
      try self.init(bytes: bytes, shape: shape, dtype: dtype)
    } catch {
      throw FileError(
        path: path,
        reason: "its tensor \(quoted(name)) of shape \(shape) cannot be made (\(error)); make sure of enough memory")
    }
  }
}
