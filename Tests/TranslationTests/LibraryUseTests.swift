import Adversarial
import Datasets
import Foundation
import Testing
import Torch
import Training
import Translation
import Vision

/// The way of a Swift programmer as README.md shows it, on small streets.
struct LibraryUseTests {
  @Test func trainAndTranslate() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("library-use-\(UUID().uuidString)").path
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try RoadScene.write(to: folder + "/pairs", train: 2, val: 1, width: 36, height: 36, seed: 1, fileExtension: "png")

    var recipe = Pix2PixRecipe()
    recipe.run.epochs = 1
    recipe.data.pictures.imageSize = Preprocess.Size(32)
    recipe.generator.features = 4
    recipe.discriminator.features = 4
    recipe.discriminator.layers = 1
    let pairs = try openPairedDataset(at: folder + "/pairs", split: "train")
    let trained = try recipe.train(on: TrainingPairs(pairs), to: RunFolder(path: folder + "/run"))
    #expect(trained.outcome == .finished && trained.step == 2)

    let translate = try TrainedGenerator(at: folder + "/run").translator()
    let street = try Image(path: folder + "/pairs/val/00000.png")
    try translate(street).write(to: folder + "/night.png")

    let (fastest, agreement) = try TrainedGenerator(at: folder + "/run").fastestTranslator()
    #expect((agreement == nil) == !hasBFloat16Instructions)
    #expect(fastest.precision == (agreement ?? 0 >= TrainedGenerator.leastAgreement ? .bf16 : .f32))
    #expect(try translate.agreement(with: translate, on: street) == 1)
    #expect(try Image(path: folder + "/night.png").width == street.width)
  }
}
