import Adversarial
import ArgumentParser
import Datasets
import Foundation
import Generation
import Torch

struct Codes: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Say what each code of an InfoGAN learned.",
    discussion: """
      A categorical code is compared with the data's labels by the best one-to-one matching; a continuous one with what \
      can be measured on pictures that are drawn with it: slant, stroke width, size, brightness, position.
      """)

  @Option(help: ArgumentHelp("The run folder.", valueName: "run")) var model: String

  @Option(help: ArgumentHelp("The pictures to read codes off.", valueName: "dir")) var data: String

  @Option(help: "The part of the data; the default is test where there is one.") var split: String?

  @Flag(name: .customLong("labels"), help: "Compare with the data's labels; fail where it has none.") var wantsLabels =
    false

  @Option(help: ArgumentHelp("A CSV file with the class of each picture.", valueName: "file")) var labelFile: String?

  @Option(help: "Pictures to draw for the continuous codes.") var drawn = 2000

  @Option(help: "Draws their noise and codes.") var seed: UInt64 = 0

  @Flag(help: "Print one JSON object.") var json = false

  @OptionGroup var compute: ComputeOptions

  mutating func validate() throws {
    guard drawn >= 10 else { throw ValidationError("--drawn is \(drawn); use 10 or more") }
  }

  func run() throws {
    let device = try compute.prepare()
    let recognition = try TrainedRecognition(at: model, device: device)
    let generator = try TrainedImageGenerator(at: model, device: device)
    let part = try split ?? (labelledSplits(at: data).contains("test") ? "test" : nil)
    let images = try openLabelledDataset(
      at: data, split: part, size: recognition.recipe.imageSize, channels: recognition.recipe.channels,
      labels: labelFile, skipped: SkipRegister(onSkip: { Chatter.warning($0) }))
    if wantsLabels || labelFile != nil { try images.requireClasses() }
    Chatter.note(images.summary)
    let report = CodesReport(
      recognition, generator: generator, images: images, drawn: drawn, seed: seed)
    if json { try printJSON(report) } else { print(report) }
  }
}
