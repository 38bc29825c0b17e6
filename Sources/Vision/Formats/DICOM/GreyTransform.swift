import CDICOM
import Foundation

/// From a DICOM file's stored grey values to levels: the modality's step, then the values of interest (PS3.3, C.11).
struct GreyTransform {
  /// Values below the first entry take the first one's, values above the last entry the last one's.
  struct Table {
    let first: Double
    let bits: Int
    let entries: [UInt16]

    var peak: Double { Double((1 << bits) - 1) }

    func value(at place: Double) -> Double {
      Double(entries[Int(min(max(place - first, 0), Double(entries.count - 1)))])
    }
  }

  /// What becomes of the values of interest.
  enum Interest {
    /// All that there can be, from black to white.
    case range(ClosedRange<Double>)
    /// C.11.2.1.2.1
    case linear(center: Double, width: Double)
    /// C.11.2.1.3.2
    case linearExact(center: Double, width: Double)
    /// C.11.2.1.3.1
    case sigmoid(center: Double, width: Double)
    /// C.11.2.1.1
    case table(Table)
  }

  let modality: Table?
  let slope: Double
  let intercept: Double
  let interest: Interest
  let isInverted: Bool

  /// The level, 0...65535, of a stored value.
  func level(_ stored: Double) -> UInt16 {
    let value = modality?.value(at: stored) ?? stored * slope + intercept
    var share: Double
    switch interest {
    case .range(let range):
      share = (value - range.lowerBound) / max(range.upperBound - range.lowerBound, .leastNormalMagnitude)
    case .linear(let center, let width):
      share = width > 1 ? (value - (center - 0.5)) / (width - 1) + 0.5 : value > center - 0.5 ? 1 : 0
    case .linearExact(let center, let width): share = (value - center) / width + 0.5
    case .sigmoid(let center, let width): share = 1 / (1 + exp(-4 * (value - center) / width))
    case .table(let table): share = table.value(at: value) / table.peak
    }
    if isInverted { share = 1 - share }
    // Written so that not-a-number fails the comparison.
    return share > 0 ? UInt16(min(share, 1) * 65535 + 0.5) : 0
  }

  /// The levels of values that 16 bits hold, each computed once.
  struct Memo {
    private let transform: GreyTransform
    private var levels = [UInt16?](repeating: nil, count: 98_304)

    init(_ transform: GreyTransform) { self.transform = transform }

    subscript(stored: Double) -> UInt16 {
      mutating get {
        guard stored >= -32768, stored < 65536 else { return transform.level(stored) }
        let place = Int(stored) + 32768
        if let known = levels[place] { return known }
        let level = transform.level(stored)
        levels[place] = level
        return level
      }
    }
  }
}

extension GreyTransform {
  /// What the file asks for: a table before a window (as C.11.2.1 lets one choose), the first of each.
  init(_ header: cdicom_header, _ file: OpaquePointer) throws(HeaderFault) {
    modality = try Table { cdicom_modality_table(file, $0) }
    slope = header.slope
    intercept = header.intercept
    isInverted = header.is_inverted != 0
    let (center, width) = (header.center, header.window_width)
    if let table = try Table(reading: { cdicom_voi_table(file, $0) }) {
      interest = .table(table)
    } else if width > 0 {
      switch Int(header.function) {
      case CDICOM_SIGMOID: interest = .sigmoid(center: center, width: width)
      // The linear function is not defined for less than 1, where its exact form is what writers mean.
      case CDICOM_LINEAR where width >= 1: interest = .linear(center: center, width: width)
      default: interest = .linearExact(center: center, width: width)
      }
    } else {
      interest = .range(try GreyTransform.range(header, modality))
    }
  }

  private static func range(_ header: cdicom_header, _ modality: Table?) throws(HeaderFault) -> ClosedRange<Double> {
    if let modality { return 0...modality.peak }
    let bits = Int(header.bits_stored)
    guard (1...16).contains(bits) else {
      throw .unsupported("a DICOM file of \(bits) bits a sample whose window is missing")
    }
    let stored = header.is_signed != 0 ? [-(1 << (bits - 1)), (1 << (bits - 1)) - 1] : [0, (1 << bits) - 1]
    let ends = stored.map { Double($0) * header.slope + header.intercept }.sorted()
    return ends[0]...ends[1]
  }
}

extension GreyTransform.Table {
  /// Nil where the file has no such table.
  init?(reading read: (UnsafeMutablePointer<cdicom_table>) -> Int32) throws(HeaderFault) {
    var table = cdicom_table()
    try DICOMFile.check(read(&table))
    guard table.count > 0, let entries = table.entries else { return nil }
    self.init(
      first: table.first, bits: Int(table.bits),
      entries: Array(UnsafeBufferPointer(start: entries, count: table.count)))
  }
}
