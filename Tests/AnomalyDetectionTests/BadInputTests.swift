import Adversarial
import Datasets
import Foundation
import TestFolders
import Testing
import Torch
import Training
import Vision

@testable import AnomalyDetection

/// What users get wrong is told in one sentence that names the place and the mend.
struct BadInputTests {
  private let folder: ScratchFolder

  init() throws { folder = try ScratchFolder() }

  private func expect(_ words: String..., sourceLocation: SourceLocation = #_sourceLocation, _ body: () throws -> Void)
  {
    do {
      try body()
      Issue.record("nothing was thrown", sourceLocation: sourceLocation)
    } catch {
      let text = "\(error)"
      #expect(!text.contains("\n"), sourceLocation: sourceLocation)
      for word in words { #expect(text.contains(word), "\(text)", sourceLocation: sourceLocation) }
    }
  }

  private func pictures(
    _ set: AnomalySet, _ change: (inout NormalDataRecipe) -> Void = { _ in }
  ) throws -> NormalPictures {
    var data = NormalDataRecipe()
    change(&data)
    return try NormalPictures(set, data: data, score: ScoreRecipe(distance: .l2), imageSize: 0, channels: 0, seed: 1)
  }

  @Test func anEmptyFolder() throws {
    try TinyNormal.make(folder.path("empty"))
    expect("empty holds no pictures") { _ = try openAnomalySet(at: folder.path("empty"), split: "train") }
    expect("nowhere does not exist") { _ = try openAnomalySet(at: folder.path("nowhere"), split: "train") }
  }

  @Test func smallerThanThePatch() throws {
    try TinyNormal.make(folder.path("small"))
    for index in 0..<4 { try TinyNormal.bar(0, side: 40).write(to: folder.path("small/\(index).png")) }
    let set = try openAnomalySet(at: folder.path("small"), split: "train")
    expect("small/0.png is 40x40", "smaller than the patch of 64") { _ = try pictures(set) }
    expect("patch is 50", "28, 32, 64 or 128") { _ = try pictures(set) { $0.patch = 50 } }
    expect("has 4 normal pictures, not 9") { _ = try pictures(set) { $0.trainCount = 9 } }
  }

  @Test func aMaskOfAnotherSize() throws {
    try TinyNormal.writeMVTec(to: folder.path("data"), side: 32)
    try TinyNormal.bar(0, side: 30).write(to: folder.path("data/ground_truth/ring/0_mask.png"))
    let set = try openAnomalySet(at: folder.path("data"), split: "test")
    let index = try #require(set.samples.firstIndex { $0.name == "ring/0.png" })
    expect("0_mask.png is 30x30 and its picture 32x32", "as large as its picture") {
      _ = try set.mask(index, of: set.load(index))
    }
  }

  /// One cut file, and one mask that does not fit, among good ones: named, left out, the rest is done.
  @Test func damagedFilesAreLeftOut() throws {
    try TinyNormal.writeMVTec(to: folder.path("data"), side: 32)
    let model = try detector()
    for name in ["train/good/3.png", "test/good/0.png"] {
      let path = folder.path("data/" + name)
      try Data(contentsOf: URL(fileURLWithPath: path)).prefix(60).write(to: URL(fileURLWithPath: path))
    }
    try TinyNormal.bar(0, side: 30).write(to: folder.path("data/ground_truth/ring/0_mask.png"))
    let train = try openAnomalySet(at: folder.path("data"), split: "train")
    let skipped = SkipRegister()
    let pictures = try NormalPictures(
      train, data: NormalDataRecipe(), score: ScoreRecipe(distance: .l2), imageSize: 0, channels: 0, seed: 1,
      skipped: skipped)
    #expect(pictures.training.count + pictures.heldOut.count == 23 && skipped.count == 1)
    #expect(skipped.firstReason?.description.contains("train/good/3.png") ?? false)

    let test = try openAnomalySet(at: folder.path("data"), split: "test")
    let left = SkipRegister()
    let figures = try AnomalyEvaluator(model, on: test, resamples: 5).evaluate(skipped: left).figures
    #expect(figures.images == test.count - 2 && figures.abnormal == 4 && left.count == 2)
    let strict = SkipRegister(strict: true)
    expect("test/good/0.png") { _ = try AnomalyEvaluator(model, on: test, resamples: 5).evaluate(skipped: strict) }
  }

  @Test func oneClassInEvaluation() throws {
    try TinyNormal.writeMVTec(to: folder.path("data"), side: 32)
    let model = try detector()
    let train = try openAnomalySet(at: folder.path("data"), split: "train")
    expect("all 24 pictures", "are normal", "needs both") { _ = try AnomalyEvaluator(model, on: train) }
    let plain = try openAnomalySet(at: folder.path("data/train/good"), split: "test")
    expect("does not say which pictures are abnormal") { _ = try AnomalyEvaluator(model, on: plain) }
  }

  @Test func aColourQueryForAGreyModel() throws {
    let model = try detector()
    let colour = Image(width: 32, height: 32, channels: 3, level: 9)
    expect("red.png has 3 channels", "--grey") { _ = try model.judge([("red.png", colour)]) }
    expect("tiny.png is 20x28", "smaller than the patch of 28") {
      _ = try model.judge([("tiny.png", Image(width: 20, height: 28, channels: 1, level: 9))])
    }
  }

  @Test func whichClassIsNormal() throws {
    try TinyNormal.writeMVTec(to: folder.path("data"), side: 32)
    try FileManager.default.moveItem(atPath: folder.path("data/test/good"), toPath: folder.path("data/test/fine"))
    expect("fine, ring", "--normal-class") { _ = try openAnomalySet(at: folder.path("data"), split: "test") }
    expect("has no class best", "fine, ring") {
      _ = try openAnomalySet(at: folder.path("data"), split: "test", normalClass: "best")
    }
    let set = try openAnomalySet(at: folder.path("data"), split: "test", normalClass: "fine")
    #expect(set.count == 11 && set.normal.count == 6 && set.hasMasks)
  }

  @Test func noModel() throws {
    try TinyNormal.make(folder.path("run"))
    try Data("a: 1\n".utf8).write(to: URL(fileURLWithPath: folder.path("run/recipe.yaml")))
    expect("no model.safetensors yet", "--resume") { _ = try TrainedDetector(at: folder.path("run")) }
    try Safetensors.write(
      [("x", Tensor.zeros([1]))],
      metadata: ["system": "f-anogan", "recipe": "{}", "format_version": "1", "network": "detector"],
      to: folder.path("odd.safetensors"))
    expect("odd.safetensors", "no threshold") { _ = try TrainedDetector(at: folder.path("odd.safetensors")) }
    try Safetensors.write(
      [("x", Tensor.zeros([1]))],
      metadata: ["system": "dcgan", "recipe": "{}", "format_version": "1", "network": "detector"],
      to: folder.path("gan.safetensors"))
    expect("gan.safetensors", "of dcgan", "`gan generate`") {
      _ = try TrainedDetector(at: folder.path("gan.safetensors"))
    }
  }

  @Test func keysOutOfTheirRange() throws {
    var score = ScoreRecipe(distance: .l1)
    score.falseAlarm = 1
    expect("false_alarm is 1") { try score.validate() }
    var recipe = FastAnoGANRecipe()
    (recipe.imageSize, recipe.channels) = (28, 1)
    recipe.encoder.share = 1
    expect("encoder_share is 1") { try recipe.validate() }
    var other = AnoGANRecipe()
    (other.imageSize, other.channels) = (28, 1)
    other.lambda = 2
    expect("lambda is 2") { try other.validate() }
  }

  /// A model of windows of 28 with fresh weights.
  private func detector() throws -> TrainedDetector {
    var recipe = AutoencoderRecipe()
    recipe.network.encoderFeatures = 2
    recipe.network.decoderFeatures = 2
    recipe.network.latentDimension = 3
    (recipe.imageSize, recipe.channels, recipe.data.patch) = (28, 1, 28)
    let path = folder.path("fresh.safetensors")
    try TrainedDetector(
      Autoencoder(recipe).makeDetector(), recipe: recipe,
      calibration: Calibration(scores: [1, 2], peaks: [1, 2], falseAlarm: 0.5),
      header: ModelHeader(
        system: "autoencoder", network: "detector", uses: [.detect], recipe: RecipeDocument(encoding: recipe), step: 0),
      seen: [], path: path, device: .cpu
    ).save(to: path)
    return try TrainedDetector(at: path)
  }
}
