import Foundation
import TestFolders
import Testing
import Torch
import TorchNN
import Training
import Vision

@testable import Adversarial

struct DoubtTests {
  private let folder: ScratchFolder
  private let picture = Image(
    width: 64, height: 64, channels: 3, pixels: (0..<64 * 64 * 3).map { UInt8($0 * 7 % 251) })

  init() throws { folder = try ScratchFolder() }

  private func model(dropout: Bool) throws -> TrainedGenerator {
    var recipe = GeneratorRecipe()
    (recipe.inputChannels, recipe.outputChannels, recipe.features, recipe.depth) = (3, 3, 4, 6)
    recipe.dropout = dropout
    var weights = InitializationRecipe()
    (weights.kind, weights.gain) = (.normal, 0.3)
    let network = try recipe.makeNetwork(random: RandomSource(seed: 3), noise: RandomSource(seed: 0))
    weights.draw(network, random: RandomSource(seed: 4))
    let path = folder.path("\(dropout).safetensors")
    let header = ModelHeader(
      system: "pix2pix", network: "generator", uses: [.translate], recipe: try RecipeDocument(encoding: recipe), step: 1
    )
    try ModelFile.write(network.stateDictionary().map { ($0.name, $0.tensor) }, header, to: path)
    return try TrainedGenerator(at: path)
  }

  /// The deviation of translations under the masks of seeds 0 to 3, as anybody can draw them.
  @Test func dropoutsSpreadIsThatOfItsDraws() throws {
    let generator = try model(dropout: true)
    let translator = try generator.translator(mode: .asTrained(seed: 5))
    let before = try translator(picture)
    let doubt = try #require(try Doubt(translator, of: generator, at: generator.path))
    #expect(doubt.sign == .dropoutSpread)
    let value = try doubt(picture)
    let draws = try (0..<4).map { try generator.translator(mode: .asTrained(seed: $0))(picture).normalized() }
    var sum = 0.0
    for place in draws[0].indices {
      let values = draws.map { Double($0[place]) }
      let mean = values.reduce(0, +) / 4
      sum += (values.map { ($0 - mean) * ($0 - mean) }.reduce(0, +) / 3).squareRoot()
    }
    #expect(value > 1e-4 && abs(value - sum / Double(draws[0].count) / 2) < 1e-5)
    // Doubting changes nothing of what is drawn.
    #expect(try translator(picture) == before)
  }

  @Test func whatGuessesNothingHasNoDoubt() throws {
    let plain = try model(dropout: false)
    #expect(try Doubt(plain.translator(), of: plain, at: plain.path) == nil)
    let dropping = try model(dropout: true)
    #expect(try Doubt(dropping.translator(mode: .evaluation), of: dropping, at: dropping.path) == nil)
  }
}
