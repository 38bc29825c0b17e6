import Foundation

@testable import Torch

/// Zips entries as they are, and can lie about them.
struct ArchiveBuilder {
  var entries: [(name: String, bytes: [UInt8])] = []
  /// Figures go to the records with 64 bits, as in archives beyond 4 GB.
  var isLarge = false

  init(pickle: [UInt8], storages: [(key: String, bytes: [UInt8])] = []) {
    entries = [("a/data.pkl", pickle)] + storages.map { ("a/data/" + $0.key, $0.bytes) }
  }

  func built() -> [UInt8] {
    var file: [UInt8] = []
    var directory: [UInt8] = []
    for (name, bytes) in entries {
      let crc = bytes.withUnsafeBytes { CRC32.checksum($0) }
      let size = isLarge ? UInt32.max : UInt32(bytes.count)
      let large = little(UInt64(bytes.count)) + little(UInt64(bytes.count)) + little(UInt64(file.count))
      let extra = isLarge ? little(UInt16(1)) + little(UInt16(24)) + large : []
      directory += little(UInt32(0x0201_4B50)) + little(UInt64(0x14_0014)) + little(UInt32(0)) + little(crc)
      directory += little(size) + little(size) + little(UInt16(name.utf8.count)) + little(UInt16(extra.count))
      directory += [UInt8](repeating: 0, count: 10) + little(isLarge ? UInt32.max : UInt32(file.count))
      directory += Array(name.utf8) + extra
      file += little(UInt32(0x0403_4B50)) + [UInt8](repeating: 0, count: 10) + little(crc) + little(size) + little(size)
      file += little(UInt16(name.utf8.count)) + little(UInt16(5)) + Array(name.utf8) + [0, 0, 1, 0, 0] + bytes
    }
    let start = file.count
    file += directory
    let count = isLarge ? UInt16.max : UInt16(entries.count)
    if isLarge {
      let record = file.count
      file += little(UInt32(0x0606_4B50)) + little(UInt64(44)) + [UInt8](repeating: 0, count: 20)
      file += little(UInt64(entries.count)) + little(UInt64(directory.count)) + little(UInt64(start))
      // The count of this disk and the whole count are the same; only the latter is read.
      file += little(UInt32(0x0706_4B50)) + little(UInt32(0)) + little(UInt64(record)) + little(UInt32(1))
    }
    file += little(UInt32(0x0605_4B50)) + little(UInt32(0)) + little(count) + little(count)
    file += little(isLarge ? UInt32.max : UInt32(directory.count)) + little(isLarge ? UInt32.max : UInt32(start))
    return file + little(UInt16(0))
  }
}

func little(_ value: some FixedWidthInteger) -> [UInt8] { withUnsafeBytes(of: value.littleEndian, Array.init) }

/// The pickle of a dictionary with one tensor `w` of a storage `0` of floats.
func tensorPickle(shape: [Int], strides: [Int], offset: Int = 0, count: Int, key: String = "0") -> [UInt8] {
  func integer(_ value: Int) -> [UInt8] { [0x8A, 8] + little(value) }
  func tuple(_ values: [Int]) -> [UInt8] { [0x28] + values.flatMap(integer) + [0x74] }
  func text(_ value: String) -> [UInt8] { [0x58] + little(UInt32(value.utf8.count)) + Array(value.utf8) }
  var pickle: [UInt8] = [0x80, 2, 0x7D] + text("w") + Array("ctorch._utils\n_rebuild_tensor_v2\n(".utf8)
  pickle += [0x28] + text("storage") + Array("ctorch\nFloatStorage\n".utf8) + text(key) + text("cpu") + integer(count)
  pickle += [0x74, 0x51] + integer(offset) + tuple(shape) + tuple(strides)
  pickle += [0x89] + Array("ccollections\nOrderedDict\n)Rt".utf8) + [0x52, 0x73, 0x2E]
  return pickle
}
