import Adversarial
import Datasets
import Testing
import Training

@testable import Translation

struct Pix2PixRecipeTests {
  @Test func theDefaultsAreThePapers() throws {
    var recipe = Pix2PixRecipe()
    try recipe.resolveForTests(stepsPerEpoch: 400)
    let document = try RecipeDocument(encoding: recipe)
    let known: [String: RecipeValue] = [
      "generator": .string("unet"), "num_downs": .integer(8), "ngf": .integer(64), "ndf": .integer(64),
      "n_layers": .integer(3), "norm": .string("batch"), "dropout": .boolean(true), "gan_mode": .string("vanilla"),
      "lambda_l1": .number(100), "lr": .number(2e-4), "beta1": .number(0.5), "batch_size": .integer(1),
      "image_size": .string("256"), "load_size": .string("286"), "flip": .boolean(true), "epochs": .integer(200),
      "steps": .integer(80_000), "lr_decay_start": .integer(100), "lr_decay_length": .integer(100),
      "init_type": .string("normal"), "init_gain": .number(0.02),
    ]
    for (key, value) in known {
      #expect(document[key] == value, "\(key) is \(document[key]?.description ?? "not set")")
    }
  }

  @Test func survivesItsDocument() throws {
    var recipe = Pix2PixRecipe()
    recipe.data.pictures.imageSize = Preprocess.Size(width: 256, height: 192)
    recipe.run.steps = 500
    recipe.game.mode = .wganGP
    try recipe.resolveForTests(stepsPerEpoch: 100)
    let document = try RecipeDocument(yaml: RecipeDocument(encoding: recipe).yaml())
    #expect(try document.decoded(as: Pix2PixRecipe.self) == recipe)
    #expect(recipe.generator.depth == 6)
    #expect(recipe.data.pictures.loadSize == "286x215")
    #expect(recipe.run.decayUnit == .step)
    #expect(recipe.run.decayStart == 250)
  }

  @Test(arguments: ["lambda_l1", "lambda_ssim", "lambda_gp"])
  func weightsAreNotNegative(key: String) throws {
    var document = try RecipeDocument(encoding: Pix2PixRecipe())
    document[key] = .number(-1)
    var recipe = try document.decoded(as: Pix2PixRecipe.self, source: "the test")
    let error = #expect(throws: TrainingError.self) { try recipe.resolveForTests(stepsPerEpoch: 1) }
    #expect(error?.description.contains("\(key) is -1") == true)
  }

  @Test(arguments: [(3, 0, "image_size"), (20, 0, "n_layers"), (256, 9, "num_downs"), (96, 8, "num_downs")])
  func namesWhatDoesNotFit(side: Int, depth: Int, word: String) {
    var recipe = Pix2PixRecipe()
    recipe.data.pictures.imageSize = Preprocess.Size(side)
    recipe.generator.depth = depth
    let error = #expect(throws: TrainingError.self) { try recipe.resolveForTests(stepsPerEpoch: 1) }
    #expect(error?.description.contains(word) == true, "\(error?.description ?? "no error")")
  }

  /// One camera that does not move.
  private struct FixedCamera: PairedSource {
    let count = 1
    let summary = "a camera"
    func name(at index: Int) -> String { "\(index)" }
    func place(at index: Int) -> String? { "one" }
    func load(_ index: Int) throws(DatasetError) -> PairedSample { throw DatasetError("nothing to load") }
  }

  @Test func picturesOfFixedCamerasAreHeldStillUnlessAskedFor() throws {
    func resolved(_ keys: RecipeDocument) throws -> PictureRecipe {
      let small: RecipeDocument = [
        "input_channels": .integer(3), "output_channels": .integer(3), "image_size": .string("64x32"),
      ]
      let document = try RecipeDocument(encoding: Pix2PixRecipe()).overlaid(with: small.overlaid(with: keys))
      var recipe = try document.decoded(as: Pix2PixRecipe.self, source: "the test")
      try recipe.resolve(for: TrainingPairs(FixedCamera()))
      return recipe.data.pictures
    }
    let still = try resolved([:])
    #expect(still.flip == .always(false) && still.loadSize == "64x32")
    let asked = try resolved(["flip": .boolean(true), "load_size": .string("72x36")])
    #expect(asked.flip == .always(true) && asked.loadSize == "72x36")
    let error = #expect(throws: TrainingError.self) { try resolved(["flip": .string("perhaps")]) }
    #expect(error?.description.contains("flip") == true, "\(error?.description ?? "no error")")
  }

  @Test func whereNothingIsCutAnySizeGoes() throws {
    var recipe = Pix2PixRecipe()
    recipe.data.pictures.preprocess = .none
    try recipe.resolveForTests(stepsPerEpoch: 1)
    #expect(recipe.generator.depth == 8)
  }
}
