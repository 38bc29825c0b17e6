/// As much of protobuf's wire format as TensorBoard's events need.
struct ProtobufMessage {
  private(set) var bytes: [UInt8] = []

  private mutating func varint(_ value: UInt64) {
    var rest = value
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(rest))
  }

  private mutating func tag(_ field: Int, wireType: UInt64) { varint(UInt64(field) << 3 | wireType) }

  mutating func add(_ field: Int, integer: Int) {
    tag(field, wireType: 0)
    varint(UInt64(bitPattern: Int64(integer)))
  }

  mutating func add(_ field: Int, double: Double) {
    tag(field, wireType: 1)
    bytes.append(contentsOf: littleEndian(double.bitPattern))
  }

  mutating func add(_ field: Int, float: Float) {
    tag(field, wireType: 5)
    bytes.append(contentsOf: littleEndian(float.bitPattern))
  }

  mutating func add(_ field: Int, bytes content: [UInt8]) {
    tag(field, wireType: 2)
    varint(UInt64(content.count))
    bytes.append(contentsOf: content)
  }

  mutating func add(_ field: Int, text: String) { add(field, bytes: Array(text.utf8)) }

  mutating func add(_ field: Int, message: ProtobufMessage) { add(field, bytes: message.bytes) }
}

/// The bytes of an integer, lowest first.
func littleEndian<Value: FixedWidthInteger>(_ value: Value) -> [UInt8] {
  withUnsafeBytes(of: value.littleEndian) { Array($0) }
}
