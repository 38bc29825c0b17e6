import Foundation
import LoopbackServer
import TestFolders
import Testing
import Vision

/// The way of a user with the video of a fixed camera, and what goes wrong on it; nothing is fetched.
@Suite(.serialized)
struct FlowAnomalyTests {
  /// A square that walks, and runs in the frames of `runs`.
  private func frames(_ count: Int, runs: [Range<Int>] = [], speed: Int = 5, start: Int = 0) -> [Image] {
    var place = start
    return (0..<count).map { frame in
      var pixels = (0..<96 * 64).map { (pixel: Int) -> UInt8 in
        let (x, y) = (pixel % 96, pixel / 96)
        return UInt8(70 + (x * 7 + y * 11) % 40)
      }
      for y in 20..<36 {
        for x in 0..<12 {
          let level = 150 + (x * 13 + y * 29) % 100
          pixels[y * 96 + (place + x) % 96] = UInt8(level)
        }
      }
      place += runs.contains { $0.contains(frame) } ? speed : 1
      return Image(width: 96, height: 64, channels: 1, pixels: pixels)
    }
  }

  private func video(_ frames: [Image], _ path: String) throws {
    let writer = try VideoWriter(path, width: frames[0].width, height: frames[0].height, framesPerSecond: 25)
    for frame in frames { try writer.append(frame) }
    try writer.finish()
  }

  private func pictures(_ frames: [Image], _ folder: String) throws {
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    for (place, frame) in frames.enumerated() { try frame.write(to: folder + String(format: "/%03d.png", place + 1)) }
  }

  private func gan(_ arguments: [String], in folder: String) throws -> Program.Result {
    try Program.run(arguments, in: folder, environment: ["XDG_CACHE_HOME": folder + "/cache"])
  }

  /// A model of speed alone.
  private func model(in folder: String, _ more: [String] = []) throws -> String {
    for clip in 0..<3 { try pictures(walk(clip), "\(folder)/data/Train/Train\(clip)") }
    return try trained(in: folder, more)
  }

  /// Some walk twice as fast: the threshold lies well above a walk.
  private func walk(_ clip: Int) -> [Image] { frames(40, runs: [20..<32], speed: 2, start: clip * 20) }

  /// A model of speed alone, of the clips in the folder `data`.
  private func trained(in folder: String, _ more: [String] = []) throws -> String {
    let result = try gan(
      [
        "train", "flow-anomaly", "--data", folder + "/data", "--out", folder + "/model", "--score", "magnitude",
        "--image-size", "64x64", "--flow-window", "3", "--false-alarm", "0.05", "--threads", "1", "--set", "box=0.1",
      ] + more, in: folder)
    #expect(result.status == 0 && result.errors.contains("scored by speed"), "\(result.errors)")
    return folder + "/model"
  }

  private struct Told: Decodable {
    struct Event: Decodable { let number, firstFrame, lastFrame: Int }
    let session: Int
    let event: Event
    let thumbnail: String
  }

  private func told(_ text: String) throws -> [Told] {
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    return try text.split(separator: "\n").map { try decoder.decode(Told.self, from: Data($0.utf8)) }
  }

  private func scores(_ folder: String) throws -> [String] {
    try String(contentsOfFile: folder + "/scores.csv", encoding: .utf8).split(separator: "\n").map(String.init)
  }

