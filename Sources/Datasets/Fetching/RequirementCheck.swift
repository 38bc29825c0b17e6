import Foundation
import Vision

/// Looks whether a folder holds what a set must hold.
struct RequirementCheck {
  let directory: String
  /// Numbers that are not the expected ones, a sentence each.
  private(set) var warnings: [String] = []

  init(directory: String) { self.directory = directory }

  /// Checks one thing.
  ///
  /// - Throws: a sentence that names the file or folder whose form is wrong.
  mutating func check(_ requirement: FetchableSet.Requirement) throws(DatasetError) {
    switch requirement {
    case .idx(let file, let sizes): try idx(file, sizes)
    case .pictures(let folder, let count): try pictures(folder, count, sideBySide: false)
    case .pairs(let folder, let count): try pictures(folder, count, sideBySide: true)
    case .bytes(let file, let count): try bytes(file, count)
    case .lines(let file, let count, let fields): try lines(file, count, fields)
    }
  }

  private func path(_ name: String) throws(DatasetError) -> String {
    let path = FolderListing.join(directory, name)
    guard FolderListing.kind(of: path) != nil else {
      throw DatasetError("\(name) is missing; the download is not what it should be")
    }
    return path
  }

  private mutating func compare(_ name: String, _ what: String, _ found: Int, _ expected: Int?) {
    guard let expected, found != expected else { return }
    warnings.append("\(name) holds \(found) \(what), the whole set has \(expected)")
  }

  /// The contents of a file that gzip packed, or of a plain one.
  private func contents(_ name: String, _ use: ([UInt8]) -> Void) throws(DatasetError) {
    let path = try path(name)
    let isPacked = name.hasSuffix(".gz")
    do throws(DatasetError) {
      try SystemTool.run(isPacked ? "gzip" : "cat", isPacked ? ["-dc", path] : [path], output: use)
    } catch {
      throw DatasetError("\(name) cannot be unpacked (\(error)); fetch it again")
    }
  }

  /// Magic 0, 0, type, rank; then the sizes, big-endian; then that many values of the type.
  private mutating func idx(_ name: String, _ expected: [Int]) throws(DatasetError) {
    let length = 4 + 4 * expected.count
    var (head, count) = ([UInt8](), 0)
    try contents(name) { part in
      if head.count < length { head += part.prefix(length - head.count) }
      count += part.count
    }
    guard head.count == length, head.starts(with: [0, 0, 8, UInt8(expected.count)]) else {
      throw DatasetError("\(name) is no IDX file of bytes in \(expected.count) dimensions; the download is not the set")
    }
    let sizes = stride(from: 4, to: length, by: 4).map { place in
      head[place..<place + 4].reduce(0) { $0 << 8 | Int($1) }
    }
    guard sizes.reduce(1, { $0.multipliedReportingOverflow(by: $1).partialValue }) == count - length else {
      throw DatasetError("\(name) ends early or late: \(sizes) values and \(count - length) bytes; fetch it again")
    }
    guard sizes.dropFirst() == expected.dropFirst() else {
      throw DatasetError("\(name) holds samples of \(sizes.dropFirst()), not of \(expected.dropFirst())")
    }
    compare(name, "samples", sizes[0], expected[0])
  }

  private mutating func pictures(_ name: String, _ expected: Int?, sideBySide: Bool) throws(DatasetError) {
    let folder = try path(name)
    let files = try FolderListing.pictures(under: folder)
    guard !files.isEmpty else { throw DatasetError("\(name) holds no pictures; the download is not the set") }
    for file in files {
      let size = try size(of: FolderListing.join(folder, file))
      guard !sideBySide || size.width.isMultiple(of: 2) else {
        throw DatasetError("\(name)/\(file) is \(size.width)x\(size.height), which is no two pictures side by side")
      }
    }
    compare(name, sideBySide ? "pairs" : "pictures", files.count, expected)
  }

  private func size(of picture: String) throws(DatasetError) -> (width: Int, height: Int) {
    do throws(VisionError) {
      return try Image.size(ofFileAt: picture)
    } catch {
      throw DatasetError(error.description)
    }
  }

  private func bytes(_ name: String, _ expected: Int) throws(DatasetError) {
    let path = try path(name)
    let size = (try? FileManager.default.attributesOfItem(atPath: path))?[.size] as? Int ?? -1
    guard size == expected else {
      throw DatasetError("\(name) has \(size) bytes in place of \(expected); fetch it again")
    }
  }

  private mutating func lines(_ name: String, _ expected: Int, _ fields: Int) throws(DatasetError) {
    var (line, number, wrong) = ([UInt8](), 0, nil as Int?)
    func end() {
      let found = line.split(separator: UInt8(ascii: " ")).count
      if found > 0 { number += 1 }
      if found > 0, found != fields, wrong == nil { wrong = number }
      line.removeAll(keepingCapacity: true)
    }
    try contents(name) { part in
      for byte in part { if byte == UInt8(ascii: "\n") { end() } else { line.append(byte) } }
    }
    end()
    guard number > 0, wrong == nil else {
      throw DatasetError(
        "\(name), line \(wrong ?? 1): there are no \(fields) numbers in it; the download is not the set")
    }
    compare(name, "lines", number, expected)
  }
}
