import Adversarial
import AnomalyDetection
import ArgumentParser
import Datasets
import Foundation
import Reports
import Torch
import Vision

struct Detect: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Say how abnormal pictures are, where, and whether that is over the model's threshold.",
    discussion: """
      OUT gets a heat map and a mask for each picture and index.html, the most abnormal first. Pictures may have any \
      size: models of windows look at overlapping ones. The exit status is 0 whatever is found.

      A model of video (flow-anomaly) takes a video file, a folder of frames or of clips, a stream's address or a \
      camera's number: OUT gets scores.csv, events.json, an annotated video and index.html with a time line. An event is \
      on the disk, and printed, as soon as it has ended; with --json as one JSON object a line.
      """)

  @Option(help: ArgumentHelp("The run folder, or a model file.", valueName: "run|file"))
  var model: String

  @Argument(help: ArgumentHelp("Pictures, or folders of them; a video, for a model of video.", valueName: "input"))
  var inputs: [String]

  @Option(name: [.short, .customLong("output")], help: ArgumentHelp("The folder to write to.", valueName: "dir"))
  var output: String

  @Option(
    help: ArgumentHelp(
      "What the inputs are, where the guess is wrong: single-folder (every picture is looked at), anomaly (MVTec AD's folders "
        + "without their masks), idx, cifar-binary, usps-text, num-py (their test part); clips, for a model of video.",
      valueName: "name"))
  var format: String?

  @Flag(help: "Print one JSON object.") var json = false
  @Flag(name: [.customLong("grey"), .customLong("gray")], help: "Convert colour pictures for a model of grey ones.")
  var grey = false

  @OptionGroup var video: VideoDetectionOptions
  @OptionGroup var compute: ComputeOptions

  struct Found: Encodable {
    let input: String
    let score: Double
    let percentile: Double
    let abnormal: Bool
    /// Where the map is highest, in the picture's pixels.
    let hottest: HeatMap.Place
    let overlay: String
    let mask: String
  }

  struct Report: Encodable {
    let model: String
    let system: String
    let threshold: Double
    let falseAlarm: Double
    let pictures: [Found]
    let page: String
  }

  func run() throws {
    let format = try format.map(DatasetFormat.init(parsing:))
    if try KnownSystem.evaluation(of: model) == .motion {
      guard format ?? .clips == .clips else {
        throw CommandError("\(model) looks at video, so --format can be clips alone; leave it out")
      }
      return try video.run(model: model, inputs: inputs, output: output, json: json, compute: compute)
    }
    let pictures = try DetectionInput.list(inputs, output: output, format: format)
    let detector = try TrainedDetector(at: model, device: compute.prepare())
    let folder = DetectionFolder(output, threshold: detector.calibration.pixelThreshold)
    var progress = CountProgress("looking", of: pictures.count)
    var (found, rows) = ([Found](), [DetectionPage.Row]())
    var start = 0
    while start < pictures.count {
      let first = start
      let usable = nextGroup(of: pictures, from: &start, for: detector)
      guard !usable.isEmpty else { continue }
      LastResort.name(
        usable.count == 1 ? usable[0].0.path : "\(usable[0].0.path) and \(usable.count - 1) more",
        mend: "free some of it, or make the pictures smaller")
      let judged = try detector.judge(usable.map { (name: $0.0.path, image: $0.1) }) { progress.update(first + $0) }
      for ((picture, image), judgement) in zip(usable, judged) {
        let written = try folder.write(image, judgement.map, name: picture.name)
        found.append(
          Found(
            input: picture.path, score: judgement.score, percentile: judgement.percentile,
            abnormal: judgement.isAbnormal, hottest: judgement.map.hottest(width: image.width, height: image.height),
            overlay: written.overlay, mask: written.mask))
        rows.append(
          DetectionPage.Row(
            name: picture.name, score: judgement.score, percentile: judgement.percentile,
            isAbnormal: judgement.isAbnormal, pictures: written.pictures))
      }
    }
    if !found.isEmpty { try report(found, rows, detector) }
    // What cannot be looked at is named; a script must be able to tell.
    if found.count < pictures.count { throw ExitCode(1) }
  }

  private func report(_ found: [Found], _ rows: [DetectionPage.Row], _ detector: TrainedDetector) throws {
    let page = output + "/index.html"
    let calibration = detector.calibration
    let abnormal = found.count { $0.abnormal }
    try DetectionPage(
      title: "\(abnormal) of \(found.count) pictures are abnormal",
      facts: [
        ("Model", "\(detector.system), \(detector.path)"), ("Threshold", String(format: "%.6g", calibration.threshold)),
        ("False alarms allowed", String(format: "%g%%", calibration.falseAlarm * 100)),
        ("Fitted on", "\(calibration.pictures) normal pictures"),
      ], rows: rows
    ).write(to: page)
    if json {
      try printJSON(
        Report(
          model: detector.path, system: detector.system, threshold: calibration.threshold,
          falseAlarm: calibration.falseAlarm, pictures: found, page: page))
    } else {
      for one in found.sorted(by: { $0.score > $1.score }) {
        let verdict = one.abnormal ? "abnormal" : "normal  "
        print(String(format: "%@  score %.6g  percentile %5.1f  %@", verdict, one.score, one.percentile, one.input))
      }
      print(page)
    }
  }

  /// The next pictures that can be looked at together: a hundred, fewer where they are large.
  private func nextGroup(
    of pictures: [DetectionInput], from start: inout Int, for detector: TrainedDetector
  ) -> [(DetectionInput, Image)] {
    var (group, pixels) = ([(DetectionInput, Image)](), 0)
    let end = min(start + 100, pictures.count)
    while start < end, pixels < 1 << 24 {
      let picture = pictures[start]
      start += 1
      guard let image = readOrSay(picture, for: detector) else { continue }
      group.append((picture, image))
      pixels += image.width * image.height
    }
    return group
  }

  /// The picture as the model takes it; nil, and a line that says why, where there is none.
  private func readOrSay(_ input: DetectionInput, for detector: TrainedDetector) -> Image? {
    let path = input.path
    do {
      LastResort.name(path, mend: "free some of it, or make the picture smaller")
      var image = try input.read()
      do {
        try detector.requireMemory(for: image)
      } catch {
        throw CommandError("\(path) does not fit into memory (\(error)); free some, or make the picture smaller")
      }
      if grey, detector.channels == 1, image.channels > 1 { image = image.flattened(onto: 255).converted(to: .gray) }
      try detector.require(image, named: path)
      return image
    } catch {
      Chatter.error(error)
      return nil
    }
  }
}
