import Adversarial
import ArgumentParser
import Datasets
import Foundation
import Training

extension GenerativeOptions {
  /// Trains a system on pictures with or without labels.
  @discardableResult
  func train<R: TrainableRecipe>(_ type: R.Type) throws -> Trained<R> where R.Source == LabelledImages {
    let asked = try options.document(for: type, dataKeys: Self.dataKeys, overrides: try overrides())
    let recipe = try asked.decoded(as: type, source: options.recipe ?? "the recipe")
    let images = try openImages(asked)
    Chatter.note(images.summary)
    var facts: RecipeDocument = [:]
    for key in ["data", "split", "format", "labels"] { facts[key] = asked[key] }
    facts["pictures"] = .integer(images.count)
    let trained = try options.train(recipe, on: images, facts: facts)
    print(RunFolder(path: options.out).pagePath)
    return trained
  }

  /// The pictures at the recipe's size, or at their own; those of many sizes have none, and are scaled.
  private func openImages(_ document: RecipeDocument) throws -> LabelledImages {
    guard let data = word("data", in: document) else {
      throw ValidationError("Missing expected argument '--data <dir>': the folder of pictures to train on")
    }
    let channels = document["channels"]?.int ?? 0
    let format = try word("format", in: document).map(DatasetFormat.init(parsing:))
    let skipped = SkipRegister(strict: options.strict, onSkip: { Chatter.warning($0) })
    func open(size: Int?) throws -> LabelledImages {
      try openLabelledDataset(
        at: data, split: word("split", in: document), size: size, channels: channels > 0 ? channels : nil,
        labels: word("labels", in: document), format: format, skipped: skipped)
    }
    if let size = document["image_size"]?.int, size > 0 { return try open(size: size) }
    let own = try? open(size: nil)
    return try own ?? open(size: GenerativeRecipe.imageSize(own: nil))
  }
}
