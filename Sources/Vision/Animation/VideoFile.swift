import COpenCV
import COpenCVVideo
import Foundation

/// Writes moving pictures as video files, by whatever codec this machine's OpenCV has for them.
public enum VideoFile {
  /// The kinds of files by their extensions, each with its codecs, the one that most players know first.
  private static let codecs = ["mp4": ["avc1", "mp4v"], "avi": ["MJPG"]]

  /// Extensions, without dot, that `write` knows.
  public static var writableExtensions: Set<String> { Set(codecs.keys) }

  /// Small frames are enlarged to this side by whole numbers, since codecs blur what is smaller.
  static let leastSide = 256

  /// Writes frames of one size in the format that the extension names: H.264, else MPEG-4, in `.mp4`, Motion JPEG in
  /// `.avi`.
  ///
  /// - Throws: a sentence that names the file, when the extension is unknown, this machine's OpenCV has no codec for it,
  ///   or the file cannot be written.
  public static func write(
    _ frames: [Image], to path: String, framesPerSecond: Double = 12.5
  ) throws(VisionError) {
    precondition(!frames.isEmpty && framesPerSecond > 0, "a video has frames")
    precondition(frames.allSatisfy { $0.width == frames[0].width && $0.height == frames[0].height }, "of one size")
    let ending = (path as NSString).pathExtension.lowercased()
    guard let choices = codecs[ending] else {
      throw VisionError(.unknownExtension, path, "names no video format; end the name in .mp4 or .avi")
    }
    cocv_silence()
    let temporary = NSTemporaryDirectory() + "/video-\(UUID().uuidString).\(ending)"
    defer { unlink(temporary) }
    for codec in choices where encode(frames, to: temporary, codec: codec, framesPerSecond: framesPerSecond) {
      try AtomicFile.write(FileBytes.all(of: temporary), to: path)
      return
    }
    throw VisionError(
      .unsupported, path,
      "cannot be written: this machine's OpenCV has no codec for .\(ending) (\(choices.joined(separator: ", "))); "
        + "write a .gif")
  }

  /// Whether there is a codec, and the file was written by it.
  private static func encode(_ frames: [Image], to path: String, codec: String, framesPerSecond: Double) -> Bool {
    let (width, height) = size(of: frames[0])
    var video: OpaquePointer?
    let code = cocv_video_create(path, codec, framesPerSecond, Int32(width), Int32(height), &video)
    guard code == COCV_OK, let video else { return false }
    var isSound = true
    for frame in frames {
      let shown = frame.withBitDepth(8).converted(to: .rgb)
        .resized(width: width, height: height, interpolation: .nearest)
      guard case .uint8(let samples) = shown.samples else { preconditionFailure("8 bits were asked for") }
      isSound = isSound && cocv_video_append(video, samples) == COCV_OK
    }
    cocv_video_destroy(video)
    var status = stat()
    return isSound && stat(path, &status) == 0 && status.st_size > 0
  }

  /// Even sides, which codecs that halve their colours need.
  static func size(of frame: Image) -> (width: Int, height: Int) {
    let longer = max(frame.width, frame.height)
    let factor = max(1, (leastSide + longer - 1) / longer)
    func even(_ side: Int) -> Int { side * factor + side * factor % 2 }
    return (even(frame.width), even(frame.height))
  }
}
