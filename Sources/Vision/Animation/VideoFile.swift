/// Writes moving pictures as video files, by whatever codec this machine's OpenCV has for them.
public enum VideoFile {
  /// Extensions, without dot, that `write` knows.
  public static var writableExtensions: Set<String> { VideoWriter.extensions }

  /// Small frames are enlarged to this side by whole numbers, since codecs blur what is smaller.
  static let leastSide = 256

  /// Writes frames of one size in the format that the extension names: H.264, else MPEG-4, in `.mp4`, Motion JPEG in
  /// `.avi`.
  ///
  /// - Returns: the codec by its four letters.
  /// - Throws: a sentence that names the file, when the extension is unknown, this machine's OpenCV has no codec for it,
  ///   or the file cannot be written.
  @discardableResult
  public static func write(
    _ frames: [Image], to path: String, framesPerSecond: Double = 12.5
  ) throws(VisionError) -> String {
    precondition(!frames.isEmpty && framesPerSecond > 0, "a video has frames")
    precondition(frames.allSatisfy { $0.width == frames[0].width && $0.height == frames[0].height }, "of one size")
    let (width, height) = size(of: frames[0])
    let writer = try VideoWriter(path, width: width, height: height, framesPerSecond: framesPerSecond)
    for frame in frames { try writer.append(frame, interpolation: .nearest) }
    try writer.finish()
    return writer.codec
  }

  /// Even sides, which codecs that halve their colours need.
  static func size(of frame: Image) -> (width: Int, height: Int) {
    let longer = max(frame.width, frame.height)
    let factor = max(1, (leastSide + longer - 1) / longer)
    func even(_ side: Int) -> Int { side * factor + side * factor % 2 }
    return (even(frame.width), even(frame.height))
  }
}
