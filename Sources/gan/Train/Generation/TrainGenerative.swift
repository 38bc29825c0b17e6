import Adversarial
import ArgumentParser
import Datasets
import Foundation
import Torch

extension GenerativeOptions {
  /// Trains a system on labelled or unlabelled pictures, from the data to the run's page.
  ///
  /// - Parameters:
  ///   - command: what follows `gan train`.
  ///   - recipe: the defaults.
  ///   - batchSize: how many pictures a step's batch holds.
  ///   - make: builds the system of the resolved recipe.
  func train<System: AdversarialSystem, Recipe: GenerativeSystemRecipe>(
    _ command: String, recipe defaults: Recipe, batchSize: (Recipe) -> Int = { $0.base.run.batchSize },
    make: (Recipe, LabelledImages, Device) throws -> System
  ) throws where System.Batch == LabelledBatch {
    let asked = try document(defaults: RecipeDocument(encoding: defaults))
    var recipe = try asked.decoded(as: Recipe.self, source: options.recipe ?? "the recipe")
    let images = try openImages(asked, recipe.base.generator)
    Chatter.note(images.summary)
    let loader = LabelledLoader(images, batchSize: batchSize(recipe), seed: recipe.base.run.seed)
    try recipe.resolve(images: images, stepsPerEpoch: loader.batchesPerEpoch)

    var resolved = try RecipeDocument(encoding: recipe)
    for key in ["data", "split", "labels"] { resolved[key] = asked[key] }
    resolved["pictures"] = .integer(images.count)
    let device = try options.compute.prepare()
    let system = try make(recipe, images, device)
    let trainer = Trainer(
      system: system, plan: recipe.base.run.plan(stepsPerEpoch: loader.batchesPerEpoch),
      run: RunFolder(path: options.out), recipe: resolved, rules: ResumeRules.standard.allowing("data", "labels"),
      sampleBatch: images.batch(Array(0..<min(8, images.count))),
      resumeCommand: "gan train \(command) --out \(shellQuoted(options.out)) --resume")
    if try trainer.run(data: loader, resume: options.resume) == .interrupted { throw ExitCode(130) }
    print(trainer.folder.pagePath)
  }

  private func openImages(_ document: RecipeDocument, _ generator: ImageGeneratorRecipe) throws -> LabelledImages {
    guard let data = word("data", in: document) else {
      throw ValidationError("Missing expected argument '--data <dir>': the folder of pictures to train on")
    }
    let channels = generator.channels > 0 ? generator.channels : nil
    let skipped = SkipRegister(strict: options.strict, onSkip: { Chatter.warning($0) })
    func open(size: Int?) throws -> LabelledImages {
      try openLabelledDataset(
        at: data, split: word("split", in: document), size: size, channels: channels,
        labels: word("labels", in: document), skipped: skipped)
    }
    if generator.imageSize > 0 { return try open(size: generator.imageSize) }
    // Pictures of many sizes have none of their own; they are scaled.
    let own = try? open(size: nil)
    let size = GenerativeRecipe.imageSize(asked: 0, own: own.flatMap { $0.width == $0.height ? $0.width : nil })
    return try own?.resized(to: size, channels: channels ?? own?.channels ?? 3) ?? open(size: size)
  }
}
