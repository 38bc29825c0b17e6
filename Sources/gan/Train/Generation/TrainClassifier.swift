import ArgumentParser
import Datasets
import Foundation
import Judges
import Training

struct TrainClassifier: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "classifier",
    abstract: "Train a small classifier: a judge of what models draw, and the features of their evaluation.",
    discussion: "Where the data has a test part, the accuracy on it is printed at the end.")

  @OptionGroup var options: GenerativeOptions

  func run() throws {
    try options.train(ClassifierRecipe.self)
    let document = try RunFolder(path: options.options.out).recipe()
    guard let data = word("data", in: document), try labelledSplits(at: data).contains("test") else { return }
    let classifier = try TrainedClassifier(at: options.options.out)
    let test = try openLabelledDataset(
      at: data, split: "test", size: classifier.width == classifier.height ? classifier.width : nil,
      channels: classifier.channels, format: try word("format", in: document).map(DatasetFormat.init(parsing:)),
      skipped: SkipRegister(onSkip: { Chatter.warning($0) })
    ).resized(width: classifier.width, height: classifier.height, channels: classifier.channels)
    guard test.labels != nil else { return }
    print(String(format: "test accuracy: %.4f on %d pictures", classifier.accuracy(on: test), test.count))
  }
}
