import AnomalyDetection
import Files
import Foundation
import Reports
import Vision

/// The folder of what was found in one video: an event is on the disk as soon as it has ended.
final class WatchFolder {
  /// What `events.json` says.
  struct Record: Codable {
    var source: String
    var model: String
    var score: String
    var threshold: Double
    var framesPerSecond: Double
    /// `running` until the end; a program that was killed leaves it so.
    var status: String
    /// Frames that were scored, when this was written.
    var frames: Int
    /// The event that is going on.
    var open: MotionEvent?
    var events: [Entry]
    var parts: [Part]
  }

  struct Entry: Codable {
    var session: Int
    var event: MotionEvent
    var thumbnail: String
  }

  struct Part: Codable {
    var file: String
    var start: Double
  }

  let path: String
  let session: Int
  /// The frame with which a resumed file goes on.
  let firstFrame: Int
  private(set) var record: Record
  private let facts: [(name: String, value: String)]
  private var line = ScoreLine()
  private var scores: AppendedFile
  private var writer: VideoWriter?
  private var writtenFrom = 0.0
  private var lastTime = 0.0
  private let wantsVideo: Bool
  private static let secondsOfPart = 600.0

  init(
    _ path: String, source: String, detector: TrainedFlowDetector, framesPerSecond: Double, isLive: Bool, resume: Bool,
    wantsVideo: Bool
  ) throws {
    self.path = path
    self.wantsVideo = wantsVideo
    try Folders.make(path + "/events")
    let former = resume ? try Self.former(path) : nil
    session = (former?.events.map(\.session).max() ?? 0) + (former == nil || isLive ? 1 : 0)
    let file = path + "/scores" + (isLive && session > 1 ? "-\(session)" : "") + ".csv"
    var kept = 0
    if let former, !isLive { kept = try Self.cut(file, before: former.open?.firstFrame) } else { unlink(file) }
    firstFrame = kept
    record = Record(
      source: source, model: detector.path, score: detector.scoreDescription,
      threshold: detector.calibration.frames.threshold, framesPerSecond: framesPerSecond, status: "running",
      frames: kept, open: nil, events: former?.events ?? [], parts: former?.parts ?? [])
    facts = [
      ("Source", source), ("Model", detector.path), ("Score", detector.scoreDescription),
      ("Threshold", String(format: "%.6g", detector.calibration.frames.threshold)),
      ("False alarms allowed", String(format: "%g%%", detector.calibration.frames.falseAlarm * 100)),
    ]
    scores = try AppendedFile(file)
    if kept == 0 { try scores.append(Array("frame,time,score,thresholds,abnormal\n".utf8)) }
    try save()
  }

  /// What a run before this one left.
  private static func former(_ path: String) throws -> Record? {
    let file = path + "/events.json"
    guard Folders.holdsFile(file) else { return nil }
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    guard let record = try? decoder.decode(Record.self, from: Data(contentsOf: URL(fileURLWithPath: file))) else {
      throw CommandError("\(file) cannot be read; move it away, or leave out --resume")
    }
    return record
  }

  /// Drops what lies behind a frame, and a line that a kill left unfinished; gives the frame to go on with.
  private static func cut(_ file: String, before frame: Int?) throws -> Int {
    guard let text = try? String(contentsOfFile: file, encoding: .utf8) else { return 0 }
    var kept: [Substring] = []
    var next = 0
    for line in text.split(separator: "\n").dropFirst() where line.split(separator: ",").count == 5 {
      guard let place = Int(line.prefix { $0 != "," }), place < frame ?? .max else { continue }
      kept.append(line)
      next = place + 1
    }
    let whole = (["frame,time,score,thresholds,abnormal"] + kept.map(String.init)).joined(separator: "\n") + "\n"
    try AtomicFile.write(whole, to: file)
    return kept.isEmpty ? 0 : next
  }

  func add(_ watched: FlowWatch.Watched, detector: TrainedFlowDetector) throws {
    let inThresholds = watched.score / record.threshold
    line.add(inThresholds)
    lastTime = watched.frame.time
    let text = String(
      format: "%d,%.3f,%.6g,%.4f,%d\n", watched.frame.index, watched.frame.time, watched.score, inThresholds,
      inThresholds >= 1 ? 1 : 0)
    try scores.append(Array(text.utf8))
    record.frames += 1
    if wantsVideo { try draw(watched, detector) }
  }

  /// Tells the disk that an event is going on, so that a resumed run finds it whole.
  func began(_ event: MotionEvent) throws {
    record.open = event
    try save()
  }

  func ended(_ event: MotionEvent, thumbnail: Image) throws -> Entry {
    let name = String(format: "events/event-%04d.jpg", event.number)
    try thumbnail.write(to: path + "/" + name)
    let entry = Entry(session: session, event: event, thumbnail: name)
    record.events.append(entry)
    record.open = nil
    try save()
    return entry
  }

  /// An event that was too short is none.
  func dropped() throws {
    record.open = nil
    try save()
  }

  func finish(status: String) throws {
    try closePart()
    record.status = status
    record.open = nil
    try save()
    try writePage()
  }

  private func save() throws {
    try AtomicFile.write(try jsonLine(record) + "\n", to: path + "/events.json")
  }

  func writePage() throws {
    let events = record.events.map { entry in
      WatchPage.Event(
        name: "\(entry.event.number)", start: entry.event.start, end: entry.event.end,
        caption: String(
          format: "%.1f s to %.1f s, %.1f thresholds", entry.event.start, entry.event.end, entry.event.peak),
        thumbnail: path + "/" + entry.thumbnail)
    }
    try WatchPage(
      title: "\(events.count) events in \(record.frames) frames", facts: facts, length: lastTime,
      scores: line.highest, events: events,
      parts: record.parts.map { WatchPage.Part(path: path + "/" + $0.file, start: $0.start) }
    ).write(to: path + "/index.html")
  }

  // MARK: - The annotated video

  private var recent: [Double] = []

  private func draw(_ watched: FlowWatch.Watched, _ detector: TrainedFlowDetector) throws {
    let picture = AnnotatedFrame.draw(
      watched, limit: detector.calibration.frames.pixelThreshold, threshold: record.threshold, recent: &recent)
    if let open = writer, watched.frame.time - writtenFrom >= Self.secondsOfPart {
      try open.finish()
      writer = nil
    }
    if writer == nil {
      let file = String(format: "annotated-%03d.mp4", record.parts.count + 1)
      writer = try VideoWriter(
        path + "/" + file, width: picture.width, height: picture.height, framesPerSecond: record.framesPerSecond)
      writtenFrom = watched.frame.time
      if record.parts.isEmpty, writer?.codec != "avc1" {
        Chatter.warning("this machine's OpenCV has no H.264: the annotated video may not play in a browser")
      }
      pending = Part(file: file, start: watched.frame.time)
    }
    try writer?.append(picture)
  }

  private var pending: Part?

  private func closePart() throws {
    try writer?.finish()
    writer = nil
    if let pending { record.parts.append(pending) }
    pending = nil
  }
}
