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
  /// The functions called here fail only on arguments that Swift has already checked or for want of memory, so a
  /// failure is the programmer's and traps.
  static func transformed(
    _ image: Image, width: Int, height: Int, channels: Int? = nil,
    _ body: (UnsafeRawPointer, cocv_shape, UnsafeMutableRawPointer) -> Int32
  ) -> Image {
    let channels = channels ?? image.channels
    let count = width * height * channels
    let samples: Image.Samples
    switch image.samples {
    case .uint8(let source): samples = .uint8(filled(count, from: source, shape(of: image), body))
    case .uint16(let source): samples = .uint16(filled(count, from: source, shape(of: image), body))
    }
    return Image(width: width, height: height, channels: channels, samples: samples)
  }

  private static func filled<Sample>(
    _ count: Int, from source: [Sample], _ shape: cocv_shape,
    _ body: (UnsafeRawPointer, cocv_shape, UnsafeMutableRawPointer) -> Int32
  ) -> [Sample] {
    [Sample](unsafeUninitializedCapacity: count) { target, filledCount in
      source.withUnsafeBytes { bytes in
        // Neither is empty: a picture is at least one pixel.
        check(body(bytes.baseAddress!, shape, UnsafeMutableRawPointer(target.baseAddress!)))
      }
      filledCount = count
    }
  }

  static func check(_ code: Int32) {
    if code != Int32(COCV_OK) { fatalError("OpenCV: \(message)") }
  }

  static var message: String { String(cString: cocv_last_message()) }
}
