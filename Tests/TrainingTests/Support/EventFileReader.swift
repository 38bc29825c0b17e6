import Foundation

/// Reads TensorBoard event files from the format's description, sharing no code with the writer.
struct EventFileReader {
  struct Event {
    var step = 0
    var wallTime = 0.0
    var fileVersion: String?
    var isSessionStart = false
    var scalars: [String: Float] = [:]
    var images: [String: (width: Int, height: Int, channels: Int, bytes: Data)] = [:]
  }

  enum Damage: Error { case truncated, checksum, field }

  static func events(inFile path: String) throws -> [Event] {
    let data = try Data(contentsOf: URL(fileURLWithPath: path))
    var offset = 0
    var events: [Event] = []
    func take(_ count: Int) throws -> Data {
      guard offset + count <= data.count else { throw Damage.truncated }
      defer { offset += count }
      return data.subdata(in: offset..<offset + count)
    }
    while offset < data.count {
      let length = try take(8)
      guard try number(take(4)) == UInt64(maskedChecksum(length)) else { throw Damage.checksum }
      let body = try take(Int(number(length)))
      guard try number(take(4)) == UInt64(maskedChecksum(body)) else { throw Damage.checksum }
      events.append(try event(body))
    }
    return events
  }

  private static func event(_ body: Data) throws -> Event {
    var event = Event()
    for (field, value) in try fields(body) {
      switch (field, value) {
      case (1, .fixed(let bytes)): event.wallTime = Double(bitPattern: number(bytes))
      case (2, .varint(let step)): event.step = Int(step)
      case (3, .bytes(let text)): event.fileVersion = String(decoding: text, as: UTF8.self)
      case (7, .bytes(let session)):
        event.isSessionStart = try fields(session).contains { if case (1, .varint(1)) = $0 { true } else { false } }
      case (5, .bytes(let summary)):
        for case (1, .bytes(let item)) in try fields(summary) { try add(item, to: &event) }
      default: throw Damage.field
      }
    }
    return event
  }

  private static func add(_ item: Data, to event: inout Event) throws {
    var tag = ""
    for (field, value) in try fields(item) {
      switch (field, value) {
      case (1, .bytes(let text)): tag = String(decoding: text, as: UTF8.self)
      case (2, .fixed(let bytes)): event.scalars[tag] = Float(bitPattern: UInt32(number(bytes)))
      case (4, .bytes(let image)):
        var numbers: [Int: Int] = [:]
        var content = Data()
        for (field, value) in try fields(image) {
          if case .varint(let value) = value { numbers[field] = Int(value) }
          if case .bytes(let bytes) = value { content = bytes }
        }
        event.images[tag] = (numbers[2] ?? 0, numbers[1] ?? 0, numbers[3] ?? 0, content)
      default: throw Damage.field
      }
    }
  }

  private enum Value {
    case varint(UInt64)
    case fixed(Data)
    case bytes(Data)
  }

  private static func fields(_ message: Data) throws -> [(Int, Value)] {
    var rest = message[...]
    func varint() throws -> UInt64 {
      var result: UInt64 = 0
      for shift in stride(from: UInt64(0), to: 70, by: 7) {
        guard let byte = rest.popFirst() else { throw Damage.truncated }
        result |= UInt64(byte & 0x7f) << shift
        if byte < 0x80 { return result }
      }
      throw Damage.field
    }
    func take(_ count: Int) throws -> Data {
      guard rest.count >= count else { throw Damage.truncated }
      defer { rest = rest.dropFirst(count) }
      return Data(rest.prefix(count))
    }
    var result: [(Int, Value)] = []
    while !rest.isEmpty {
      let tag = try varint()
      switch tag & 7 {
      case 0: result.append((Int(tag >> 3), .varint(try varint())))
      case 1: result.append((Int(tag >> 3), .fixed(try take(8))))
      case 2: result.append((Int(tag >> 3), .bytes(try take(Int(varint())))))
      case 5: result.append((Int(tag >> 3), .fixed(try take(4))))
      default: throw Damage.field
      }
    }
    return result
  }

  private static func number(_ bytes: Data) -> UInt64 { bytes.reversed().reduce(0) { $0 << 8 | UInt64($1) } }

  /// Bit by bit from the polynomial, where the writer uses a table.
  static func checksum(_ data: Data) -> UInt32 {
    var register = UInt32.max
    for byte in data {
      for bit in 0..<8 {
        let low = (register ^ UInt32(byte >> bit)) & 1
        register = (register >> 1) ^ (low == 1 ? 0x82f6_3b78 : 0)
      }
    }
    return register ^ UInt32.max
  }

  private static func maskedChecksum(_ data: Data) -> UInt32 {
    let sum = UInt64(checksum(data))
    return UInt32((((sum >> 15 | sum << 17) & 0xffff_ffff) + 0xa282_ead8) & 0xffff_ffff)
  }
}
