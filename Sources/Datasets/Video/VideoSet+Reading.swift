public import Vision

extension VideoSet.Clip {
  /// Opens the clip's frames.
  ///
  /// - Parameters:
  ///   - framesPerSecond: of pictures, which do not say it.
  ///   - timeout: seconds that opening, and each frame, of a stream may take.
  ///   - onRemark: is told of frames that are left out.
  /// - Throws: a sentence that names the file: no video, no frame that can be read.
  public func reader(
    framesPerSecond: Double = 25, timeout: Double? = nil, onRemark: @escaping (String) -> Void = { _ in }
  ) throws(VisionError) -> VideoReader {
    switch source {
    case .file(let path): return try VideoReader(path, timeout: timeout, onRemark: onRemark)
    case .frames(let paths):
      return try VideoReader(
        named: name, frames: paths, framesPerSecond: framesPerSecond, onRemark: onRemark)
    }
  }
}
