extension NumPyArray {
  /// The values as levels of grey or colour, 0...255: truth values are black and white.
  ///
  /// - Throws: when they go beyond; the sentence says how to convert them without harm.
  func levels() throws(DatasetError) -> [UInt8] {
    switch values {
    case .booleans(let values): return values.map { $0 == 0 ? 0 : 255 }
    case .uint8(let values): return values
    case .integers(let values):
      let (lowest, highest) = (values.min() ?? 0, values.max() ?? 0)
      if lowest >= 0, highest <= 255 { return values.map { UInt8($0) } }
      let shift = Int.bitWidth - highest.leadingZeroBitCount - 8
      let mend =
        lowest < 0 ? Self.stretched(Double(lowest), Double(highest)) : "(array >> \(shift)).astype(numpy.uint8)"
      throw DatasetError(
        "\(name) holds numbers of \(lowest) to \(highest); pictures have 0 to 255: convert it by \(mend)")
    }
  }

  /// Why an array of another kind is not read.
  static func refusal(of kind: String, _ body: ArraySlice<UInt8>, named name: String, _ role: Role) -> DatasetError {
    let begin = "\(name) holds values of kind \(kind)"
    if role == .labels { return DatasetError("\(begin); convert it by array.astype(numpy.int64)") }
    guard let (lowest, highest) = range(of: kind, body) else {
      return DatasetError("\(begin); scale them to 0...255 and convert them by array.round().astype(numpy.uint8)")
    }
    let mend =
      switch (lowest, highest) {
      case (0.0..., ...1.0): "(array * 255).round().astype(numpy.uint8)"
      case ((-1.0)..., ...1.0): "((array + 1) * 127.5).round().astype(numpy.uint8)"
      case (0.0..., ...255.0): "array.round().astype(numpy.uint8)"
      default: stretched(lowest, highest)
      }
    return DatasetError("\(begin), from \(lowest) to \(highest); convert it by \(mend)")
  }

  private static func stretched(_ lowest: Double, _ highest: Double) -> String {
    "numpy.interp(array, (\(lowest), \(highest)), (0, 255)).round().astype(numpy.uint8)"
  }

  /// The least and the greatest finite value of an array of floats; nil for other kinds.
  private static func range(of kind: String, _ body: ArraySlice<UInt8>) -> (Double, Double)? {
    let width: Int
    switch kind {
    case "<f4", "=f4": width = 4
    case "<f8", "=f8": width = 8
    default: return nil
    }
    var (lowest, highest) = (Double.infinity, -Double.infinity)
    for place in stride(from: body.startIndex, through: body.endIndex - width, by: width) {
      let raw = (0..<width).reduce(UInt64(0)) { $0 | UInt64(body[place + $1]) << UInt64(8 * $1) }
      let value = width == 4 ? Double(Float(bitPattern: UInt32(raw))) : Double(bitPattern: raw)
      guard value.isFinite else { continue }
      (lowest, highest) = (min(lowest, value), max(highest, value))
    }
    return lowest <= highest ? (lowest, highest) : nil
  }
}
