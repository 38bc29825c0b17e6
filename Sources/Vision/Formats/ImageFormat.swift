/// A format of picture files that is read.
public enum ImageFormat: String, Sendable, CaseIterable {
  case jpeg = "JPEG"
  case png = "PNG"
  case tiff = "TIFF"
  case webp = "WebP"
  case gif = "GIF"
  case bmp = "BMP"
  case jpeg2000 = "JPEG 2000"
  case netpbm = "PNM"
  case sunRaster = "Sun raster"
  case dicom = "DICOM"

  /// Extensions of its files, in lower case and without dot; the usual one first.
  public var extensions: [String] {
    switch self {
    case .jpeg: ["jpg", "jpeg", "jpe", "jfif"]
    case .png: ["png"]
    case .tiff: ["tif", "tiff"]
    case .webp: ["webp"]
    case .gif: ["gif"]
    case .bmp: ["bmp", "dib"]
    case .jpeg2000: ["jp2", "j2k"]
    case .netpbm: ["ppm", "pgm", "pbm", "pnm"]
    case .sunRaster: ["ras", "sr"]
    case .dicom: ["dcm", "dicom"]
    }
  }

  /// Whether pictures are also written in it.
  public var isWritable: Bool {
    switch self {
    case .jpeg, .png, .tiff, .webp, .bmp: true
    // A still GIF would keep 256 colours; AnimatedGIF writes moving ones.
    case .gif, .jpeg2000, .netpbm, .sunRaster, .dicom: false
    }
  }

  /// The format that an extension, without dot and in any case, names.
  public init?(extension ending: String) {
    let ending = ending.lowercased()
    guard let format = ImageFormat.allCases.first(where: { $0.extensions.contains(ending) }) else { return nil }
    self = format
  }

  /// The format that a file's first bytes, best 132 or more of them, belong to.
  public init?(startingWith bytes: [UInt8]) {
    let reader = ByteReader(bytes: bytes)
    // First, since a TIFF header may stand in front of DICOM's mark.
    if DICOMFile.isDICOM(bytes) {
      self = .dicom
    } else if let known = ImageFormat.marks.first(where: { reader.starts(with: $0.mark, at: $0.place) }) {
      self = known.format
    } else if reader.starts(with: "RIFF"), reader.starts(with: "WEBP", at: 8) {
      self = .webp
    } else if PNMFile.isPNM(bytes) {
      self = .netpbm
    } else {
      return nil
    }
  }

  private static let marks: [(format: ImageFormat, place: Int, mark: [UInt8])] = [
    (.jpeg, 0, [0xFF, 0xD8]), (.png, 0, [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]),
    (.tiff, 0, [0x49, 0x49, 42, 0]), (.tiff, 0, [0x4D, 0x4D, 0, 42]),
    (.tiff, 0, [0x49, 0x49, 43, 0]), (.tiff, 0, [0x4D, 0x4D, 0, 43]),
    (.gif, 0, Array("GIF87a".utf8)), (.gif, 0, Array("GIF89a".utf8)), (.bmp, 0, Array("BM".utf8)),
    (.jpeg2000, 0, [0, 0, 0, 12, 0x6A, 0x50, 0x20, 0x20, 0x0D, 0x0A, 0x87, 0x0A]),
    (.jpeg2000, 0, [0xFF, 0x4F, 0xFF, 0x51]), (.sunRaster, 0, [0x59, 0xA6, 0x6A, 0x95]),
  ]

  /// Whether so few bytes may yet become a picture.
  static func couldStart(_ bytes: [UInt8]) -> Bool {
    !bytes.isEmpty && marks.contains { $0.mark.starts(with: bytes) }
  }

  /// A name for what users have in place of a picture that is read, such as "a PDF document"; nil where none is known.
  public static func foreignName(startingWith bytes: [UInt8]) -> String? {
    let reader = ByteReader(bytes: bytes)
    if reader.starts(with: "ftyp", at: 4) {
      if ["heic", "heix", "mif1"].contains(where: { reader.starts(with: $0, at: 8) }) { return "a HEIC picture" }
      return reader.starts(with: "avif", at: 8) ? "an AVIF picture" : "a video"
    }
    let names: [(mark: [UInt8], name: String)] = [
      (Array("%PDF".utf8), "a PDF document"), (Array("PK\u{3}\u{4}".utf8), "a zip archive"),
      (Array("<svg".utf8), "an SVG or XML text"), (Array("<?xml".utf8), "an SVG or XML text"),
      (Array("<!DOCTYPE html".utf8), "a web page"), (Array("<html".utf8), "a web page"),
      (Array("8BPS".utf8), "a Photoshop picture"), ([0x76, 0x2F, 0x31, 0x01], "an OpenEXR picture"),
      (Array("#?RADIANCE".utf8), "a Radiance picture"), (Array("MATLAB ".utf8), "a MATLAB file"),
      ([0x93] + Array("NUMPY".utf8), "a NumPy array"), ([0x1F, 0x8B], "a gzip archive"),
      ([0x1A, 0x45, 0xDF, 0xA3], "a video"), (Array("P7\n".utf8), "a PAM picture"), ([0, 0, 1, 0], "an icon"),
    ]
    if reader.starts(with: "RIFF"), reader.starts(with: "AVI ", at: 8) { return "a video" }
    if bytes.count > 44, bytes.suffix(18).elementsEqual("TRUEVISION-XFILE.\0".utf8) { return "a TGA picture" }
    return names.first { reader.starts(with: $0.mark) }?.name
  }
}
