import CCodecs
import Files

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
    let bytes = try encoded(frames, hundredths: hundredths)
    do throws(FileError) { try AtomicFile.write(bytes, to: path) } catch { throw VisionError(error) }
  }

  /// The bytes of the file.
  ///
  /// - Throws: when frames are more than 65535 pixels a side, or memory runs out.
  public static func encoded(_ frames: [Image], hundredths: Int = 8) throws(VisionError) -> [UInt8] {
    precondition(!frames.isEmpty, "an animation has frames")
    let (width, height) = (frames[0].width, frames[0].height)
    precondition(frames.allSatisfy { $0.width == width && $0.height == height }, "frames have one size")
    let isGrey = frames.allSatisfy { $0.channels == 1 }
    let palette = (0..<256).flatMap { isGrey ? [UInt8](repeating: UInt8($0), count: 3) : colour($0) }
    let indices = frames.flatMap { self.indices(of: $0, isGrey: isGrey) }
    var bytes: OpaquePointer?
    let code = ccodecs_encode_gif(
      palette, indices, Int32(width), Int32(height), Int32(frames.count), Int32(hundredths), &bytes)
    do throws(HeaderFault) { try Codec.check(code) } catch {
      throw error.sentence(naming: "the animation of \(width)x\(height) pixels", writing: .gif)
    }
    guard let bytes else { preconditionFailure("a good code comes with bytes") }
    defer { ccodecs_bytes_destroy(bytes) }
    return Array(UnsafeBufferPointer(start: ccodecs_bytes_data(bytes), count: ccodecs_bytes_count(bytes)))
  }

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
}
