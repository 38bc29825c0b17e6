/// The bytes of files that say which frames of a video are abnormal, as the public sets have them.
public enum TruthBytes {
  /// A NumPy file.
  public static func numPy(_ kind: String, _ shape: String, _ body: [UInt8]) -> [UInt8] {
    var header = "{'descr': '\(kind)', 'fortran_order': False, 'shape': \(shape), }"
    header += String(repeating: " ", count: 63 - (10 + header.count) % 64) + "\n"
    return [0x93] + Array("NUMPY".utf8) + [1, 0, UInt8(header.count & 255), UInt8(header.count >> 8)]
      + Array(header.utf8) + body
  }

  /// A MATLAB file of version 5: `volLabel`, a row of cells of one matrix each, columns first.
  public static func matlab(_ masks: [[[UInt8]]], name: String = "volLabel") -> [UInt8] {
    func little(_ value: Int, _ count: Int = 4) -> [UInt8] { (0..<count).map { UInt8(value >> (8 * $0) & 255) } }
    func element(_ kind: Int, _ data: [UInt8]) -> [UInt8] {
      little(kind) + little(data.count) + data + [UInt8](repeating: 0, count: (8 - data.count % 8) % 8)
    }
    func matrix(_ kind: Int, _ dimensions: [Int], _ name: String, _ body: [UInt8]) -> [UInt8] {
      element(
        14,
        element(6, little(kind) + little(0)) + element(5, dimensions.flatMap { little($0) })
          + element(1, Array(name.utf8)) + body)
    }
    let cells = masks.flatMap { rows -> [UInt8] in
      let columns = rows[0].indices.flatMap { column in rows.map { $0[column] } }
      return matrix(9, [rows.count, rows[0].count], "", element(2, columns))
    }
    let text = Array("MATLAB 5.0 MAT-file".utf8)
    return text + [UInt8](repeating: 32, count: 116 - text.count) + [UInt8](repeating: 0, count: 8) + [0, 1]
      + Array("IM".utf8) + matrix(1, [1, masks.count], name, cells)
  }
}
