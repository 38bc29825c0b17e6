import Testing
import Torch
import TorchNN
import Training

@testable import Refinement

/// Choices of ours that are not in the paper.
struct RefinerChoicesTests {
  /// What blocks of half the resolution add has no steps of two pixels, but in models of before.
  @Test func halfResolutionComesBackSmoothly() throws {
    func steps(_ enlargement: RefinerRecipe.Enlargement) throws -> (within: Float, between: Float) {
      var recipe = RefinerRecipe()
      (recipe.features, recipe.blocks, recipe.output) = (4, 1, .tanh)
      (recipe.halfResolution, recipe.enlargement, recipe.padding) = (true, enlargement, .replicate)
      let refiner = Refiner(recipe, channels: 1, random: RandomSource(seed: 1), noise: RandomSource(seed: 2))
      // The stem, whose maps skip the blocks, is taken away: what is left comes from half the resolution.
      let input = Tensor.randn([1, 1, 12, 12], random: RandomSource(seed: 3))
      let whole = withoutGradients { refiner.stem(input) }
      let half = withoutGradients { refiner.blocks(refiner.down(whole)) }
      let picture = withoutGradients {
        refiner.last(upsample(half, size: [12, 12], mode: enlargement.mode)).tanh()
      }
      let refined = withoutGradients {
        refiner.last(whole + upsample(half, size: [12, 12], mode: enlargement.mode)).tanh()
      }
      #expect(refiner(input).isClose(to: refined, rtol: 1e-5, atol: 1e-6))
      let row = Array(picture.array()[60..<72])
      func mean(_ first: Int) -> Float {
        var (sum, count) = (Float(0), Float(0))
        for place in stride(from: first, to: 11, by: 2) {
          sum += abs(row[place + 1] - row[place])
          count += 1
        }
        return sum / count
      }
      return (mean(0), mean(1))
    }
    let (nearest, bilinear) = (try steps(.nearest), try steps(.bilinear))
    #expect(nearest.within == 0 && nearest.between > 0)
    #expect(bilinear.within > 0)
    #expect(RefinerRecipe().enlargement == .bilinear)
    let file: RecipeDocument = ["half_resolution": .boolean(true)]
    #expect(try file.decoded(as: SimGANRecipe.self, source: "a file of before").refiner.enlargement == .nearest)
  }
}
