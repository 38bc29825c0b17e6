import Datasets
import Files
import Foundation
import Vision

/// A video that is being written in whole segments beside its place, so that a killed translation goes on where it was.
///
/// One thread uses it.
final class VideoParts {
  /// Where to go on.
  struct State: Codable {
    /// What was asked for: a video that was begun otherwise is begun anew.
    var key: String
    /// Segments that are whole.
    var segments = 0
    /// The input frame that comes next.
    var nextFrame = 0
  }

  private(set) var state: State
  /// The last input and output of an earlier sitting.
  let last: (input: Image, output: Image)?
  /// By its four letters, once a segment was begun.
  private(set) var codec = ""
  private let path: String
  private let folder: String
  private let rate: Double
  private let segmentFrames: Int
  private var writer: VideoWriter?
  private var frames = 0

  /// Opens what an earlier sitting left, or begins.
  ///
  /// - Parameter key: names input, model and choices.
  init(of path: String, key: String, framesPerSecond: Double, segmentFrames: Int) throws {
    self.path = path
    folder = path + ".parts"
    rate = framesPerSecond
    self.segmentFrames = segmentFrames
    if let data = FileManager.default.contents(atPath: folder + "/state.json"),
      let left = try? JSONDecoder().decode(State.self, from: data), left.key == key, left.segments > 0,
      let input = try? Image(path: folder + "/input.png"), let output = try? Image(path: folder + "/output.png")
    {
      (state, last) = (left, (input, output))
    } else {
      try? FileManager.default.removeItem(atPath: folder)
      try Folders.make(folder)
      (state, last) = (State(key: key), nil)
    }
  }

  private func segment(_ number: Int) -> String {
    "\(folder)/\(String(format: "%05d", number)).\((path as NSString).pathExtension)"
  }

  /// Writes an output, as often as its time asks for.
  ///
  /// - Parameters:
  ///   - shown: the picture of the video.
  ///   - pair: what it was made of.
  ///   - nextFrame: the input frame that follows.
  func append(_ shown: Image, copies: Int, pair: (input: Image, output: Image), nextFrame: Int) throws {
    let writer =
      try writer
      ?? VideoWriter(
        segment(state.segments + 1), width: shown.width, height: shown.height, framesPerSecond: rate)
    self.writer = writer
    codec = writer.codec
    for _ in 0..<copies { try writer.append(shown) }
    frames += copies
    if frames >= segmentFrames { try close(after: pair, nextFrame: nextFrame) }
  }

  /// Ends a segment; from here on a kill loses nothing of it.
  func close(after pair: (input: Image, output: Image), nextFrame: Int) throws {
    guard let writer else { return }
    try writer.finish()
    self.writer = nil
    frames = 0
    try pair.input.write(to: folder + "/input.png")
    try pair.output.write(to: folder + "/output.png")
    state.segments += 1
    state.nextFrame = nextFrame
    try AtomicFile.write(try JSONEncoder().encode(state), to: folder + "/state.json")
  }

  /// Joins the segments, adds the sound of `source`, and gives the video its name.
  ///
  /// - Returns: what is to be said of the sound.
  func finish(soundOf source: String?) throws -> String? {
    let (video, remark) = try withSound(of: source, try joined())
    // Not by `AtomicFile.move`, which removes what it cannot name: hours of work stay in their parts.
    guard rename(video, path) == 0 else { throw AtomicFile.fault(errno, path) }
    try? FileManager.default.removeItem(atPath: folder)
    return remark
  }

  private func joined() throws -> String {
    guard state.segments > 1 else { return segment(1) }
    let joined = "\(folder)/joined.\((path as NSString).pathExtension)"
    let names = (1...state.segments).map { "file '\((segment($0) as NSString).lastPathComponent)'\n" }
    try AtomicFile.write(names.joined(), to: folder + "/segments.txt")
    if SystemTool.isInstalled("ffmpeg") {
      try SystemTool.run(
        "ffmpeg",
        ["-v", "error", "-y", "-f", "concat", "-safe", "0", "-i", folder + "/segments.txt", "-c", "copy", joined])
      return joined
    }
    // Without ffmpeg nothing here joins streams as they are: the frames are encoded once more.
    var writer: VideoWriter?
    for number in 1...state.segments {
      let reader = try VideoReader(segment(number))
      while let frame = try reader.next() {
        let target =
          try writer
          ?? VideoWriter(
            joined, width: frame.image.width, height: frame.image.height, framesPerSecond: rate)
        writer = target
        try target.append(frame.image)
      }
    }
    try writer?.finish()
    return joined
  }

  private func withSound(of source: String?, _ video: String) throws -> (path: String, remark: String?) {
    guard let source else { return (video, nil) }
    guard SystemTool.isInstalled("ffmpeg"), SystemTool.isInstalled("ffprobe") else {
      return (video, "a sound track, where there is one, is left out: ffmpeg is not installed")
    }
    let sound = try? SystemTool.text(
      "ffprobe",
      ["-v", "error", "-select_streams", "a", "-show_entries", "stream=codec_type", "-of", "csv=p=0", source])
    guard let sound, sound.contains("audio") else { return (video, nil) }
    let target = "\(folder)/sound.\((path as NSString).pathExtension)"
    for codec in ["copy", "aac"] {
      // Some kinds of files cannot hold the sound as it is.
      let arguments = ["-v", "error", "-y", "-i", video, "-i", source, "-map", "0:v", "-map", "1:a", "-c:v", "copy"]
      if (try? SystemTool.run("ffmpeg", arguments + ["-c:a", codec, target])) != nil {
        return (target, nil)
      }
    }
    return (video, "the sound track cannot be put into such a file and is left out")
  }
}
