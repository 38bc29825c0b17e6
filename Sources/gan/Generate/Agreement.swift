import Adversarial
import ArgumentParser
import Generation
import Judges
import Torch

struct Agreement: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Have a classifier judge what a model draws of each class or category.",
    discussion: """
      JUDGE is a run of `gan train classifier` on real pictures with labels. For models of cgan, acgan and ss-infogan the \
      share of pictures with the class that was asked for is told; for infogan, which class each category draws, and how \
      clearly.
      """)

  @Option(help: ArgumentHelp("The run folder, or a generator's weights file.", valueName: "run|file")) var model: String
  @Option(help: ArgumentHelp("The classifier's run folder or weights file.", valueName: "run|file")) var judge: String
  @Option(help: "Pictures of each category.") var count = 1000
  @Option(help: "Draws noise and other codes.") var seed: UInt64 = 0
  @Flag(help: "Print one JSON object.") var json = false
  @OptionGroup var compute: ComputeOptions

  mutating func validate() throws {
    guard count >= 1 else { throw ValidationError("--count is \(count); use 1 or more") }
  }

  func run() throws {
    let device = try compute.prepare()
    let agreement = try ClassAgreement(
      of: TrainedImageGenerator(at: model, device: device), judgedBy: TrainedClassifier(at: judge, device: device),
      pictures: count, seed: seed)
    if json { try printJSON(agreement) } else { print(agreement) }
  }
}
