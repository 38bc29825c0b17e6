import CZlib
import Foundation

/// Reads a file that may be compressed by gzip; zlib hands plain files through as they are.
enum CompressedFile {
  /// The first bytes, fewer where the file is shorter.
  ///
  /// - Throws: when the file cannot be opened or is damaged.
  static func start(of path: String, count: Int) throws(DatasetError) -> [UInt8] {
    try read(path, limit: count).bytes
  }

  /// The whole content, of which there may be at most `limit` bytes: a small file can expand to any size.
  ///
  /// - Throws: when the file cannot be opened, is damaged, cut off or larger.
  static func all(of path: String, limit: Int) throws(DatasetError) -> [UInt8] {
    let (bytes, isWhole) = try read(path, limit: limit)
    guard isWhole else {
      throw DatasetError("\(path) holds more than the \(limit) bytes that its format has room for; get it again")
    }
    return bytes
  }

  private static func read(_ path: String, limit: Int) throws(DatasetError) -> (bytes: [UInt8], isWhole: Bool) {
    guard FolderListing.kind(of: path) == .file, let file = gzopen(path, "rb") else {
      throw DatasetError("\(path) cannot be opened; check that the file exists and may be read")
    }
    defer { gzclose(file) }
    gzbuffer(file, 1 << 18)
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 1 << 18)
    while bytes.count < limit {
      let wanted = min(chunk.count, limit - bytes.count)
      let got = gzread(file, &chunk, UInt32(wanted))
      guard got >= 0, !isCutOff(file) else {
        throw DatasetError("\(path) is cut off or damaged (gzip); get the file again")
      }
      if got == 0 { return (bytes, true) }
      bytes.append(contentsOf: chunk[..<Int(got)])
    }
    var more: UInt8 = 0
    return (bytes, gzread(file, &more, 1) == 0)
  }

  /// zlib returns what it could read of a cut file first, and says so only when asked.
  private static func isCutOff(_ file: gzFile) -> Bool {
    var code: Int32 = Z_OK
    _ = gzerror(file, &code)
    return code == Z_BUF_ERROR || code == Z_DATA_ERROR
  }
}
