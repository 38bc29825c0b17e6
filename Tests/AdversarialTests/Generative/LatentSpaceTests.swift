import Adversarial
import Testing
import Torch
import Training

struct LatentSpaceTests {
  private let space = LatentSpace(noiseDimension: 5, codes: [.categorical(4), .uniform, .gaussian])

  @Test func inputsAreNoiseThenCodes() {
    var sample = space.sample(3, random: RandomSource(seed: 1))
    #expect(space.dimension == 11 && sample.input.shape == [3, 11])
    sample = sample.setting(code: 0, to: 2).setting(code: 1, to: 0.5)
    #expect(sample.input[0, 5..<10].array() == [0, 0, 1, 0, 0.5])
    #expect(sample.continuousValues.shape == [3, 2])
  }

  @Test func truncationBoundsTheNoise() {
    let bounded = space.sample(200, random: RandomSource(seed: 1), truncation: 0.5)
    #expect(bounded.noise.abs().max().item() <= 0.5)
    #expect(bounded.noise.abs().mean().item() > 0.2)
    #expect(space.sample(200, random: RandomSource(seed: 1)).noise.abs().max().item() > 1)
  }

  @Test func walksPassThroughTheirPoints() {
    let sample = space.sample(3, random: RandomSource(seed: 1))
    let walk = sample.interpolated(steps: 4)
    #expect(walk.count == 12)
    for point in 0..<3 {
      #expect(walk.noise[4 * point].isClose(to: sample.noise[point], rtol: 1e-4, atol: 1e-5))
      #expect(walk.codes[0].int64Array()[4 * point] == sample.codes[0].int64Array()[point])
    }
    // Half-way the noise is no shorter than the shorter end.
    let lengths = walk.noise.norm(p: 2, dims: [1]).array()
    #expect(lengths[2] >= min(lengths[0], lengths[4]) - 1e-4)
  }

  @Test func codesAreWordsInRecipes() throws {
    #expect(LatentCode("categorical:10") == .categorical(10) && LatentCode("uniform") == .uniform)
    for wrong in ["categorical", "categorical:1", "categorical:x", "even", "uniform:2"] {
      #expect(LatentCode(wrong) == nil)
    }
    let recipe = ImageGeneratorRecipe(codes: space.codes, classes: ["0", "1"])
    let document = try RecipeDocument(yaml: RecipeDocument(encoding: recipe).yaml())
    #expect(try document.decoded(as: ImageGeneratorRecipe.self) == recipe)
  }

  @Test func codesAreFoundByName() throws {
    #expect(try space.index(ofCode: "c2") == 2)
    let error = #expect(throws: TrainingError.self) { try space.index(ofCode: "c3") }
    #expect(error?.description.contains("c0 (categorical:4)") ?? false)
  }
}
