public import Files

/// Writes safetensors files.
public enum Safetensors {
  /// Writes tensors and strings to a file, in the place of an old one of that name.
  ///
  /// The same arguments make the same bytes. The header lists the tensors in the order given; their bytes lie by
  /// falling size of the element, so that each begins at a multiple of it, which PyTorch's reader needs. The file is
  /// written beside the old one and gets its name when it is whole on the disk.
  ///
  /// - Throws: `FileError` for a name given twice, and when the disk is full or refuses; the old file stays.
  public static func write(
    _ tensors: [(name: String, tensor: Tensor)], metadata: [String: String] = [:], to path: String
  ) throws(FileError) {
    let layout = try naming(path) { () throws(FormatFault) in
      try SafetensorsLayout(tensors.map { ($0.name, $0.tensor.dtype, $0.tensor.shape) }, metadata: metadata)
    }
    try AtomicFile.write(to: path) { (file) throws(FileError) in
      try file.append(layout.header)
      for index in layout.order {
        try tensors[index].tensor.withUnsafeBytes { (bytes) throws(FileError) in try file.append(bytes) }
      }
    }
  }
}

/// Where the tensors of a new file lie, and the header that says so.
struct SafetensorsLayout {
  /// The length and the JSON, padded with spaces to a multiple of eight bytes.
  let header: [UInt8]
  /// The indices of the tensors in the order of their bytes.
  let order: [Int]

  init(
    _ tensors: [(name: String, dtype: DType, shape: [Int])], metadata: [String: String]
  ) throws(FormatFault) {
    // Sorting by the index too makes the order stable.
    order = tensors.indices.sorted { (-tensors[$0].dtype.byteCount, $0) < (-tensors[$1].dtype.byteCount, $1) }
    var ranges = [Range<Int>](repeating: 0..<0, count: tensors.count)
    var end = 0
    for index in order {
      let count = tensors[index].shape.reduce(tensors[index].dtype.byteCount, *)
      ranges[index] = end..<end + count
      end += count
    }

    var names: Set<String> = [SafetensorsHeader.metadataKey]
    var members: [String] = []
    if !metadata.isEmpty {
      let pairs = metadata.sorted { $0.key < $1.key }.map { Self.json($0.key) + ":" + Self.json($0.value) }
      members.append("\"\(SafetensorsHeader.metadataKey)\":{\(pairs.joined(separator: ","))}")
    }
    for (tensor, range) in zip(tensors, ranges) {
      guard names.insert(tensor.name).inserted else {
        throw FormatFault(
          "it cannot be written: two tensors would have the name \(quoted(tensor.name)); give each a name of its own")
      }
      let shape = tensor.shape.map(String.init).joined(separator: ",")
      members.append(
        "\(Self.json(tensor.name)):{\"dtype\":\"\(tensor.dtype.safetensorsName)\",\"shape\":[\(shape)],"
          + "\"data_offsets\":[\(range.lowerBound),\(range.upperBound)]}")
    }
    var text = Array("{\(members.joined(separator: ","))}".utf8)
    text += [UInt8](repeating: UInt8(ascii: " "), count: -text.count & 7)
    guard text.count <= SafetensorsHeader.lengthLimit else {
      throw FormatFault("it cannot be written: its header would be longer than 100 MB; shorten names and metadata")
    }
    header = withUnsafeBytes(of: UInt64(text.count).littleEndian, Array.init) + text
  }

  private static func json(_ text: String) -> String {
    var quoted = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": quoted += "\\\""
      case "\\": quoted += "\\\\"
      case "\u{0}"..<" ":
        let digits = String(scalar.value, radix: 16)
        quoted += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: quoted.unicodeScalars.append(scalar)
      }
    }
    return quoted + "\""
  }
}
