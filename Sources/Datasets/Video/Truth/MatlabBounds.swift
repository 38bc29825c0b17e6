import CZlib
import Foundation

/// Whether what the variables of a MATLAB 5 file claim can be there: the library that reads them takes the room that their
/// sizes ask for before it looks at the bytes, and some hundred bytes could ask for gigabytes.
struct MatlabBounds {
  private let path: String
  private let isBig: Bool

  /// Looks at every variable of a file, compressed ones unpacked.
  ///
  /// - Throws: a sentence that names the file, when it is of another version, cut off or claims more than it holds.
  static func check(_ path: String) throws(DatasetError) {
    guard let bytes = FileManager.default.contents(atPath: path).map(Array.init) else {
      throw DatasetError("\(path) cannot be opened; check that the file exists and may be read")
    }
    // Version 7.3 is HDF5, whose library looks before it takes.
    let hdf: [UInt8] = [0x89, 0x48, 0x44, 0x46]
    if [0, 512].contains(where: { bytes.dropFirst($0).starts(with: hdf) }) { return }
    guard bytes.count >= 128, [[0x49, 0x4D], [0x4D, 0x49]].contains(Array(bytes[126..<128])) else {
      throw DatasetError("\(path) is no MATLAB file of version 5 to 7; write it by save(NAME, VARIABLE, '-v7')")
    }
    try MatlabBounds(path: path, isBig: bytes[126] == 0x4D).elements(of: bytes[128...], depth: 0, areVariables: true)
  }

  private var damaged: DatasetError { DatasetError("\(path) cannot be read as a MATLAB file; get it again") }

  private func number(_ bytes: ArraySlice<UInt8>, at place: Int) -> Int {
    let four = bytes[place..<place + 4]
    return (isBig ? Array(four) : four.reversed()).reduce(0) { $0 << 8 | Int($1) }
  }

  /// The element that begins at a place, which then is that of the next: `type, size, bytes, padding`, or small ones whose
  /// size stands beside their type.
  private func next(
    _ bytes: ArraySlice<UInt8>, at place: inout Int
  ) throws(DatasetError) -> (kind: Int, body: ArraySlice<UInt8>) {
    guard place + 8 <= bytes.endIndex else { throw damaged }
    var (kind, size, start) = (number(bytes, at: place), number(bytes, at: place + 4), place + 8)
    let isSmall = kind >> 16 != 0
    if isSmall { (kind, size, start) = (kind & 0xFFFF, kind >> 16, place + 4) }
    guard size <= (isSmall ? 4 : bytes.endIndex - start) else { throw damaged }
    let padding = kind == Self.compressed ? 0 : (8 - size % 8) % 8
    place = isSmall ? place + 8 : min(bytes.endIndex, start + size + padding)
    return (kind, bytes[start..<start + size])
  }

  private static let matrix = 14
  private static let compressed = 15
  private static let mostInflated = 1 << 29

  /// - Parameter areVariables: whether these are the variables themselves; else the parts of one.
  private func elements(
    of bytes: ArraySlice<UInt8>, depth: Int, areVariables: Bool = false
  ) throws(DatasetError) {
    guard depth < 16 else { throw damaged }
    var place = bytes.startIndex
    while place < bytes.endIndex {
      let (kind, body) = try next(bytes, at: &place)
      // Variables lie side by side; only the parts of one may be empty, or anything but a matrix.
      guard !areVariables || kind == Self.compressed || kind == Self.matrix && !body.isEmpty else { throw damaged }
      if kind == Self.compressed { try elements(of: inflated(body)[...], depth: depth + 1, areVariables: true) }
      if kind == Self.matrix, !body.isEmpty { try checkMatrix(body, depth: depth) }
    }
  }

  private func checkMatrix(_ body: ArraySlice<UInt8>, depth: Int) throws(DatasetError) {
    var place = body.startIndex
    // The library takes the kinds of these two for granted, and the length of the first.
    let (first, flags) = try next(body, at: &place)
    guard first == 6, flags.count == 8 else { throw damaged }
    let kind = number(flags, at: flags.startIndex) & 0xFF
    // Greater numbers mean nothing.
    guard (1...18).contains(kind) else { throw damaged }
    let parts = body[place...]
    let (second, sizes) = try next(body, at: &place)
    // Functions and what MATLAB keeps to itself need no sizes; the library believes those that are there.
    if kind >= 16, second != 5 { return try elements(of: parts, depth: depth + 1) }
    guard second == 5, sizes.count >= 8 else { throw damaged }
    var count = 1
    for offset in stride(from: sizes.startIndex, to: sizes.endIndex - 3, by: 4) {
      let (product, overflow) = count.multipliedReportingOverflow(by: number(sizes, at: offset))
      guard !overflow else { throw damaged }
      count = product
    }
    // Every element takes a byte at least, however it is packed; of a cell, a struct or an object eight.
    let isNested = (1...3).contains(kind) || kind >= 16
    let isSparse = kind == 5
    let least = isNested ? 8 : isSparse ? 0 : 1
    let (bytes, overflow) = count.multipliedReportingOverflow(by: least)
    guard !overflow, bytes <= body.count else { throw damaged }
    // The name, the values, and of what is nested the parts.
    try elements(of: body[place...], depth: depth + 1)
  }

  private func inflated(_ bytes: ArraySlice<UInt8>) throws(DatasetError) -> [UInt8] {
    var stream = z_stream()
    guard inflateInit_(&stream, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK else { throw damaged }
    defer { inflateEnd(&stream) }
    var input = Array(bytes)
    var result: [UInt8] = []
    var part = [UInt8](repeating: 0, count: 1 << 16)
    var code = Z_OK
    input.withUnsafeMutableBufferPointer { source in
      stream.next_in = source.baseAddress
      stream.avail_in = UInt32(source.count)
      while code == Z_OK, result.count <= Self.mostInflated {
        let made = part.withUnsafeMutableBufferPointer { target in
          stream.next_out = target.baseAddress
          stream.avail_out = UInt32(target.count)
          code = inflate(&stream, Z_NO_FLUSH)
          return target.count - Int(stream.avail_out)
        }
        result += part[..<made]
      }
    }
    guard code == Z_STREAM_END else { throw damaged }
    return result
  }
}
