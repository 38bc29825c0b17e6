import CLastResort
import COpenCV

/// Calls into OpenCV with pictures of any bit depth.
enum Native {
  static func shape(of image: Image) -> cocv_shape {
    cocv_shape(
      width: Int32(image.width), height: Int32(image.height), channels: Int32(image.channels),
      depth: Int32(image.bitDepth))
  }

  /// Makes a picture of a given size from another by a function that fills its samples and returns a code.
  ///
  /// The functions called here fail only on arguments that Swift has already checked, which is the programmer's fault
  /// and traps, or for want of memory, which ends the program with one line. `Memory.require` asks before.
  static func transformed(
    _ image: Image, width: Int, height: Int, channels: Int? = nil,
    _ body: (UnsafeRawPointer, cocv_shape, UnsafeMutableRawPointer) -> Int32
  ) -> Image {
    do throws(HeaderFault) {
      return try attempt(image, width: width, height: height, channels: channels, body)
    } catch {
      last_resort_out_of_memory()
    }
  }

  /// As `transformed`, where want of memory is thrown.
  static func attempt(
    _ image: Image, width: Int, height: Int, channels: Int? = nil,
    _ body: (UnsafeRawPointer, cocv_shape, UnsafeMutableRawPointer) -> Int32
  ) throws(HeaderFault) -> Image {
    let channels = channels ?? image.channels
    let count = width * height * channels
    let samples: Image.Samples
    switch image.samples {
    case .uint8(let source): samples = .uint8(try filled(count, from: source, shape(of: image), body))
    case .uint16(let source): samples = .uint16(try filled(count, from: source, shape(of: image), body))
    }
    return Image(width: width, height: height, channels: channels, samples: samples)
  }

  private static func filled<Sample>(
    _ count: Int, from source: [Sample], _ shape: cocv_shape,
    _ body: (UnsafeRawPointer, cocv_shape, UnsafeMutableRawPointer) -> Int32
  ) throws(HeaderFault) -> [Sample] {
    try Memory.require(count, of: Sample.self)
    var code = Int32(COCV_OK)
    let result = [Sample](unsafeUninitializedCapacity: count) { target, filledCount in
      source.withUnsafeBytes { bytes in
        // Neither is empty: a picture is at least one pixel.
        code = body(bytes.baseAddress!, shape, UnsafeMutableRawPointer(target.baseAddress!))
      }
      // What a failed function left unwritten nobody may see.
      filledCount = code == COCV_OK ? count : 0
    }
    if code == COCV_OUT_OF_MEMORY { throw .outOfMemory }
    check(code)
    return result
  }

  static func check(_ code: Int32) {
    if code != Int32(COCV_OK) { fatalError("OpenCV: \(message)") }
  }

  static var message: String { String(cString: cocv_last_message()) }
}

extension Native {
  /// A picture as stored, of the formats that only OpenCV reads here.
  static func decoded(_ bytes: [UInt8], _ header: ImageHeader) throws(HeaderFault) -> Image {
    cocv_silence()
    var picture: OpaquePointer?
    let code = cocv_decode(bytes, bytes.count, 1, &picture)
    guard code == COCV_OK, let picture else {
      switch Int(code) {
      case COCV_UNSUPPORTED: throw .unsupported("a \(header.format.rawValue) picture of which \(message)")
      case COCV_OUT_OF_MEMORY: throw .outOfMemory
      default: throw .damaged("the \(header.format.rawValue) data cannot be decoded")
      }
    }
    defer { cocv_picture_destroy(picture) }
    let shape = cocv_picture_shape(picture)
    let (width, height, channels) = (Int(shape.width), Int(shape.height), Int(shape.channels))
    // The bounds were checked on the header, so the decoder must have read the same one.
    guard width == header.width, height == header.height else { throw .damaged("its header contradicts itself") }
    func copied<Sample>(_: Sample.Type) throws(HeaderFault) -> [Sample] {
      try Memory.require(width * height * channels, of: Sample.self)
      return [Sample](unsafeUninitializedCapacity: width * height * channels) { target, count in
        check(cocv_picture_copy(picture, target.baseAddress!))
        count = width * height * channels
      }
    }
    let samples: Image.Samples =
      shape.depth == 16 ? .uint16(try copied(UInt16.self)) : .uint8(try copied(UInt8.self))
    return Image(width: width, height: height, channels: channels, samples: samples)
  }

  /// The bytes of a file.
  static func encoded(_ image: Image, as format: ImageFormat, quality: Int) throws(HeaderFault) -> [UInt8] {
    cocv_silence()
    var bytes: OpaquePointer?
    let (ending, quality) = ("." + format.extensions[0], Int32(min(max(quality, 0), 100)))
    let code =
      switch image.samples {
      case .uint8(let values): cocv_encode(values, shape(of: image), ending, quality, &bytes)
      case .uint16(let values): cocv_encode(values, shape(of: image), ending, quality, &bytes)
      }
    if code == COCV_OUT_OF_MEMORY { throw .outOfMemory }
    guard code == COCV_OK, let bytes else { throw .unsupported(message) }
    defer { cocv_bytes_destroy(bytes) }
    try Memory.require(cocv_bytes_count(bytes), of: UInt8.self)
    return Array(UnsafeBufferPointer(start: cocv_bytes_data(bytes), count: cocv_bytes_count(bytes)))
  }
}
