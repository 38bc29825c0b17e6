import Adversarial
import ArgumentParser
import Datasets
import Foundation
import Reports
import Torch
import Vision

struct Translate: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Translate pictures with a trained model.",
    discussion: """
      Files keep their names and sizes. A folder is read with its subfolders, which are made again below OUT. A \
      picture that cannot be read is named and left out; the exit status is then 1.

      The network sees a picture at the scale that it learned at, as in evaluation, and the result is enlarged by the \
      picture's own detail; --scale own translates pixel by pixel.

      Videos (files, streams such as rtsp://..., or a folder of frames with -o OUT.mp4) keep size, rate and length, and, \
      where ffmpeg is installed, their sound. What is done of a video stays beside it in OUT.parts when it is \
      interrupted: the same command goes on.
      """)

  @OptionGroup var model: ModelOptions

  @Argument(help: "Pictures, or folders of them.")
  var inputs: [String]

  @Option(
    name: [.short, .customLong("output")],
    help: ArgumentHelp(
      "A folder, or for a single picture a file.", valueName: "out"))
  var output: String

  @Option(help: "Which way a model that goes both ways translates: AtoB or BtoA; the default is AtoB.")
  var direction: TranslationDirection?

  @Option(
    help: ArgumentHelp(
      "At what scale the network sees pictures: learned (that of training), own (pixel by pixel), or such as 256x144.",
      valueName: "scale"),
    transform: { try TranslationScale(parsing: $0) })
  var scale: TranslationScale?

  @Option(
    help: ArgumentHelp(
      "Translate pixel by pixel in overlapping windows of this side, for pictures that do not fit into memory whole.",
      valueName: "side"))
  var tile: Int?

  @Option(help: ArgumentHelp("By how many pixels windows overlap; the default is a quarter.", valueName: "pixels"))
  var overlap: Int?

  @Flag(inversion: .prefixedNo, help: "Write index.html beside the pictures of a folder, to see them in a browser.")
  var page = true

  @OptionGroup var video: VideoOptions

  @Flag(help: "Pictures: write OUT/unlike/NAME.png, which shows where a picture is unlike what the model learned from.")
  var unlikeMaps = false

  @Flag(
    help: """
      Pictures: say how much the model doubts each one by itself, 0 to 1: how far the translation back is from the picture, \
      or how far translations differ under dropout.
      """)
  var doubt = false

  @Flag(help: "Print a JSON object for each input.") var json = false

  /// What is said of an input.
  struct Report: Encodable {
    let input: String
    let output: String
    /// The share of held-out training pictures that are nearer to the training set, 0...100; of a video, its frames' mean;
    /// nil where the model does not say what it was trained on.
    var unlike: Double?
    /// Whether that is more than the model's threshold; of a video, for more than a tenth of its frames.
    var warned = false
    /// ``Doubt``, with --doubt.
    var doubt: Double?
    var video: VideoOptions.Facts?

    private enum CodingKeys: CodingKey { case input, output, unlike, warned, doubt, video }

    func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encode(input, forKey: .input)
      try container.encode(output, forKey: .output)
      // A key that is always there is easier to read by a script.
      try container.encode(unlike, forKey: .unlike)
      try container.encode(warned, forKey: .warned)
      try container.encodeIfPresent(doubt, forKey: .doubt)
      try container.encodeIfPresent(video, forKey: .video)
    }
  }

  func run() throws {
    let videos = try video.jobs(among: inputs, output: output)
    let pictures = inputs.filter { input in !videos.contains { $0.input == input } }
    let jobs = pictures.isEmpty ? nil : try TranslationJobs(inputs: pictures, output: output)
    let generator = try TrainedGenerator(at: model.model, direction: direction)
    guard tile == nil || scale ?? .own == .own else {
      throw ValidationError("--tile cuts pictures as they are; it goes with --scale own")
    }
    let scale = tile == nil ? scale ?? .learned : .own
    let translate = try model.translator(of: generator, scale: scale)
    let tiling = try tiling(multiple: translate.network.sizeMultiple)
    let watch = UnlikeWarning(try generator.domain(for: translate), model: generator.path)
    let remark = ScaleRemark(translate, of: generator, asked: scale, learned: watch.domain?.size)
    let doubt = try self.doubt ? Doubt(translate, of: generator, at: model.model) : nil
    if self.doubt, doubt == nil {
      throw ValidationError("--doubt needs a model that translates both ways, or dropout without --eval-mode")
    }
    var failures = 0
    if let jobs { failures += try self.translate(jobs, by: generator, translate, tiling, watch, remark, doubt) }
    for job in videos {
      do {
        let way = generator.direction?.rawValue ?? ""
        let choices =
          "\(model.running.choices) \(tiling.map { "\($0)" } ?? "") \(way) \(translate.preparation.map { "\($0)" } ?? "")"
        let strip = DomainStrip(watch.domain)
        let facts = try video.run(job, model: generator, choices: choices) { frame, time in
          try strip.look(at: frame, time: time)
          remark.look(at: frame, named: job.input)
          do {
            return try translate(frame, tiling: tiling)
          } catch let error as TorchError where error.kind == .outOfMemory {
            throw CommandError(
              "\(job.input): a frame does not fit into memory (\(error)); "
                + mend(tiling, multiple: translate.network.sizeMultiple))
          }
        }
        try strip.finish(job.input, beside: job.output)
        let report = Report(
          input: job.input, output: job.output, unlike: strip.percentile, warned: strip.isWarned, video: facts)
        if json { try printJSON(report) } else { print(job.output) }
      } catch let error as ExitCode {
        throw error
      } catch {
        failures += 1
        Chatter.error(error)
      }
    }
    if failures > 0 { throw ExitCode(1) }
  }

  /// - Returns: how many pictures could not be translated.
  private func translate(
    _ jobs: TranslationJobs, by generator: TrainedGenerator, _ translate: ImageTranslator, _ tiling: Tiling?,
    _ watch: UnlikeWarning, _ remark: ScaleRemark, _ doubt: Doubt?
  ) throws -> Int {
    var failures = 0
    var rows: [GalleryPage.Row] = []
    for (number, job) in jobs.all.enumerated() {
      do {
        let mend = mend(tiling, multiple: translate.network.sizeMultiple)
        LastResort.name(job.input, mend: mend)
        let image = try PictureInputs.read(job.input)
        remark.look(at: image, named: job.input)
        try jobs.makeFolder(for: job)
        var doubted: Double?
        do {
          try translate(image, tiling: tiling).write(to: job.output)
          doubted = try doubt?(image, tiling: tiling)
        } catch let error as TorchError where error.kind == .outOfMemory {
          throw CommandError("\(job.input) does not fit into memory (\(error)); \(mend)")
        }
        let judged = try watch.judge(image, named: job.input)
        var row = job.row
        if unlikeMaps, jobs.writesFolder, let judged {
          let map = output + "/unlike/" + (job.name as NSString).deletingPathExtension + ".png"
          try makeParent(of: map)
          try UnlikeWarning.overlay(judged, on: image).write(to: map)
          row.pictures.append(GalleryPage.Picture(caption: "unlike", path: map))
        }
        rows.append(row)
        if json {
          try printJSON(
            Report(
              input: job.input, output: job.output, unlike: judged?.percentile, warned: judged?.isUnlike ?? false,
              doubt: doubted))
        }
        let said = doubted.map { String(format: "  doubt %.4f", $0) } ?? ""
        Chatter.note("\(number + 1)/\(jobs.all.count) \(job.output)\(said)")
      } catch {
        failures += 1
        Chatter.error(error)
      }
    }
    watch.sumUp()
    if jobs.writesFolder, page, !rows.isEmpty {
      let path = output + "/index.html"
      try GalleryPage(title: "Translated by \(generator.path)", rows: rows).write(to: path)
      if !json { print(path) }
    } else if let row = rows.first, !jobs.writesFolder, !json {
      print(row.pictures[1].path)
    }
    return failures
  }

  /// What to do where a picture does not fit into memory.
  private func mend(_ tiling: Tiling?, multiple: Int) -> String {
    let side = tiling.map { $0.side / 2 / multiple * multiple } ?? max(1, 512 / multiple) * multiple
    return side > 0 && side < tiling?.side ?? .max
      ? "add --tile \(side), which works window by window" : "free some, or make the picture smaller"
  }

  private func tiling(multiple: Int) throws -> Tiling? {
    guard let tile else {
      if overlap != nil { throw ValidationError("--overlap goes with --tile") }
      return nil
    }
    guard tile > 0, tile.isMultiple(of: multiple) else {
      throw ValidationError("--tile is \(tile); this model needs a multiple of \(multiple)")
    }
    let overlap = overlap ?? tile / 4
    guard (0..<tile).contains(overlap) else {
      throw ValidationError("--overlap is \(overlap); it must be 0 or more and less than --tile \(tile)")
    }
    return Tiling(side: tile, overlap: overlap)
  }
}
