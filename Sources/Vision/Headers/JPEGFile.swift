/// The segments of a JPEG file (ITU T.81, annex B).
struct JPEGFile {
  let reader: ByteReader

  init(_ reader: ByteReader) { self.reader = reader }

  /// Size from the frame header and orientation from the Exif segment before it.
  func header() throws(HeaderFault) -> ImageHeader {
    var orientation = 1
    var offset = 2
    while true {
      let (marker, start) = try marker(at: offset)
      if marker == 0xD9 || marker == 0xDA { throw .damaged("it has no frame header") }
      let length = try segmentLength(at: start)
      if marker == 0xE1, reader.starts(with: "Exif\0\0", at: start + 2) {
        let exif = Array(reader.bytes[min(start + 8, reader.count)..<min(start + length, reader.count)])
        orientation = TIFFFile.orientation(inExif: exif) ?? orientation
      }
      if JPEGFile.isFrame(marker) {
        return try frame(at: start, marker: marker, orientation: orientation)
      }
      offset = start + length
    }
  }

  /// Walks to the end marker, through every scan.
  func checkEnd() throws(HeaderFault) {
    var offset = 2
    while true {
      let (marker, start) = try marker(at: offset)
      if marker == 0xD9 { return }
      offset = start + (try segmentLength(at: start))
      if marker == 0xDA { offset = try endOfScan(from: offset) }
    }
  }

  private func frame(at start: Int, marker: Int, orientation: Int) throws(HeaderFault) -> ImageHeader {
    let precision = try reader.byte(start + 2)
    let height = try reader.u16(start + 3)
    let width = try reader.u16(start + 5)
    guard precision == 8 else { throw .unsupported("a JPEG of \(precision) bits a sample") }
    if marker == 0xC3 || marker >= 0xC5 && marker <= 0xC7 || marker == 0xCB || marker >= 0xCD {
      throw .unsupported("a lossless or hierarchical JPEG")
    }
    return ImageHeader(format: .jpeg, width: width, height: height, orientation: orientation)
  }

  private static func isFrame(_ marker: Int) -> Bool {
    marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC
  }

  /// The marker at or soon after an offset, and where its segment starts. Any number of 0xFF may stand before it.
  private func marker(at offset: Int) throws(HeaderFault) -> (marker: Int, start: Int) {
    guard try reader.byte(offset) == 0xFF else { throw .damaged("a JPEG marker is missing at byte \(offset)") }
    var offset = offset + 1
    while try reader.byte(offset) == 0xFF { offset += 1 }
    return (try reader.byte(offset), offset + 1)
  }

  private func segmentLength(at start: Int) throws(HeaderFault) -> Int {
    let length = try reader.u16(start)
    guard length >= 2 else { throw .damaged("a JPEG segment has no length") }
    return length
  }

  /// The first marker that neither is a stuffed zero nor restarts the entropy-coded data.
  private func endOfScan(from start: Int) throws(HeaderFault) -> Int {
    let end = reader.bytes.withUnsafeBufferPointer { bytes -> Int? in
      var offset = start
      while offset + 1 < bytes.count {
        if bytes[offset] == 0xFF {
          let next = bytes[offset + 1]
          if next != 0, next != 0xFF, next < 0xD0 || next > 0xD7 { return offset }
          offset += next == 0xFF ? 1 : 2
        } else {
          offset += 1
        }
      }
      return nil
    }
    guard let end else { throw .truncated }
    return end
  }
}
