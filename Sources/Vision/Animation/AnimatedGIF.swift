import Foundation

/// Writes moving pictures that every browser shows (GIF89a).
///
/// Grey frames use 256 levels of grey; colour frames a fixed table of 6x7x6 colours.
public enum AnimatedGIF {
  /// Writes frames of one size, shown again and again.
  ///
  /// - Parameters:
  ///   - hundredths: how long each frame stays, in hundredths of a second.
  /// - Throws: when the file cannot be written.
  public static func write(_ frames: [Image], to path: String, hundredths: Int = 8) throws(VisionError) {
    try AtomicFile.write(encoded(frames, hundredths: hundredths), to: path)
  }

  /// The bytes of the file.
  public static func encoded(_ frames: [Image], hundredths: Int = 8) -> [UInt8] {
    precondition(!frames.isEmpty, "an animation has frames")
    let (width, height) = (frames[0].width, frames[0].height)
    precondition(frames.allSatisfy { $0.width == width && $0.height == height }, "frames have one size")
    let isGrey = frames.allSatisfy { $0.channels == 1 }
    var bytes = Array("GIF89a".utf8) + word(width) + word(height)
    // A global table of 256 colours of 8 bits.
    bytes += [0xF7, 0, 0]
    for index in 0..<256 { bytes += isGrey ? [UInt8](repeating: UInt8(index), count: 3) : colour(index) }
    // The extension that browsers know for repeating without end.
    bytes += [0x21, 0xFF, 11] + Array("NETSCAPE2.0".utf8) + [3, 1, 0, 0, 0]
    for frame in frames {
      bytes += [0x21, 0xF9, 4, 0] + word(hundredths) + [0, 0]
      bytes += [0x2C] + word(0) + word(0) + word(width) + word(height) + [0]
      bytes += compressed(indices(of: frame, isGrey: isGrey))
    }
    return bytes + [0x3B]
  }

  private static func word(_ value: Int) -> [UInt8] { [UInt8(value & 255), UInt8(value >> 8 & 255)] }

  /// 6 reds, 7 greens, 6 blues; what is left of the 256 is black.
  private static func colour(_ index: Int) -> [UInt8] {
    guard index < 252 else { return [0, 0, 0] }
    return [index / 42 * 51, index / 6 % 7 * 255 / 6, index % 6 * 51].map(UInt8.init)
  }

  private static func indices(of frame: Image, isGrey: Bool) -> [UInt8] {
    let plain = frame.withBitDepth(8).converted(to: isGrey ? .gray : .rgb)
    guard case .uint8(let samples) = plain.samples else { preconditionFailure("8 bits were asked for") }
    guard !isGrey else { return samples }
    return stride(from: 0, to: samples.count, by: 3).map { pixel in
      let (red, green, blue) = (Int(samples[pixel]), Int(samples[pixel + 1]), Int(samples[pixel + 2]))
      return UInt8((red + 25) / 51 * 42 + (green * 6 + 127) / 255 * 6 + (blue + 25) / 51)
    }
  }

  /// LZW with codes of 9 to 12 bits (GIF89a, appendix F), in blocks of at most 255 bytes.
  private static func compressed(_ indices: [UInt8]) -> [UInt8] {
    let (clear, end) = (256, 257)
    var (packed, buffer, held) = ([UInt8](), 0, 0)
    var (table, next, width) = ([Int: Int](), 258, 9)
    func emit(_ code: Int) {
      buffer |= code << held
      held += width
      while held >= 8 {
        packed.append(UInt8(buffer & 255))
        buffer >>= 8
        held -= 8
      }
    }
    emit(clear)
    var prefix = Int(indices[0])
    for index in indices.dropFirst() {
      // A prefix and a value make a key of their own.
      let key = prefix << 8 | Int(index)
      if let known = table[key] {
        prefix = known
        continue
      }
      emit(prefix)
      if next < 4096 {
        table[key] = next
        if next == 1 << width, width < 12 { width += 1 }
        next += 1
      } else {
        emit(clear)
        (table, next, width) = ([:], 258, 9)
      }
      prefix = Int(index)
    }
    emit(prefix)
    emit(end)
    if held > 0 { packed.append(UInt8(buffer & 255)) }
    var blocks: [UInt8] = [8]
    for start in stride(from: 0, to: packed.count, by: 255) {
      let block = packed[start..<min(start + 255, packed.count)]
      blocks += [UInt8(block.count)] + block
    }
    return blocks + [0]
  }
}
