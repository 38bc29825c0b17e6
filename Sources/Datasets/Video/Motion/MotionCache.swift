import Foundation
import Vision

/// The folder in which motion files are kept from run to run; each is made when it is first asked for.
public struct MotionCache: Sendable {
  /// The folder.
  public let path: String
  /// Whether its files are of no use later.
  public let isTemporary: Bool

  /// - Parameter path: the folder; nil is the user's cache (`$XDG_CACHE_HOME/swift-gan/motion`); `none` is a folder that
  ///   `remove()` takes away.
  /// - Throws: when it cannot be made.
  public init(_ path: String? = nil) throws(DatasetError) {
    isTemporary = path == "none"
    if isTemporary {
      self.path = NSTemporaryDirectory() + "/swift-gan-motion-\(UUID().uuidString)"
    } else if let path {
      self.path = path
    } else {
      let environment = ProcessInfo.processInfo.environment["XDG_CACHE_HOME"]
      self.path = (environment ?? NSHomeDirectory() + "/.cache") + "/swift-gan/motion"
    }
    guard (try? FileManager.default.createDirectory(atPath: self.path, withIntermediateDirectories: true)) != nil else {
      throw DatasetError("\(self.path) cannot be made; choose another folder with --flow-cache, or none")
    }
  }

  /// Takes a temporary folder away.
  public func remove() { if isTemporary { try? FileManager.default.removeItem(atPath: path) } }

  /// The motion of a clip: from its file, where that was made of the same source in the same way; else computed now.
  ///
  /// - Parameters:
  ///   - from: seconds from the start of the clip that are left out.
  ///   - until: seconds from the start at which it ends; 0 is its end.
  ///   - onRemark: is told of frames that are left out.
  ///   - progress: is told how many frames are done.
  /// - Throws: a sentence that names the clip: not to be read, too short, too small.
  public func motion(
    of clip: VideoSet.Clip, as format: MotionFormat, framesPerSecond: Double = 25, from: Double = 0,
    until: Double = 0, onRemark: @escaping (String) -> Void = { _ in }, progress: (Int) -> Void = { _ in }
  ) throws(DatasetError) -> MotionFile {
    let key = try Self.key(of: clip, format, framesPerSecond: framesPerSecond, from: from, until: until)
    let file = "\(path)/\(Self.name(key)).motion"
    if let known = MotionFile(file, expecting: key) { return known }
    let video = try Self.opened(clip, framesPerSecond, onRemark)
    return try Self.make(file, key, video, format, from: from, until: until, progress: progress)
  }

  private static func opened(
    _ clip: VideoSet.Clip, _ framesPerSecond: Double, _ onRemark: @escaping (String) -> Void
  ) throws(DatasetError) -> VideoReader {
    do throws(VisionError) {
      return try clip.reader(framesPerSecond: framesPerSecond, onRemark: onRemark)
    } catch {
      throw DatasetError("\(error)")
    }
  }

  private static func make(
    _ file: String, _ key: MotionFile.Key, _ video: VideoReader, _ format: MotionFormat, from: Double, until: Double,
    progress: (Int) -> Void
  ) throws(DatasetError) -> MotionFile {
    let writer = try MotionFileWriter(file, key: key)
    let stream = MotionStream(format, framesPerSecond: video.framesPerSecond)
    var count = 0
    while let frame = try next(video) {
      guard frame.time >= from else { continue }
      if until > 0, frame.time >= until { break }
      if let done = try pushed(frame, stream) { try writer.append(done) }
      count += 1
      progress(count)
    }
    guard count > 0 else {
      throw DatasetError("\(video.path) has no frame from second \(from) on; change --from and --until")
    }
    if let last = stream.finish() { try writer.append(last) }
    try writer.finish(framesPerSecond: video.framesPerSecond, width: video.width, height: video.height)
    guard let made = MotionFile(file, expecting: key) else {
      throw DatasetError("\(file) cannot be read back; choose another folder with --flow-cache")
    }
    return made
  }

  private static func next(_ video: VideoReader) throws(DatasetError) -> VideoFrame? {
    do throws(VisionError) { return try video.next() } catch { throw DatasetError("\(error)") }
  }

  private static func pushed(_ frame: VideoFrame, _ stream: MotionStream) throws(DatasetError) -> MotionFrame? {
    do throws(VisionError) { return try stream.push(frame) } catch { throw DatasetError("\(error)") }
  }

  private static func key(
    of clip: VideoSet.Clip, _ format: MotionFormat, framesPerSecond: Double, from: Double, until: Double
  ) throws(DatasetError) -> MotionFile.Key {
    let paths: [String]
    let source: String
    var rate: Double?
    switch clip.source {
    case .file(let path): (paths, source) = ([path], path)
    case .frames(let frames):
      (paths, source) = (frames, (frames.first ?? "") + " to " + (frames.last ?? ""))
      if framesPerSecond != 25 { rate = framesPerSecond }
    }
    var (bytes, modified) = (0, 0.0)
    for path in paths {
      var status = stat()
      guard stat(path, &status) == 0 else { throw DatasetError("\(path) cannot be opened; check that it is there") }
      bytes += Int(status.st_size)
      modified = max(modified, Double(status.st_mtim.tv_sec) + Double(status.st_mtim.tv_nsec) / 1e9)
    }
    return MotionFile.Key(
      format: format, source: URL(fileURLWithPath: source).standardizedFileURL.path, bytes: bytes, modified: modified,
      frames: paths.count, from: from, until: until, framesPerSecond: rate)
  }

  /// A name of its own for each key (FNV-1a, 64 bits); a file of another key under it is made anew.
  private static func name(_ key: MotionFile.Key) -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    let text = (try? encoder.encode(key)) ?? Data()
    let hash = text.reduce(UInt64(0xCBF2_9CE4_8422_2325)) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
    return String(hash, radix: 16)
  }
}
