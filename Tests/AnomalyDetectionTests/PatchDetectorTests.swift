import Datasets
import Features
import Files
import Foundation
import Metrics
import TestFolders
import Testing
import Torch
import Training
import Vision

@testable import AnomalyDetection

/// Detectors of patches learn, are written, opened, and judge as they did; with random weights, which need no download.
struct PatchDetectorTests {
  private let folder: ScratchFolder
  private let data: String

  init() throws {
    folder = try ScratchFolder()
    data = folder.path("data")
    try TinyNormal.writeMVTec(to: data, side: 32)
  }

  private func network() -> EfficientNetLite0 { EfficientNetLite0(deepest: 4, random: RandomSource(seed: 3)) }

  private func small<R: PatchDetectorRecipe>(_ recipe: R) -> R {
    var recipe = recipe
    recipe.patches.strides = [2, 4]
    (recipe.patches.grid, recipe.patches.size) = (4, 32)
    recipe.score.smoothing = 1
    return recipe
  }

  @discardableResult
  private func check<R: PatchDetectorRecipe>(_ recipe: R) throws -> AnomalyEvaluation {
    let pictures = try recipe.pictures(of: openAnomalySet(at: data, split: "train"))
    let detector = try recipe.detector(on: pictures, network: network(), facts: ["data": .string(data)])
    let path = folder.path("model.safetensors")
    try detector.save(to: path)
    let opened = try TrainedDetector(at: path)
    #expect(opened.system == R.identifier && opened.header.recipe["data"] == nil && opened.seen.count == 9)
    // What is opened judges as what was learned: the fit's pictures have the fit's scores.
    let scores = try opened.judge(pictures.heldOut.map { ("held out", $0) }).map(\.score).sorted()
    for (score, fitted) in zip(scores, detector.calibration.quantiles) { #expect(abs(score - fitted) <= 1e-4 * fitted) }
    #expect(scores.count == detector.calibration.quantiles.count)
    let test = try openAnomalySet(at: data, split: "test")
    return try AnomalyEvaluator(opened, on: test, resamples: 10).evaluate().figures
  }

  /// The Mahalanobis distance at each of two places, of two of three channels, by hand.
  @Test func aGaussiansDistanceIsMahalanobis() {
    func floats(_ values: [Float], _ shape: [Int]) -> Tensor { Tensor(values, shape: shape) }
    let gaussian = PatchGaussian(
      channels: Tensor([0, 2] as [Int]), means: floats([1, 1, 0, 2], [2, 2]),
      whitening: floats([2, 0, 0, 1, 1, 1, 0, 1], [2, 2, 2]), places: [1, 2])
    // Channel by channel, the second is not looked at: place one is (3, 4), place two (-1, 5).
    let maps = floats([3, -1, 100, 100, 4, 5], [1, 3, 1, 2])
    // Less the means (2, 3), which becomes (4, 3), and (-1, 3), which becomes (-1, 2).
    let wanted = floats([5, Float(5).squareRoot()], [1, 1, 2])
    #expect(gaussian.distances(maps).isClose(to: wanted, rtol: 1e-6, atol: 1e-6))
  }

  @Test func aMemoryTellsRingsFromBars() throws {
    var recipe = small(FeatureMemoryRecipe())
    (recipe.memory.size, recipe.memory.candidates) = (200, 500)
    let figures = try check(recipe)
    #expect(figures.auroc.value == 1)
    #expect((figures.pixelAuroc ?? 0) > 0.8)
  }

  /// Every smoothing has in hindsight what a detector with it has in its evaluation, whatever the model's own is.
  @Test func hindsightScoresAsTheEvaluationDoes() throws {
    var recipe = small(FeatureMemoryRecipe())
    (recipe.memory.size, recipe.memory.candidates) = (3, 20)
    (recipe.score.smoothing, recipe.score.topShare) = (8, 0.05)
    let pictures = try recipe.pictures(of: openAnomalySet(at: data, split: "train"))
    let test = try openAnomalySet(at: data, split: "test")
    func detector(_ smoothing: Double) throws -> TrainedDetector {
      var other = recipe
      other.score.smoothing = smoothing
      return try other.detector(on: pictures, network: network(), facts: [:])
    }
    let hindsight = try #require(try detector(8).hindsight(on: test))
    #expect(hindsight.rows.count == 24)
    #expect(hindsight.own.map { hindsight.rows[$0].keys["map_smoothing"] } == "8.0")
    var areas: Set<Double> = []
    for row in hindsight.rows where row.keys["top_share"] == "0.05" {
      let smoothing = try #require(row.keys["map_smoothing"].flatMap(Double.init))
      let figures = try AnomalyEvaluator(detector(smoothing), on: test, resamples: 10).evaluate().figures
      #expect(abs(row.imageAuroc - figures.auroc.value) < 1e-9, "\(smoothing)")
      areas.insert(figures.auroc.value)
    }
    #expect(areas.count > 1)
  }

  @Test func windowsRotationsAndReweightingWork() throws {
    var recipe = small(FeatureMemoryRecipe())
    (recipe.memory.size, recipe.memory.candidates, recipe.memory.neighbors) = (100, 300, 5)
    (recipe.patches.rotations, recipe.patches.flips) = (3, true)
    recipe.data.patch = 32
    #expect(try check(recipe).images == 11)
  }

  @Test func aGaussianAPlaceTellsRingsFromBars() throws {
    var recipe = small(PatchGaussianRecipe())
    recipe.gaussian.channels = 12
    #expect(try check(recipe).auroc.value > 0.8)
  }

  @Test func theFileSaysWhichWeightsAreMissing() throws {
    var recipe = FeatureMemoryRecipe()
    recipe.patches.features = folder.path("none.pt")
    let error = #expect(throws: FileError.self) { try recipe.openNetwork() }
    #expect(error?.description.contains("none.pt") == true)
  }

  // MARK: - Learning

  @Test func theNearestAreThoseOfBruteForce() {
    let random = RandomSource(seed: 4)
    // So many points that queries come in blocks.
    let points = Tensor.randn([60_000, 3], random: random)
    let queries = Tensor.randn([700, 3], random: random)
    #expect(NearestNeighbors.blockBytes / (4 * 60_000) < 700)
    let found = NearestNeighbors(points).nearest(queries, 2)
    for row in [0, 278, 279, 699] {
      let all = (points - queries[row]).square().sum(dims: [1]).sqrt().sort(dim: 0)
      #expect(found.indices[row].int64Array() == Array(all.indices.int64Array().prefix(2)))
      #expect(found.distances[row].isClose(to: all.values.narrow(dim: 0, start: 0, length: 2), rtol: 1e-3, atol: 1e-3))
    }
  }

  @Test func aCoresetTakesTheFarthestEachTime() {
    let random = RandomSource(seed: 5)
    let points = Tensor.randn([300, 4], random: random)
    let rows = (0..<300).map { points.select(dim: 0, index: $0).array() }
    func distance(_ a: [Float], _ b: [Float]) -> Float { zip(a, b).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) } }
    let taken = Coreset.indices(of: points, count: 20, random: random)
    #expect(Set(taken).count == 20)
    for step in 1..<20 {
      let nearest = rows.map { row in taken[..<step].map { distance(row, rows[$0]) }.min() ?? 0 }
      #expect(abs(nearest[taken[step]] - (nearest.max() ?? 0)) < 1e-4)
    }
    #expect(Coreset.indices(of: points, count: 500, random: random) == Array(0..<300))
  }

  @Test func reweightingIsThePapers() {
    let random = RandomSource(seed: 6)
    let points = Tensor.randn([30, 4], random: random)
    let maps = Tensor.randn([1, 4, 2, 3], random: random)
    let plain = FeatureMemory(points).distances(maps)
    let weighed = FeatureMemory(points, reweighting: 3).distances(maps)
    #expect(weighed.shape == [1, 2, 3])
    let query = maps.select(dim: 0, index: 0).select(dim: 1, index: 1).select(dim: 1, index: 2)
    func distances(from point: Tensor) -> Tensor { (points - point).square().sum(dims: [1]).sqrt() }
    let nearest = Int(distances(from: query).argmin(dim: 0).int64Item())
    let around = distances(from: points[nearest]).sort(dim: 0).indices.int64Array().prefix(3)
    let sum = around.reduce(0.0) { $0 + exp(Double(distances(from: query).array()[Int($1)]) / 2) }
    let star = distances(from: query).min().item()
    let expected = (1 - exp(star / 2) / sum) * star
    #expect(abs(weighed[0, 1, 2].item() - expected) < 1e-4 && abs(plain[0, 1, 2].item() - star) < 1e-4)
  }

  @Test func gaussiansWhitenWhatTheyLearned() throws {
    var recipe = small(PatchGaussianRecipe())
    (recipe.gaussian.channels, recipe.gaussian.regularization) = (6, 0.02)
    let set = try openAnomalySet(at: data, split: "train")
    let pictures = try recipe.pictures(of: set)
    let extractor = try PatchExtractor(network(), recipe: recipe.patches, device: .cpu)
    let normal = try NormalPatches(pictures.training, recipe: recipe.patches, extractor: extractor)
    let model = try #require(try recipe.learn(normal) { _, _ in } as? PatchGaussian)
    var rows: [Tensor] = []
    try normal.forEach { rows.append($0.index(select: model.channels, dim: 1).flattened(from: 2)[0]) }
    for place in [0, 19, 63] {
      let own = stacked(rows.map { $0.select(dim: 1, index: place) }).to(.float64)
      let centered = own - own.mean(dims: [0], keepDims: true)
      let covariance =
        centered.transposed(0, 1).matmul(centered) / Double(rows.count - 1) + Tensor.eye(6, dtype: .float64) * 0.02
      let whitening = model.whitening[place].to(.float64)
      let product = whitening.matmul(whitening.transposed(0, 1)).matmul(covariance)
      #expect(product.isClose(to: .eye(6, dtype: .float64), rtol: 1e-3, atol: 1e-3))
    }
  }

  // MARK: - Turned pictures

  /// Beyond the border a network sees zeros, which make the corners of an even picture unlike its middle.
  @Test func aMirroredBorderMakesCornersLikeTheMiddle() throws {
    var recipe = PatchRecipe()
    (recipe.strides, recipe.grid, recipe.neighborhood) = ([4], 4, 1)
    #expect(recipe.border == 32)
    func unevenness() throws -> Double {
      let patches = try PatchExtractor(network(), recipe: recipe, device: .cpu).patches(
        Tensor.full([1, 3, 64, 64], 0.5))
      #expect(patches.shape[2...] == [16, 16])
      let middle = patches.narrow(dim: 2, start: 8, length: 1).narrow(dim: 3, start: 8, length: 1)
      return (patches - middle).abs().max().item() / middle.abs().max().item()
    }
    #expect(try unevenness() < 1e-4)
    recipe.border = 0
    #expect(try unevenness() > 0.01)
    // Files of before looked without it.
    let file: RecipeDocument = ["grid": .integer(8)]
    #expect(try file.decoded(as: FeatureMemoryRecipe.self, source: "a file of before").patches.border == 0)
  }

  @Test func picturesAreTurnedAboutTheirMiddle() throws {
    // A bright spot right of the middle goes up by a quarter turn, and half as far by an eighth.
    var pixels = [UInt8](repeating: 0, count: 33 * 33)
    for y in 15...17 { for x in 20...22 { pixels[y * 33 + x] = 255 } }
    let picture = Image(width: 33, height: 33, channels: 1, pixels: pixels)
    func brightest(_ angle: Int, of count: Int) -> (x: Int, y: Int) {
      let turned = NormalPatches.turned(picture, step: angle, of: count)
      let place = Int(turned.flattened().argmax(dim: 0).int64Item())
      return (place % 33, place / 33)
    }
    let up = brightest(1, of: 4)
    #expect(abs(up.x - 16) <= 1 && abs(up.y - 11) <= 1)
    let between = brightest(1, of: 8)
    #expect(abs(between.x - 20) <= 1 && abs(between.y - 12) <= 1)
    let down = brightest(3, of: 4)
    #expect(abs(down.x - 16) <= 1 && abs(down.y - 21) <= 1)
  }

  // MARK: - Bad input

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

  @Test func badInputIsOneLine() throws {
    let recipe = small(FeatureMemoryRecipe())
    let set = try openAnomalySet(at: data, split: "train")
    let pictures = try recipe.pictures(of: set)
    let detector = try recipe.detector(on: pictures, network: network())
    let color = Image(width: 32, height: 32, channels: 3, pixels: [UInt8](repeating: 9, count: 3072))
    expect("red.png", "3 channels", "--grey") { _ = try detector.judge([("red.png", color)]) }
    expect("one normal picture") { _ = try recipe.pictures(of: set.subset([0])) }
    var other = recipe
    other.patches.strides = [4, 16]
    expect("no map of stride 16", "[2, 4]") { _ = try other.detector(on: pictures, network: network()) }
    other = recipe
    other.data.patch = 64
    expect("smaller than the patch of 64") {
      _ = try other.pictures(of: set, skipped: SkipRegister(strict: true))
    }
    expect("takes 8.0 GB", "has 1.0 GB left", "lower memory") {
      try AvailableMemory.require(8_000_000_000, for: "a memory", mend: "lower memory", available: 1_000_000_000)
    }
    var gaussian = small(PatchGaussianRecipe())
    gaussian.patches.keepsAspect = true
    expect("keep_aspect") { _ = try gaussian.pictures(of: set) }
  }
}
