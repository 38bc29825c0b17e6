/// DICOM files put together element by element (PS3.5, PS3.10).
struct DICOMBytes {
  enum Syntax: String {
    case implicit = "1.2.840.10008.1.2"
    case explicit = "1.2.840.10008.1.2.1"
    case deflated = "1.2.840.10008.1.2.1.99"
    case bigEndian = "1.2.840.10008.1.2.2"
    case jpeg = "1.2.840.10008.1.2.4.50"
    case mpeg2 = "1.2.840.10008.1.2.4.100"
    case runLengths = "1.2.840.10008.1.2.5"
  }

  var syntax = Syntax.explicit
  /// What stands in front of the mark; nil leaves out preamble, mark and meta data.
  var preamble: [UInt8]? = [UInt8](repeating: 0, count: 128)
  private var elements: [(tag: Int, bytes: [UInt8])] = []

  init(_ syntax: Syntax = .explicit) { self.syntax = syntax }

  private var isBig: Bool { syntax == .bigEndian }

  private func number(_ value: Int, _ count: Int, big: Bool? = nil) -> [UInt8] {
    let bytes = (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
    return big ?? isBig ? bytes.reversed() : bytes
  }

  private func tag(_ tag: Int, big: Bool? = nil) -> [UInt8] {
    number(tag >> 16, 2, big: big) + number(tag & 0xFFFF, 2, big: big)
  }

  /// - Parameter length: what the element claims to have, where that is not what it has.
  private func element(
    _ place: Int, _ kind: String, _ body: [UInt8], length: Int? = nil, meta: Bool = false
  ) -> [UInt8] {
    let even = body.count % 2 == 0 ? body : body + [kind == "UI" || kind == "OB" ? 0 : 32]
    let big = meta ? false : isBig
    let count = length ?? even.count
    if syntax == .implicit, !meta { return tag(place, big: big) + number(count, 4, big: big) + even }
    let isLong = ["OW", "OB", "SQ", "UN"].contains(kind)
    let lengths = isLong ? [0, 0] + number(count, 4, big: big) : number(count, 2, big: big)
    return tag(place, big: big) + Array(kind.utf8) + lengths + even
  }

  private mutating func put(_ place: Int, _ bytes: [UInt8]) {
    elements.removeAll { $0.tag == place }
    elements.append((place, bytes))
  }

  mutating func text(_ place: Int, _ kind: String, _ text: String) {
    put(place, element(place, kind, Array(text.utf8)))
  }

  mutating func words(_ place: Int, _ values: [Int], kind: String = "US") {
    put(place, element(place, kind, values.flatMap { number($0, 2) }))
  }

  mutating func bytes(_ place: Int, _ kind: String, _ values: [UInt8], length: Int? = nil) {
    put(place, element(place, kind, values, length: length))
  }

  /// A sequence of one item; `marked` ends both by delimiters in place of lengths.
  mutating func sequence(_ place: Int, marked: Bool = false, _ fill: (inout DICOMBytes) -> Void) {
    var item = DICOMBytes(syntax)
    fill(&item)
    let body = item.body
    let length = marked ? 0xFFFF_FFFF : body.count
    let end = marked ? tag(0xFFFE_E00D) + number(0, 4) : []
    var whole = tag(0xFFFE_E000) + number(length, 4) + body + end
    if marked { whole += tag(0xFFFE_E0DD) + number(0, 4) }
    put(place, element(place, "SQ", whole, length: marked ? 0xFFFF_FFFF : nil))
  }

  /// Compressed frames, a fragment each.
  mutating func fragments(_ frames: [[UInt8]]) {
    var body = tag(0xFFFE_E000) + number(0, 4)
    for frame in frames {
      let even = frame.count % 2 == 0 ? frame : frame + [0]
      body += tag(0xFFFE_E000) + number(even.count, 4) + even
    }
    body += tag(0xFFFE_E0DD) + number(0, 4)
    put(0x7FE0_0010, element(0x7FE0_0010, "OB", body, length: 0xFFFF_FFFF))
  }

  private var body: [UInt8] { elements.sorted { $0.tag < $1.tag }.flatMap(\.bytes) }

  /// The file.
  var file: [UInt8] {
    guard let preamble else { return body }
    let meta =
      element(0x0002_0001, "OB", [0, 1], meta: true)
      + element(0x0002_0002, "UI", Array("1.2.840.10008.5.1.4.1.1.7".utf8), meta: true)
      + element(0x0002_0003, "UI", Array("1.2.3".utf8), meta: true)
      + element(0x0002_0010, "UI", Array(syntax.rawValue.utf8), meta: true)
    return preamble + Array("DICM".utf8) + element(0x0002_0000, "UL", number(meta.count, 4, big: false), meta: true)
      + meta + (syntax == .deflated ? stored(body) : body)
  }

  /// Raw deflate in one stored block.
  private func stored(_ bytes: [UInt8]) -> [UInt8] {
    [1] + number(bytes.count, 2, big: false) + number(~bytes.count & 0xFFFF, 2, big: false) + bytes
  }
}

extension DICOMBytes {
  /// A picture's attributes, without its pixels.
  static func picture(
    _ syntax: Syntax = .explicit, width: Int, height: Int, kind: String = "MONOCHROME2", bits: Int = 16,
    stored: Int? = nil, signed: Bool = false
  ) -> DICOMBytes {
    var file = DICOMBytes(syntax)
    file.text(0x0008_0016, "UI", "1.2.840.10008.5.1.4.1.1.7")
    file.text(0x0008_0018, "UI", "1.2.3")
    let channels = kind.hasPrefix("MONOCHROME") || kind.hasPrefix("PALETTE") ? 1 : 3
    file.words(0x0028_0002, [channels])
    file.text(0x0028_0004, "CS", kind)
    if channels == 3 { file.words(0x0028_0006, [0]) }
    file.words(0x0028_0010, [height])
    file.words(0x0028_0011, [width])
    file.words(0x0028_0100, [bits])
    file.words(0x0028_0101, [stored ?? bits])
    file.words(0x0028_0102, [(stored ?? bits) - 1])
    file.words(0x0028_0103, [signed ? 1 : 0])
    return file
  }

  /// 3x2 grey values of 16 bits.
  static func grey(
    _ values: [Int], _ syntax: Syntax = .explicit, kind: String = "MONOCHROME2", stored: Int = 16, signed: Bool = false
  ) -> DICOMBytes {
    var file = picture(syntax, width: 3, height: values.count / 3, kind: kind, stored: stored, signed: signed)
    file.words(0x7FE0_0010, values.map { $0 & 0xFFFF }, kind: "OW")
    return file
  }

  mutating func window(_ center: String, _ width: String, function: String? = nil) {
    text(0x0028_1050, "DS", center)
    text(0x0028_1051, "DS", width)
    if let function { text(0x0028_1056, "CS", function) }
  }

  mutating func rescale(slope: String, intercept: String) {
    text(0x0028_1052, "DS", intercept)
    text(0x0028_1053, "DS", slope)
  }
}
