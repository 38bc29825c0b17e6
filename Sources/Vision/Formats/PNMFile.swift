/// The header of a portable map (PBM, PGM, PPM: `P1` to `P6`).
struct PNMFile {
  private let bytes: [UInt8]
  private var place = 2

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  static func isPNM(_ bytes: [UInt8]) -> Bool {
    bytes.count > 3 && bytes[0] == UInt8(ascii: "P") && (UInt8(ascii: "1")...UInt8(ascii: "6")).contains(bytes[1])
      && (isSpace(bytes[2]) || bytes[2] == UInt8(ascii: "#"))
  }

  private static func isSpace(_ byte: UInt8) -> Bool { byte == 32 || (9...13).contains(byte) }

  func header() throws(HeaderFault) -> ImageHeader {
    var copy = self
    let (width, height) = (try copy.number(), try copy.number())
    return ImageHeader(format: .netpbm, width: width, height: height)
  }

  /// Binary rows must all be there; numbers in letters are left to the decoder.
  func checkEnd() throws(HeaderFault) {
    var copy = self
    let (width, height) = (try copy.number(), try copy.number())
    let kind = bytes[1] - UInt8(ascii: "0")
    guard kind >= 4 else { return }
    let peak = kind == 4 ? 1 : try copy.number()
    guard (1...65535).contains(peak) else { throw .damaged("it claims levels up to \(peak)") }
    let row = kind == 4 ? (width + 7) / 8 : width * (kind == 6 ? 3 : 1) * (peak > 255 ? 2 : 1)
    guard bytes.count - copy.place - 1 >= row * height else { throw .truncated }
  }

  /// The next number, behind white space and comments.
  private mutating func number() throws(HeaderFault) -> Int {
    var value: Int?
    while place < bytes.count {
      let byte = bytes[place]
      if (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) {
        value = (value ?? 0) * 10 + Int(byte - UInt8(ascii: "0"))
        guard value! < 1 << 32 else { throw .damaged("it claims too large a number") }
      } else if let value {
        return value
      } else if byte == UInt8(ascii: "#") {
        while place < bytes.count, bytes[place] != 10 { place += 1 }
      } else if !PNMFile.isSpace(byte) {
        throw .damaged("its header has a letter in place of a number")
      }
      place += 1
    }
    throw .truncated
  }
}
