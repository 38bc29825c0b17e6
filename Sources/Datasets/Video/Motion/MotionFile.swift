import CZlib
import Foundation
public import Vision

/// The small frames of a clip with their flow, in one compressed file whose records are read by number.
///
/// Flow is kept to 1/64 of a pixel, up to 500 pixels a frame.
public final class MotionFile: Sendable {
  /// What the file was made of, and how: it is made anew where this differs.
  struct Key: Codable, Equatable {
    var version = 1
    let format: MotionFormat
    /// The file or the folder of frames, with its size and date.
    let source: String
    let bytes: Int
    let modified: Double
    let frames: Int
    let from: Double
    let until: Double
    /// The rate that frames without one were given; nil is 25, as in files of before, or that of a video itself.
    var framesPerSecond: Double?
  }

  struct Entry: Codable {
    let index: Int
    let time: Double
    let offset: Int
    let pictureBytes: Int
    /// 0 where there is no flow.
    let flowBytes: Int
  }

  struct Contents: Codable {
    let key: Key
    let framesPerSecond: Double
    let width: Int
    let height: Int
    let entries: [Entry]
  }

  static let magic = Array("swift-gan motion\n".utf8)
  static let steps: Float = 64

  private let data: Data
  private let contents: Contents
  /// The file.
  public let path: String

  /// How many frames there are.
  public var count: Int { contents.entries.count }
  /// How small pictures and flow are.
  public var format: MotionFormat { contents.key.format }
  /// Of the video, on average.
  public var framesPerSecond: Double { contents.framesPerSecond }
  /// Of the video, in pixels.
  public var frameSize: (width: Int, height: Int) { (contents.width, contents.height) }

  /// Opens a file.
  ///
  /// - Returns: nil where there is none, it is damaged or made of something else.
  init?(_ path: String, expecting key: Key) {
    guard let data = try? Data(contentsOf: URL(fileURLWithPath: path), options: .alwaysMapped),
      data.count > Self.magic.count + 8, data.starts(with: Self.magic)
    else { return nil }
    // The table stands at the end, its length in the last 8 bytes: only a whole file has it.
    let length = data.suffix(8).reversed().reduce(0) { $0 << 8 | Int($1) }
    guard (1..<data.count - 8).contains(length),
      let contents = try? JSONDecoder().decode(Contents.self, from: data[(data.count - 8 - length)..<(data.count - 8)]),
      contents.key == key
    else { return nil }
    (self.data, self.contents, self.path) = (data, contents, path)
  }

  /// A frame's place in the video, and its time.
  public func place(_ number: Int) -> (index: Int, time: Double) {
    (contents.entries[number].index, contents.entries[number].time)
  }

  /// The small picture of a frame.
  ///
  /// - Throws: a sentence that names the file, where it is damaged.
  public func picture(_ number: Int) throws(DatasetError) -> Image {
    let entry = contents.entries[number]
    let size = format.width * format.height * format.channels
    let bytes = try expanded(entry.offset, entry.pictureBytes, to: size)
    return Image(width: format.width, height: format.height, channels: format.channels, pixels: bytes)
  }

  /// The flow of a frame; nil for the last one.
  ///
  /// - Throws: a sentence that names the file, where it is damaged.
  public func flow(_ number: Int) throws(DatasetError) -> FlowField? {
    let entry = contents.entries[number]
    guard entry.flowBytes > 0 else { return nil }
    let count = format.width * format.height
    let bytes = try expanded(entry.offset + entry.pictureBytes, entry.flowBytes, to: 4 * count)
    // High bytes and low bytes lie apart, since the high ones are nearly all alike.
    func plane(_ first: Int) -> [Float] {
      (first..<first + count).map {
        Float(Int16(bitPattern: UInt16(bytes[$0]) << 8 | UInt16(bytes[$0 + 2 * count]))) / Self.steps
      }
    }
    return FlowField(width: format.width, height: format.height, x: plane(0), y: plane(count))
  }