  @Test func eventsAreFoundWrittenAndNotLostByAKill() throws {
    try withTemporaryFolder { folder in
      let model = try model(in: folder)
      let path = folder + "/street.avi"
      try video(frames(160, runs: [40..<70, 110..<140]), path)
      let whole = try gan(["detect", "--model", model, path, "-o", folder + "/whole", "--json"], in: folder)
      #expect(whole.status == 0, "\(whole.errors)")
      let events = try told(whole.output)
      #expect(events.map(\.event.number) == [1, 2], "\(whole.output)")
      for (event, first) in zip(events, [40, 110]) {
        #expect(abs(event.event.firstFrame - first) < 5 && abs(event.event.lastFrame - first - 30) < 8)
        #expect(FileManager.default.fileExists(atPath: folder + "/whole/" + event.thumbnail))
      }
      #expect(try scores(folder + "/whole").count == 161)
      let annotated = try VideoReader(folder + "/whole/annotated-001.mp4")
      #expect(annotated.frameCount == 160 && annotated.width == 96 && annotated.height == 104)
      let page = try String(contentsOfFile: folder + "/whole/index.html", encoding: .utf8)
      #expect(page.contains("annotated-001.mp4") && page.contains("event-0002.jpg"))

      // Killed in its midst and gone on with: the same events and scores.
      let parts = folder + "/parts"
      let process = try Program.start(
        ["detect", "--model", model, path, "-o", parts, "--json", "--no-video"], in: folder,
        environment: ["XDG_CACHE_HOME": folder + "/cache"])
      while process.isRunning, (try? scores(parts).count) ?? 0 < 120 { usleep(2000) }
      kill(process.processIdentifier, SIGKILL)
      process.waitUntilExit()
      let before = try told(String(contentsOfFile: folder + "/stdout", encoding: .utf8))
      let rest = try gan(
        ["detect", "--model", model, path, "-o", parts, "--json", "--no-video", "--resume"], in: folder)
      #expect(rest.status == 0, "\(rest.errors)")
      let all = try before + told(rest.output)
      #expect(Set(all.map(\.event.number)) == [1, 2])
      for event in all {
        let same = events[event.event.number - 1].event
        #expect(event.event.firstFrame == same.firstFrame && event.event.lastFrame == same.lastFrame)
      }
      #expect(try scores(parts) == scores(folder + "/whole"))
      // A further run has nothing to do and keeps what there is.
      let again = try gan(["detect", "--model", model, path, "-o", parts, "--no-video", "--resume"], in: folder)
      #expect(again.status == 0 && !again.output.contains("event "), "\(again.errors)")
      #expect(try scores(parts).count == 161)
    }
  }

  @Test func oddVideosEndInOneSentence() throws {
    try withTemporaryFolder { folder in
      let model = try model(in: folder)
      func detect(_ input: String) throws -> Program.Result {
        try? FileManager.default.removeItem(atPath: folder + "/out")
        let result = try gan(["detect", "--model", model, input, "-o", folder + "/out"], in: folder)
        let errors = result.errors.split(separator: "\n").filter { $0.hasPrefix("error") }
        #expect(errors.count == (result.status == 0 ? 0 : 1), "\(input): \(result.errors)")
        return result
      }
      try video(frames(1), folder + "/one.avi")
      let one = try detect(folder + "/one.avi")
      #expect(one.status == 1 && one.errors.contains("one.avi has one frame and so no motion"), "\(one.errors)")
      // Nothing moves: no event, and no NaN.
      try video([Image](repeating: frames(1)[0], count: 30), folder + "/still.avi")
      let still = try detect(folder + "/still.avi")
      #expect(still.status == 0 && !still.output.contains("event "), "\(still.errors)")
      #expect(try scores(folder + "/out").count == 31 && !scores(folder + "/out").joined().contains("nan"))
      // Frames of another size are scaled, and it is said.
      try pictures(
        frames(20).enumerated().map { $0 < 10 ? $1 : $1.resized(width: 128, height: 80) }, folder + "/changing")
      let changing = try detect(folder + "/changing")
      #expect(changing.status == 0 && changing.errors.contains("changes its size"), "\(changing.errors)")
      #expect(try scores(folder + "/out").count == 21)
      // What is left of a file that was cut off is looked at.
      try video(frames(60, runs: [10..<30]), folder + "/whole.avi")
      let bytes = try Data(contentsOf: URL(fileURLWithPath: folder + "/whole.avi"))
      try bytes.prefix(bytes.count * 2 / 3).write(to: URL(fileURLWithPath: folder + "/cut.avi"))
      let cut = try detect(folder + "/cut.avi")
      #expect(cut.status == 0 && cut.errors.contains("cut.avi is cut off or damaged"), "\(cut.errors)")
      try bytes.prefix(40).write(to: URL(fileURLWithPath: folder + "/stump.avi"))
      try Data().write(to: URL(fileURLWithPath: folder + "/empty.avi"))
      for name in ["stump.avi", "empty.avi", "gone.avi"] {
        let result = try detect(folder + "/" + name)
        #expect(result.status == 1 && result.errors.contains(name), "\(result.errors)")
      }
      try pictures(frames(4).map { $0.resized(width: 12, height: 8) }, folder + "/tiny")
      let tiny = try detect(folder + "/tiny")
      #expect(tiny.status == 1 && tiny.errors.contains("too small for optical flow"), "\(tiny.errors)")
    }
  }

