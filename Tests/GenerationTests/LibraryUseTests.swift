import Adversarial
import Datasets
import Foundation
import Generation
import TestFolders
import Testing
import Torch
import Training
import Vision

/// The way of a Swift programmer as README.md shows it for InfoGAN, on small pictures.
struct LibraryUseTests {
  @Test func trainDrawAndSave() throws {
    let folder = try ScratchFolder()
    let shapes = TinyData.images()
    for index in 0..<shapes.count {
      let place = folder.path("digits/train/\(shapes.labels?[index] ?? 0)")
      try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: true)
      try shapes.image(at: index).write(to: "\(place)/\(index).png")
    }

    let pictures = try openLabelledDataset(at: folder.path("digits"), split: "train")
    var recipe = InfoGANRecipe()
    recipe.base.shrinkForTests()
    (recipe.anchor.steps, recipe.anchor.batchSize) = (2, 12)
    let trained = try recipe.train(on: pictures)
    try Montage.grid(trained.generator.draw(64).images(), columns: 8).write(to: folder.path("sheet.png"))
    try trained.generator.save(to: folder.path("digits.safetensors"))

    #expect(trained.recipe.directions.changes == [.shear, .stroke])
    #expect(try Image(path: folder.path("sheet.png")).width > 8 * 28)
    let kept = try TrainedImageGenerator(at: folder.path("digits.safetensors"))
    #expect(kept.draw(4).equal(to: trained.generator.draw(4)))
  }
}