  private func expanded(_ offset: Int, _ length: Int, to size: Int) throws(DatasetError) -> [UInt8] {
    guard offset >= 0, length > 0, offset + length <= data.count else { throw damaged }
    var result = [UInt8](repeating: 0, count: size)
    var filled = uLongf(size)
    let code = data.withUnsafeBytes { bytes in
      uncompress(
        &result, &filled, bytes.baseAddress!.assumingMemoryBound(to: UInt8.self) + offset, uLong(length))
    }
    guard code == Z_OK, filled == size else { throw damaged }
    return result
  }

  private var damaged: DatasetError {
    DatasetError("\(path) is damaged; remove it, and it is made again")
  }
}

/// Writes a motion file frame by frame; it has its name only when it is whole.
final class MotionFileWriter {
  private let path: String
  private let temporary: String
  private let handle: FileHandle
  private let key: MotionFile.Key
  private var entries: [MotionFile.Entry] = []
  private var offset: Int

  init(_ path: String, key: MotionFile.Key) throws(DatasetError) {
    (self.path, self.key) = (path, key)
    // A name of its own: two runs may make the same file at once, and either is right.
    temporary = path + ".\(getpid())-\(UInt32.random(in: 0 ... .max)).tmp"
    guard FileManager.default.createFile(atPath: temporary, contents: Data(MotionFile.magic)),
      let handle = FileHandle(forWritingAtPath: temporary)
    else { throw DatasetError("\(path) cannot be written; choose another folder with --flow-cache, or none") }
    self.handle = handle
    offset = MotionFile.magic.count
    _ = try? handle.seekToEnd()
  }

  deinit { unlink(temporary) }

  func append(_ frame: MotionFrame) throws(DatasetError) {
    guard case .uint8(let samples) = frame.picture.samples else { preconditionFailure("small pictures have 8 bits") }
    let picture = try compressed(samples)
    var flow: [UInt8] = []
    if let field = frame.flow { flow = try compressed(Self.bytes(of: field)) }
    entries.append(
      .init(
        index: frame.index, time: frame.time, offset: offset, pictureBytes: picture.count, flowBytes: flow.count))
    try write(picture + flow)
    offset += picture.count + flow.count
  }

  func finish(framesPerSecond: Double, width: Int, height: Int) throws(DatasetError) {
    let contents = MotionFile.Contents(
      key: key, framesPerSecond: framesPerSecond, width: width, height: height, entries: entries)
    guard let table = try? JSONEncoder().encode(contents) else { preconditionFailure("plain values are JSON") }
    try write(Array(table) + (0..<8).map { UInt8(truncatingIfNeeded: table.count >> (8 * $0)) })
    guard (try? handle.synchronize()) != nil, (try? handle.close()) != nil, rename(temporary, path) == 0 else {
      throw fault
    }
  }

  private static func bytes(of field: FlowField) -> [UInt8] {
    let count = field.x.count
    var bytes = [UInt8](repeating: 0, count: 4 * count)
    for (first, plane) in [(0, field.x), (count, field.y)] {
      for place in 0..<count {
        let scaled = (plane[place] * MotionFile.steps).rounded()
        let level = UInt16(bitPattern: Int16(scaled.isNaN ? 0 : min(max(scaled, -32000), 32000)))
        bytes[first + place] = UInt8(level >> 8)
        bytes[first + place + 2 * count] = UInt8(level & 0xFF)
      }
    }
    return bytes
  }

  private func compressed(_ bytes: [UInt8]) throws(DatasetError) -> [UInt8] {
    var result = [UInt8](repeating: 0, count: Int(compressBound(uLong(bytes.count))))
    var length = uLongf(result.count)
    guard compress2(&result, &length, bytes, uLong(bytes.count), 1) == Z_OK else { throw fault }
    return Array(result[..<Int(length)])
  }

  private func write(_ bytes: [UInt8]) throws(DatasetError) {
    guard (try? handle.write(contentsOf: Data(bytes))) != nil else { throw fault }
  }

  private var fault: DatasetError {
    DatasetError("\(path) cannot be written; make room on the disk, or choose another folder with --flow-cache")
  }
}
