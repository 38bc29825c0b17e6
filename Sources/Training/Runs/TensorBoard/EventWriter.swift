import Files
import Foundation

/// Writes the event file that TensorBoard reads: scalars and encoded pictures.
///
/// Each event is a protobuf `Event` in a TFRecord frame: length, its masked CRC-32C, the bytes, theirs.
final class EventWriter {
  let path: String
  private let file: AppendedFile

  /// Begins a file of its own.
  ///
  /// - Parameter step: where a resumed run goes on; TensorBoard then drops what earlier files say of later steps.
  init(inFolder folder: String, startingAt step: Int) throws {
    var host = [CChar](repeating: 0, count: 256)
    let named = gethostname(&host, host.count - 1) == 0
    let hostName =
      named ? String(decoding: host.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self) : "host"
    let base = "\(folder)/events.out.tfevents.\(Int(Date().timeIntervalSince1970)).\(hostName).\(getpid())"
    // Files are read in the order of their names: a sitting within the same second must not write over the last.
    let name = (0...).lazy.map { "\(base).\($0)" }.first { !FileManager.default.fileExists(atPath: $0) }
    path = name ?? base
    file = try AppendedFile(path)
    var version = Self.event(step: 0)
    version.add(3, text: "brain.Event:2")
    try append(version)
    if step > 0 {
      // SessionLog.START drops what earlier files say of the event's step and later ones.
      var session = ProtobufMessage()
      session.add(1, integer: 1)
      var event = Self.event(step: step + 1)
      event.add(7, message: session)
      try append(event)
    }
  }

  func add(scalars: [(tag: String, value: Double)], step: Int) throws {
    var summary = ProtobufMessage()
    for scalar in scalars {
      var value = ProtobufMessage()
      value.add(1, text: scalar.tag)
      value.add(2, float: Float(scalar.value))
      summary.add(1, message: value)
    }
    try append(summary: summary, step: step)
  }

  /// Adds a picture; `encoded` holds its PNG or JPEG file.
  func add(image encoded: [UInt8], width: Int, height: Int, channels: Int, tag: String, step: Int) throws {
    var image = ProtobufMessage()
    image.add(1, integer: height)
    image.add(2, integer: width)
    image.add(3, integer: channels)
    image.add(4, bytes: encoded)
    var value = ProtobufMessage()
    value.add(1, text: tag)
    value.add(4, message: image)
    var summary = ProtobufMessage()
    summary.add(1, message: value)
    try append(summary: summary, step: step)
  }

  private static func event(step: Int) -> ProtobufMessage {
    var event = ProtobufMessage()
    event.add(1, double: Date().timeIntervalSince1970)
    if step != 0 { event.add(2, integer: step) }
    return event
  }

  private func append(summary: ProtobufMessage, step: Int) throws {
    var event = Self.event(step: step)
    event.add(5, message: summary)
    try append(event)
  }

  /// Frames and writes in one call, so that a reader sees whole records.
  private func append(_ event: ProtobufMessage) throws {
    let length = littleEndian(UInt64(event.bytes.count))
    let record =
      length + littleEndian(CRC32C.masked(length)) + event.bytes + littleEndian(CRC32C.masked(event.bytes))
    try file.append(record)
  }
}
