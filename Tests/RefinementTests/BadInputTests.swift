import Datasets
import TestFolders
import Testing
import Training

@testable import Refinement

/// One clear line for each thing that cannot be trained on.
struct BadInputTests {
  private func set(
    _ source: String, count: Int = 12, channels: Int = 1, width: Int = 16, labels: [Int]? = nil
  ) -> LabelledImages {
    LabelledImages(
      source: source, format: .singleFolder, pixels: [UInt8](repeating: 7, count: count * channels * width * 16),
      channels: channels, height: 16, width: width, labels: labels, classNames: labels == nil ? [] : ["a", "b"])
  }

  private func sentence(
    _ simulated: LabelledImages, _ real: LabelledImages, _ change: (inout SimGANRecipe) -> Void = { _ in }
  ) -> String {
    var recipe = SimGANRecipe()
    recipe.run.batchSize = 4
    change(&recipe)
    let annotated = AnnotatedPictures(images: simulated)
    do {
      try recipe.resolve(for: RefinementPictures(simulated: annotated, real: real))
      return ""
    } catch {
      return "\(error)"
    }
  }

  @Test func saysWhatDoesNotFit() {
    #expect(sentence(set("S"), set("R")) == "")
    #expect(
      sentence(set("S", channels: 3), set("R")).contains("S are colour and the real ones of R grey; give --channels"))
    #expect(sentence(set("S"), set("R", width: 20)).contains("16x16 and the real ones of R 20x16; give --image-size"))
    #expect(sentence(set("S"), set("R", count: 3)).contains("R has 3 real pictures, fewer than a batch of 4"))
    #expect(
      sentence(set("S", labels: [Int](repeating: 1, count: 12)), set("R")) { $0.classes.lambda = 0.3 }
        .contains("all pictures of S are of one class (b)"))
    #expect(sentence(set("S"), set("R")) { $0.classes.isConditional = true }.contains("S has no labels"))
    #expect(sentence(set("S"), set("R")) { $0.points.lambda = 1 }.contains("S has no annotated points"))
    #expect(sentence(set("S"), set("R")) { $0.points.lambda = -1 }.contains("lambda_points is -1"))
    #expect(sentence(set("S"), set("R")) { $0.discriminator.layers = ["conv3x-2"] }.contains("'conv3x-2'"))
    #expect(sentence(set("S"), set("R")) { $0.game.refinerMoves = 0 }.contains("k_g is 0"))
    #expect(sentence(set("S"), set("R")) { $0.run.steps = 900 }.contains("before the game, which begins after 1200"))
    #expect(sentence(set("S"), set("R")) { $0.classes.renewEvery = 5 }.contains("set conditional too"))
  }

  @Test func readsLayersAsPapersWriteThem() throws {
    #expect(try LayerPlan(parsing: "conv7s4-96") == .convolution(kernel: 7, stride: 4, features: 96))
    #expect(try LayerPlan(parsing: "conv1-32") == .convolution(kernel: 1, stride: 1, features: 32))
    #expect(try LayerPlan(parsing: "max3s2") == .pooling(kernel: 3, stride: 2))
    for text in ["", "conv", "conv4s2-8", "max3s2-4", "conv3s2", "conv3s0-4", "conv3s2-0", "pool3"] {
      #expect(throws: TrainingError.self) { try LayerPlan(parsing: text) }
    }
  }
}