  @Test func figuresPlantedEventsAndWhatLacksMasks() throws {
    try withTemporaryFolder { folder in
      let model = try model(in: folder)
      let none = try gan(["evaluate", "--model", model, "--data", folder + "/data"], in: folder)
      #expect(none.status == 1 && none.errors.contains("no clip of") && none.errors.contains("masks"), "\(none.errors)")
      for (clip, hasMasks) in [("a", true), ("b", true), ("c", false)] {
        let shown = frames(40, runs: [15..<30], start: 7)
        try pictures(shown, "\(folder)/data/Test/\(clip)")
        guard hasMasks else { continue }
        let masks = (0..<40).map { frame in
          Image(width: 96, height: 64, channels: 1, level: (15..<30).contains(frame) ? 255 : 0)
        }
        try pictures(masks, "\(folder)/data/Test/\(clip)_gt")
      }
      try "clip,kind,source,first,last\na,run,x,16,30\nb,hop,x,16,30\n".write(
        toFile: folder + "/data/planted.csv", atomically: true, encoding: .utf8)
      let json = try gan(
        ["evaluate", "--model", model, "--data", folder + "/data", "--json", "--results", folder + "/results"],
        in: folder)
      // There are no heat maps of pictures here, and that is said.
      let maps = try gan(
        ["evaluate", "--model", model, "--data", folder + "/data", "--maps", folder + "/m"], in: folder)
      #expect(maps.status == 64 && maps.errors.contains("--maps goes with a detector"), "\(maps.errors)")
      #expect(json.status == 0 && json.errors.contains("c has no masks and is left out"), "\(json.errors)")
      let object = try #require(try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [String: Any])
      let frame = try #require(object["frame"] as? [String: Double])
      #expect((frame["auc"] ?? 0) > 0.9 && frame["eer"] != nil && object["pixel"] is [String: Double])
      #expect((object["clips"] as? [[String: Any]])?.map { $0["name"] as? String } == ["a", "b"])
      #expect((object["kinds"] as? [[String: Any]])?.map { $0["name"] as? String } == ["hop", "run"])
      let rows = try Data(contentsOf: URL(fileURLWithPath: folder + "/results/rows.json"))
      let whole = try #require(try JSONSerialization.jsonObject(with: rows) as? [String: Any])
      #expect((whole["rows"] as? [[String: Any]])?.count == 1 && whole["features"] as? String == "speed")
      let table = try gan(["evaluate", "--model", model, "--data", folder + "/data", "--resamples", "10"], in: folder)
      #expect(table.status == 0 && table.output.contains("frame AUC by kind"), "\(table.output)\(table.errors)")
    }
  }

  /// Somebody runs in frames 15 to 29 of each test clip.
  private static let runs = 15..<30

  /// Trains and judges a set that lies in the folder `data`.
  private func expectRunsAreFound(in folder: String, clips: [String], pixels: Bool) throws {
    let model = try trained(in: folder)
    let json = try gan(["evaluate", "--model", model, "--data", folder + "/data", "--json"], in: folder)
    #expect(json.status == 0, "\(json.errors)")
    let object = try #require(try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [String: Any])
    let frame = try #require(object["frame"] as? [String: Double])
    #expect((frame["auc"] ?? 0) > 0.9, "\(json.output)")
    #expect((object["clips"] as? [[String: Any]])?.map { $0["name"] as? String } == clips)
    // Where no mask says where, there is nothing to say of places.
    #expect((object["pixel"] is [String: Double]) == pixels, "\(json.output)")
  }

  private func makeFolders(_ names: [String], in data: URL) throws {
    for name in names {
      try FileManager.default.createDirectory(at: data.appendingPathComponent(name), withIntermediateDirectories: true)
    }
  }

  /// CUHK Avenue as it is unpacked: videos, and masks in MATLAB's cells.
  @Test func avenueIsLearnedAndJudged() throws {
    try withTemporaryFolder { folder in
      let data = URL(fileURLWithPath: folder + "/data")
      try makeFolders(["training_videos", "testing_videos", "testing_label_mask"], in: data)
      for clip in 0..<3 { try video(walk(clip), "\(folder)/data/training_videos/0\(clip + 1).avi") }
      for clip in 1...2 {
        try video(frames(40, runs: [Self.runs], start: 7 * clip), "\(folder)/data/testing_videos/0\(clip).avi")
        let masks = (0..<40).map { frame in
          (0..<64).map { y in
            [UInt8](repeating: Self.runs.contains(frame) && (20..<36).contains(y) ? 1 : 0, count: 96)
          }
        }
        try Data(TruthBytes.matlab(masks)).write(
          to: data.appendingPathComponent("testing_label_mask/\(clip)_label.mat"))
      }
      try expectRunsAreFound(in: folder, clips: ["01.avi", "02.avi"], pixels: true)
    }
  }

