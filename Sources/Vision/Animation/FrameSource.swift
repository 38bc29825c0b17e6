import COpenCV
import COpenCVVideo
import Foundation

/// Where a video's frames come from.
protocol FrameSource {
  var framesPerSecond: Double? { get }
  var frameCount: Int? { get }
  var isLive: Bool { get }
  /// Whether each frame that cannot be decoded was told of by itself.
  var namesBrokenFrames: Bool { get }
  /// RGB of 8 bits; the place and the time in seconds are nil where only the order is known. Nil at the end.
  mutating func next() throws(VisionError) -> (index: Int?, time: Double?, image: Image)?
}

/// Frames by OpenCV.
final class OpenCVFrames: FrameSource {
  let framesPerSecond: Double?
  let frameCount: Int?
  let isLive: Bool
  let namesBrokenFrames = false
  private let path: String
  private let reader: OpaquePointer
  private var count = 0

  init(_ path: String, timeout: Double?) throws(VisionError) {
    self.path = path
    let isAddress = path.contains("://")
    var camera: Int32 = -1
    if !isAddress, !path.contains("%") {
      var status = stat()
      if stat(path, &status) == 0 {
        guard status.st_mode & S_IFMT != S_IFDIR else {
          throw VisionError(.notAFile, path, "is a folder; name a video file, or give the folder as a data set")
        }
        guard status.st_mode & S_IFMT != S_IFREG || status.st_size > 0 else {
          throw VisionError(.empty, path, "is empty; check how it was copied")
        }
      } else if let number = Int32(path), number >= 0 {
        camera = number
      } else {
        throw VisionError(.missing, path, "does not exist; check the path of the video")
      }
    }
    cocv_silence()
    var opened: OpaquePointer?
    let milliseconds = Int32(clamping: Int((timeout ?? 0) * 1000))
    guard cocv_reader_open(path, camera, milliseconds, &opened) == COCV_OK, let opened else {
      let isThere = camera < 0 && !isAddress
      throw VisionError(
        isThere ? .notAnImage : .missing, path,
        isThere
          ? "is no video that OpenCV can open, or it is cut off; check how it was copied"
          : "cannot be opened as a video stream; check the address and that the camera is on")
    }
    reader = opened
    var facts = cocv_video_facts()
    guard cocv_reader_facts(opened, &facts) == COCV_OK else {
      cocv_reader_destroy(opened)
      throw VisionError(.damaged, path, "cannot be read as a video (\(Native.message))")
    }
    framesPerSecond = (0.01...1000).contains(facts.frames_per_second) ? facts.frames_per_second : nil
    // Some containers claim absurd numbers where they do not know.
    frameCount = (1...1_000_000_000).contains(facts.frame_count) ? Int(facts.frame_count) : nil
    isLive = (isAddress || camera >= 0 || path.hasPrefix("/dev/")) && frameCount == nil
  }

  deinit { cocv_reader_destroy(reader) }

  func next() throws(VisionError) -> (index: Int?, time: Double?, image: Image)? {
    while true {
      var (width, height, milliseconds) = (Int32(0), Int32(0), 0.0)
      switch Int(cocv_reader_next(reader, &width, &height, &milliseconds)) {
      case COCV_OK: break
      case COCV_UNDECODABLE: return nil
      case COCV_OUT_OF_MEMORY: throw VisionError(.outOfMemory, path, "has frames that do not fit into memory")
      default: throw VisionError(.unsupported, path, "cannot be read on: \(Native.message)")
      }
      guard width > 0, height > 0 else { continue }
      let samples = Int(width) * Int(height) * 3
      let pixels = [UInt8](unsafeUninitializedCapacity: samples) { target, filled in
        filled = cocv_reader_copy(reader, target.baseAddress!) == COCV_OK ? samples : 0
      }
      guard pixels.count == samples else {
        throw VisionError(.outOfMemory, path, "has a frame that cannot be copied (\(Native.message))")
      }
      defer { count += 1 }
      // A stream without time stamps says 0 of each frame.
      let time = milliseconds > 0 || count == 0 ? milliseconds / 1000 : nil
      return (nil, time, Image(width: Int(width), height: Int(height), channels: 3, pixels: pixels))
    }
  }
}

/// Pictures as frames; those that cannot be read are named and left out.
struct PictureFrames: FrameSource {
  let paths: [String]
  let framesPerSecond: Double?
  let onRemark: (String) -> Void
  var frameCount: Int? { paths.count }
  var isLive: Bool { false }
  var namesBrokenFrames: Bool { true }
  private var place = 0

  init(paths: [String], framesPerSecond: Double, onRemark: @escaping (String) -> Void) {
    (self.paths, self.framesPerSecond, self.onRemark) = (paths, framesPerSecond, onRemark)
  }

  mutating func next() throws(VisionError) -> (index: Int?, time: Double?, image: Image)? {
    while place < paths.count {
      let index = place
      place += 1
      do throws(VisionError) {
        return (index, nil, try Image(path: paths[index], as: .rgb).withBitDepth(8))
      } catch {
        onRemark("\(error); the frame is left out")
      }
    }
    return nil
  }
}
