import CZlib
import Foundation

/// The members of a zip archive, stored or deflated; what NumPy's `savez` writes.
///
/// Every length is taken from the central directory and checked against the file before anything is read or unpacked.
struct ZipReader {
  /// A file in the archive.
  struct Member {
    let name: String
    let method: Int
    let packedSize: Int
    let size: Int
    let headerOffset: Int
  }

  let path: String
  let members: [Member]
  private let bytes: Data

  /// What is unpacked at most.
  private static let limit = 1 << 33

  /// Reads the directory.
  ///
  /// - Throws: when the file is missing, no zip archive, cut off or damaged.
  init(_ path: String) throws(DatasetError) {
    self.path = path
    guard FolderListing.kind(of: path) == .file,
      let bytes = try? Data(contentsOf: URL(fileURLWithPath: path), options: .alwaysMapped)
    else { throw DatasetError("\(path) cannot be opened; check that the file exists and may be read") }
    self.bytes = bytes
    guard bytes.starts(with: [0x50, 0x4B]) else {
      throw DatasetError("\(path) is no .npz archive: it does not begin as a zip file does; get the file again")
    }
    guard let members = Self.directory(of: bytes) else { throw Self.damaged(path) }
    self.members = members
  }

  private static func damaged(_ path: String) -> DatasetError {
    DatasetError("\(path) is cut off or damaged (zip); get the file again")
  }

  /// The unpacked bytes of a member.
  ///
  /// - Throws: when they lie outside the file, are encrypted or packed in a way that is not read, or do not agree with
  ///   their checksum's length.
  func contents(of member: Member) throws(DatasetError) -> [UInt8] {
    let start = member.headerOffset
    guard let nameLength = bytes.little16(start + 26), let extraLength = bytes.little16(start + 28),
      bytes.little32(start) == 0x0403_4B50
    else { throw Self.damaged(path) }
    let body = start + 30 + nameLength + extraLength
    guard body <= bytes.count, member.packedSize <= bytes.count - body, member.size <= Self.limit else {
      throw Self.damaged(path)
    }
    let packed = bytes[bytes.startIndex + body..<bytes.startIndex + body + member.packedSize]
    switch member.method {
    case 0 where member.packedSize == member.size: return Array(packed)
    case 8:
      guard let unpacked = inflated(packed, size: member.size) else { throw Self.damaged(path) }
      return unpacked
    default:
      throw DatasetError("\(path): \(member.name) is packed in a way that is not read; write it by numpy.savez")
    }
  }

  // MARK: - The directory

  private static func directory(of bytes: Data) -> [Member]? {
    guard bytes.count >= 22 else { return nil }
    // The end record is followed by a comment of at most 65,535 bytes.
    let earliest = max(0, bytes.count - 22 - 65_535)
    guard
      let end = stride(from: bytes.count - 22, through: earliest, by: -1).first(where: {
        bytes.little32($0) == 0x0605_4B50
      }), let count = bytes.little16(end + 10), let offset = bytes.little32(end + 16)
    else { return nil }
    var place = offset
    var members: [Member] = []
    for _ in 0..<count {
      guard bytes.little32(place) == 0x0201_4B50, let flags = bytes.little16(place + 8), flags & 1 == 0,
        let method = bytes.little16(place + 10), let packedSize = bytes.little32(place + 20),
        let size = bytes.little32(place + 24), let nameLength = bytes.little16(place + 28),
        let extraLength = bytes.little16(place + 30), let commentLength = bytes.little16(place + 32),
        let headerOffset = bytes.little32(place + 42), place + 46 + nameLength <= bytes.count
      else { return nil }
      let first = bytes.startIndex + place + 46
      let name = String(decoding: bytes[first..<first + nameLength], as: UTF8.self)
      members.append(
        Member(name: name, method: method, packedSize: packedSize, size: size, headerOffset: headerOffset))
      place += 46 + nameLength + extraLength + commentLength
    }
    return members
  }
}

extension Data {
  /// A number at a place counted from the start; nil outside of the data.
  fileprivate func little16(_ place: Int) -> Int? { little(place, count: 2) }

  fileprivate func little32(_ place: Int) -> Int? { little(place, count: 4) }

  private func little(_ place: Int, count: Int) -> Int? {
    guard place >= 0, place <= self.count - count else { return nil }
    return (0..<count).reduce(0) { $0 | Int(self[startIndex + place + $1]) << (8 * $1) }
  }
}

/// Unpacks a deflated block that must have exactly `size` bytes; nil where it has not.
private func inflated(_ packed: Data, size: Int) -> [UInt8]? {
  guard size <= Int(UInt32.max), packed.count <= Int(UInt32.max) else { return nil }
  var stream = z_stream()
  guard inflateInit2_(&stream, -MAX_WBITS, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK else { return nil }
  defer { inflateEnd(&stream) }
  // Grown as it is filled: a small file may claim any size.
  var result: [UInt8] = []
  var chunk = [UInt8](repeating: 0, count: 1 << 18)
  var input = Array(packed)
  let status = input.withUnsafeMutableBufferPointer { source -> Int32 in
    stream.next_in = source.baseAddress
    stream.avail_in = UInt32(source.count)
    var status = Z_OK
    while status == Z_OK {
      status = chunk.withUnsafeMutableBufferPointer { target in
        stream.next_out = target.baseAddress
        stream.avail_out = UInt32(target.count)
        return inflate(&stream, Z_NO_FLUSH)
      }
      let produced = chunk.count - Int(stream.avail_out)
      result += chunk[..<produced]
      if result.count > size || (status == Z_OK && produced == 0) { return Z_DATA_ERROR }
    }
    return status
  }
  return status == Z_STREAM_END && result.count == size ? result : nil
}