  /// ShanghaiTech's parts: videos to learn from, frames to judge, and NumPy's files that name the abnormal ones.
  @Test func shanghaiTechIsLearnedAndJudged() throws {
    try withTemporaryFolder { folder in
      let data = URL(fileURLWithPath: folder + "/data")
      try makeFolders(["training/videos", "testing/frames", "testing/test_frame_mask"], in: data)
      for clip in 0..<3 { try video(walk(clip), "\(folder)/data/training/videos/01_00\(clip + 1).avi") }
      for clip in ["01_0014", "01_0015"] {
        try pictures(frames(40, runs: [Self.runs], start: 7), "\(folder)/data/testing/frames/\(clip)")
        let levels = (0..<40).map { Self.runs.contains($0) ? UInt8(1) : 0 }
        try Data(TruthBytes.numPy("|u1", "(40,)", levels))
          .write(to: data.appendingPathComponent("testing/test_frame_mask/\(clip).npy"))
      }
      try expectRunsAreFound(in: folder, clips: ["01_0014", "01_0015"], pixels: false)
    }
  }

  @Test func scoresAreFittedAnew() throws {
    try withTemporaryFolder { folder in
      let model = try model(in: folder)
      func fit(_ more: [String]) throws -> Program.Result {
        try gan(
          ["train", "flow-anomaly", "--fit", model, "--out", folder + "/fitted", "--threads", "1"] + more, in: folder)
      }
      // The file of a model does not say where the data was.
      let without = try fit([])
      #expect(without.status == 64 && without.errors.contains("--data"), "\(without.errors)")
      let data = ["--data", folder + "/data"]
      let other = try fit(data + ["--false-alarm", "0.2", "--set", "top=0.02"])
      #expect(other.status == 0 && other.errors.contains("at most 20% false alarms"), "\(other.errors)")
      for (setting, sentence) in [
        ("flow_ngf=8", "flow_ngf belongs to the networks"), ("flow_window=9", "flow_window belongs to the networks"),
        ("lambdda=1", "did you mean lambda?"), ("score=fusion", "made without networks"), ("score=none", "score"),
      ] {
        let result = try fit(data + ["--set", setting])
        #expect(result.status != 0 && result.errors.contains(sentence), "\(result.errors)")
      }
      // The weights are not there, and who asks for them is told how to get them.
      let appearance = try fit(data + ["--score", "appearance"])
      #expect(appearance.status == 1 && appearance.errors.contains("gan weights fetch"), "\(appearance.errors)")
    }
  }

  /// A camera whose connection breaks off is asked again; one that stays away ends the program, and nothing is lost.
  @Test func aCameraMayGoAway() throws {
    try withTemporaryFolder { folder in
      let model = try model(in: folder)
      try pictures(frames(60, runs: [20..<40]), folder + "/frames")
      var stream: [UInt8] = []
      for place in 1...60 {
        let jpeg = folder + "/frame.jpg"
        try Image(path: folder + String(format: "/frames/%03d.png", place)).write(to: jpeg)
        stream += Array(try Data(contentsOf: URL(fileURLWithPath: jpeg)))
      }
      let server = try LoopbackServer(["/camera.mjpg": stream], knowsRanges: false)
      defer { server.stop() }
      let twice = try gan(
        [
          "detect", "--model", model, server.address + "camera.mjpg", "-o", folder + "/out", "--json", "--until", "4",
          "--reconnect", "5", "--no-video",
        ], in: folder)
      #expect(twice.status == 0, "\(twice.errors)")
      #expect(
        twice.errors.contains("has gone away; trying again") && twice.errors.contains("is back"), "\(twice.errors)")
      #expect(try told(twice.output).map(\.event.number) == [1, 2], "\(twice.output)")

      let lost = try gan(
        ["detect", "--model", model, "http://127.0.0.1:9/camera.mjpg", "-o", folder + "/lost"], in: folder)
      #expect(lost.status == 1 && lost.errors.contains("cannot be opened as a video stream"), "\(lost.errors)")
    }
  }
}
