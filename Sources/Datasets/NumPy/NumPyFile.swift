/// Writes arrays in NumPy's format (.npy, version 1), for `numpy.load`.
public enum NumPyFile {
  /// The bytes of an array of 32-bit floats, row by row.
  ///
  /// - Precondition: there are as many values as the shape says.
  public static func bytes(_ values: [Float], shape: [Int]) -> [UInt8] {
    precondition(values.count == shape.reduce(1, *), "\(values.count) values are no array of \(shape)")
    let sides = shape.map { "\($0), " }.joined()
    let header = "{'descr': '<f4', 'fortran_order': False, 'shape': (\(sides)), }"
    // The values begin at a multiple of 64 bytes: magic word and version are 8 bytes, the length 2, the line's end 1.
    let padding = String(repeating: " ", count: 63 - (10 + header.utf8.count) % 64)
    let line = Array((header + padding + "\n").utf8)
    return [0x93] + Array("NUMPY".utf8) + [1, 0, UInt8(line.count & 255), UInt8(line.count >> 8)] + line
      + values.flatMap { value in (0..<4).map { UInt8(truncatingIfNeeded: value.bitPattern >> (8 * $0)) } }
  }
}
