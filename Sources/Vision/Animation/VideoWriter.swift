import COpenCV
import COpenCVVideo
import Files
import Foundation

/// Writes a video frame by frame, by the best codec for its kind of file that this machine's OpenCV has.
///
/// The file has its name only when `finish()` has closed it.
public final class VideoWriter {
  /// The kinds of files by their extensions, each with its codecs, the one that most players know first.
  private static let codecs = [
    "mp4": ["avc1", "mp4v"], "mov": ["avc1", "mp4v"], "mkv": ["H264", "XVID", "MJPG"], "avi": ["MJPG", "XVID"],
  ]

  /// Extensions, without dot, of the files that are written.
  public static var extensions: Set<String> { Set(codecs.keys) }

  /// The file, as the caller named it.
  public let path: String
  /// The codec by its four letters: `avc1` (H.264, which browsers play), `mp4v` (MPEG-4), `MJPG` (Motion JPEG).
  public let codec: String
  /// Of the video, in pixels: even.
  public let width: Int
  /// Of the video, in pixels: even.
  public let height: Int
  private let temporary: String
  private var video: OpaquePointer?
  private var count = 0

  /// Starts a file.
  ///
  /// - Parameters:
  ///   - path: ends in one of `extensions`.
  ///   - width: in pixels; odd sides are made even, since codecs halve their colours.
  ///   - height: as `width`.
  /// - Throws: a sentence that names the file, when the extension is unknown, there is no codec for it, or it cannot be
  ///   written there.
  public init(_ path: String, width: Int, height: Int, framesPerSecond: Double) throws(VisionError) {
    precondition(framesPerSecond > 0 && width > 0 && height > 0, "a video has a rate and a size")
    let ending = FileName.ending(of: path)
    guard let choices = Self.codecs[ending] else {
      throw VisionError(.unknownExtension, path, "names no video format; end the name in .mp4 or .avi")
    }
    self.path = path
    (self.width, self.height) = (width + width % 2, height + height % 2)
    do throws(FileError) { temporary = try AtomicFile.emptyFileBeside(path, ending: ending) } catch {
      throw VisionError(error)
    }
    cocv_silence()
    for codec in choices {
      let code = cocv_video_create(temporary, codec, framesPerSecond, Int32(self.width), Int32(self.height), &video)
      guard code == COCV_OK, video != nil else { continue }
      self.codec = codec
      return
    }
    unlink(temporary)
    throw VisionError(
      .unsupported, path,
      "cannot be written: this machine's OpenCV has no codec for .\(ending) (\(choices.joined(separator: ", "))); "
        + "write a .gif")
  }

  deinit {
    guard let video else { return }
    cocv_video_destroy(video)
    unlink(temporary)
  }

  /// Appends a frame, which is scaled to the video's size.
  ///
  /// - Throws: a sentence that names the file, when the frame cannot be encoded.
  public func append(_ frame: Image, interpolation: Interpolation = .bilinear) throws(VisionError) {
    guard let video else { preconditionFailure("\(path) is finished") }
    var shown = frame.withBitDepth(8).converted(to: .rgb)
    if shown.width != width || shown.height != height {
      shown = shown.resized(width: width, height: height, interpolation: interpolation)
    }
    guard case .uint8(let samples) = shown.samples else { preconditionFailure("8 bits were asked for") }
    guard cocv_video_append(video, samples) == COCV_OK else {
      throw VisionError(.unwritable, path, "cannot be written on: \(Native.message)")
    }
    count += 1
  }

  /// Closes the file and gives it its name.
  ///
  /// - Throws: a sentence that names the file, when not all frames are in it, as on a full disk.
  public func finish() throws(VisionError) {
    guard let video else { return }
    self.video = nil
    cocv_video_destroy(video)
    // OpenCV's writer tells of no failure, so the file is asked.
    guard count > 0, holds(count) else {
      unlink(temporary)
      throw VisionError(.diskFull, path, "could not be written whole; check that the disk has room and try again")
    }
    do throws(FileError) { try AtomicFile.move(temporary, to: path) } catch { throw VisionError(error) }
  }

  private func holds(_ count: Int) -> Bool {
    var (reader, facts) = (nil as OpaquePointer?, cocv_video_facts())
    guard cocv_reader_open(temporary, -1, 0, &reader) == COCV_OK, let reader else { return false }
    defer { cocv_reader_destroy(reader) }
    return cocv_reader_facts(reader, &facts) == COCV_OK && (facts.frame_count <= 0 || facts.frame_count >= count - 1)
  }
}
