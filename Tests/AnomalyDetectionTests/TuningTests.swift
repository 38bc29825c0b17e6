import Adversarial
import Datasets
import Features
import Foundation
import TestFolders
import Testing
import Torch
import TorchNN
import Training
import Vision

@testable import AnomalyDetection

/// Defects are planted where their masks say, and choose keys without a look at abnormal pictures.
struct TuningTests {
  private let folder: ScratchFolder
  private let data: String

  init() throws {
    folder = try ScratchFolder()
    data = folder.path("data")
    try TinyNormal.writeMVTec(to: data, side: 32)
    // What tuning must not need.
    try FileManager.default.removeItem(atPath: data + "/test")
    try FileManager.default.removeItem(atPath: data + "/ground_truth")
  }

  private func levels(_ image: Image) -> [UInt8] { if case .uint8(let values) = image.samples { values } else { [] } }

  @Test(arguments: PlantedDefects.Kind.allCases, [1, 3])
  func defectsAreWhereTheirMasksSay(kind: PlantedDefects.Kind, channels: Int) {
    let pixels = (0..<64 * 48 * channels).map { UInt8(60 + ($0 * 37) % 120) }
    let picture = Image(width: 64, height: 48, channels: channels, pixels: pixels)
    var changed = 0
    for index in 0..<20 {
      let (image, mask) = PlantedDefects(seed: 5).plant(kind, in: picture, index: index)
      let (before, after, marks) = (levels(picture), levels(image), levels(mask))
      let inside = (0..<64 * 48).filter { marks[$0] == 255 }
      #expect(Set(marks).isSubset(of: [0, 255]) && inside.count < 64 * 48 / 4)
      func differs(_ place: Int) -> Bool {
        (0..<channels).contains { before[place * channels + $0] != after[place * channels + $0] }
      }
      changed += inside.count(where: differs)
      // Outside only the soft edge of a defect, right beside it.
      for place in (0..<64 * 48).filter({ marks[$0] == 0 && differs($0) }) {
        let near = inside.contains { abs($0 % 64 - place % 64) <= 2 && abs($0 / 64 - place / 64) <= 2 }
        #expect(near, "\(kind) \(index)")
      }
      let again = PlantedDefects(seed: 5).plant(kind, in: picture, index: index)
      #expect(levels(again.image) == after)
    }
    #expect(changed > 20)
  }

  @Test func thePlantedChooseKeysOfAMemory() throws {
    var recipe = FeatureMemoryRecipe()
    (recipe.patches.strides, recipe.patches.grid, recipe.patches.size) = ([2, 4], 4, 32)
    (recipe.memory.size, recipe.memory.candidates) = (50, 200)
    let network = EfficientNetLite0(deepest: 4, random: RandomSource(seed: 3))
    let set = try openAnomalySet(at: data, split: "train")
    let pictures = try recipe.pictures(of: set)
    let (tuned, tuning) = try recipe.tuned(on: set, pictures: pictures, network: network)
    #expect(tuning.rows.allSatisfy { (0...1).contains($0.value) && $0.kinds.count == 4 })
    let highest = tuning.rows[tuning.highest]
    #expect(tuning.rows.allSatisfy { $0.value <= highest.value })
    #expect(tuning.best.value > highest.value - 0.15)
    #expect(tuning.best.keys["size"] == "\(tuned.patches.size)")
    #expect(tuning.best.keys["map_smoothing"] == "\(tuned.score.smoothing)")
    #expect(Set(tuning.rows.compactMap { $0.keys["rotations"] }) == ["1", "8"])
    // What was chosen is learned in full, not in the trial's small form.
    #expect(tuned.memory == recipe.memory)
  }

  @Test func thePlantedChooseAnAutoencodersScore() throws {
    var recipe = AutoencoderRecipe()
    recipe.network.encoderFeatures = 2
    recipe.network.decoderFeatures = 2
    recipe.network.latentDimension = 3
    recipe.data.patch = 28
    recipe.run.shrinkForTests()
    let pictures = try recipe.pictures(of: openAnomalySet(at: data, split: "train"))
    let trained = try recipe.train(on: pictures, to: RunFolder(path: folder.path("run")))
    let (detector, tuning) = try trained.tunedDetector(on: pictures)
    #expect(tuning.best.keys["aggregate"] == detector.header.recipe["aggregate"].map { "\($0)" })
    try detector.save(to: folder.path("tuned.safetensors"))
    let opened = try TrainedDetector(at: folder.path("tuned.safetensors"))
    let scores = try opened.judge(pictures.heldOut.map { ("held out", $0) }).map(\.score).sorted()
    for (score, fitted) in zip(scores, detector.calibration.quantiles) {
      #expect(abs(score - fitted) <= 1e-5 * max(abs(fitted), 1e-3))
    }
  }

  /// What ten pictures cannot tell apart is decided by the width of the mean and by cost; what they can, by the figure.
  @Test func equalsAreDecidedByTheWiderMean() throws {
    let values = Tensor.randn([50], random: RandomSource(seed: 7)).array().map(Double.init)
    let (normal, defects) = (Array(values[..<10]), values[10...].map { $0 + 1 })
    func trial(_ planted: [Double], share: Double, size: Int, pixels: Double = 0.8) throws -> Tuning.Trial {
      let area = try Tuning.Row.area(normal: normal, planted: planted)
      return Tuning.Trial(
        row: Tuning.Row(keys: [:], imageAuroc: area, pixelAuroc: pixels, kinds: [:]), normal: normal,
        planted: planted, share: share, size: size)
    }
    let plain = try trial(defects, share: 0.01, size: 320)
    // One of forty defects is seen a little worse: by chance, as far as ten pictures can tell.
    var nearly = defects
    nearly[3] -= 3
    let wide = try trial(nearly, share: 0.05, size: 320)
    #expect(wide.row.value < plain.row.value)
    #expect(try Tuning([plain, wide], seed: 1).chosen == 1)
    #expect(try Tuning([wide, plain], seed: 1).highest == 1)
    // Of equal means the cheaper; a wider one that is worse by far is not taken.
    let cheap = try trial(nearly, share: 0.05, size: 256)
    #expect(try Tuning([plain, wide, cheap], seed: 1).chosen == 2)
    let worse = try trial(defects.map { $0 - 1 }, share: 0.2, size: 256)
    #expect(try Tuning([plain, worse, wide], seed: 1).chosen == 2)
    // Pixels count as well: there the row's own figure is taken.
    let blind = try trial(nearly, share: 0.05, size: 256, pixels: 0.5)
    #expect(try Tuning([plain, blind], seed: 1).chosen == 0)
  }

  // MARK: - A network as the eye

  /// A tiny f-AnoGAN that sees by a network.
  private static func seeing() -> FastAnoGANRecipe {
    var recipe = FastAnoGANRecipe()
    recipe.base.generator.features = 2
    recipe.base.generator.latentDimension = 4
    recipe.base.game.features = 2
    recipe.encoder.features = 2
    recipe.run.shrinkForTests()
    (recipe.perception.features, recipe.perception.strides) = ("efficientnet-lite0", [2, 4])
    return recipe
  }

  @Test func anotherEyeIsSavedAndOpened() throws {
    var recipe = Self.seeing()
    let pictures = try recipe.pictures(of: openAnomalySet(at: data, split: "train"))
    try recipe.resolve(for: pictures)
    recipe.encoder.first = 1
    let network = EfficientNetLite0(deepest: 4, random: RandomSource(seed: 3))
    let eye = try Perception.opened(recipe.perception, for: pictures, network: network, device: .cpu)
    let system = try FastAnoGAN(recipe, perception: eye, device: .cpu)
    let shown = Array(pictures.heldOut.prefix(2))
    let detector = system.makeDetector()
    let examiner = PictureExaminer(detector: detector, recipe: recipe, device: .cpu)
    let before = examiner.findings(in: shown)
    examiner.learnUsual(of: pictures.training)
    let found = examiner.findings(in: shown)
    #expect(!isClose(found[0].map, before[0].map))
    // What whole pictures take is asked for before they are seen.
    #expect(examiner.bytesPerPixel == 348)
    let fresh = try recipe.makeDetector(device: .cpu)
    #expect(fresh.networks.map(\.name) == detector.networks.map(\.name))
    for (new, old) in zip(fresh.networks, detector.networks) {
      try new.module.load(Dictionary(old.module.stateDictionary().map { ($0.name, $0.tensor) }) { $1 })
    }
    let again = PictureExaminer(detector: fresh, recipe: recipe, device: .cpu).findings(in: shown)
    for (one, other) in zip(again, found) {
      #expect(isClose(one.map, other.map))
      #expect(abs(one.features[0] - other.features[0]) < 1e-4 * abs(other.features[0]))
      #expect(one.features.count == one.residuals.count && one.features[0] > 0)
      // Of a window that is the whole picture the features' distance is the map's mean; squared here, the map absolute.
      #expect(
        one.map.values.map { Double($0 * $0) }.reduce(0, +) / Double(one.map.values.count) < 1.5 * one.features[0])
    }
    // It sees other things than pixels do.
    let side = pictures.side
    let window = Tensor(shown[0].normalized(), shape: [1, 1, side, side])
    let pixels = detector.examine(window)
    #expect(pixels.feature == nil)
    #expect(!isClose(found[0].map, HeatMap(values: pixels.map.array(), width: side, height: side)))
  }

  /// Models of before compare windows by features as they are, so that their thresholds still hold.
  @Test func eyesOfBeforeCompareWindows() throws {
    var recipe = Self.seeing()
    recipe.perception.whitens = false
    let pictures = try recipe.pictures(of: openAnomalySet(at: data, split: "train"))
    try recipe.resolve(for: pictures)
    recipe.encoder.first = 1
    let network = EfficientNetLite0(deepest: 4, random: RandomSource(seed: 3))
    let eye = try #require(
      try Perception.opened(recipe.perception, for: pictures, network: network, device: .cpu))
    let detector = try FastAnoGAN(recipe, perception: eye, device: .cpu).makeDetector()
    let examiner = PictureExaminer(detector: detector, recipe: recipe, device: .cpu)
    let before = examiner.findings(in: Array(pictures.heldOut.prefix(1)))[0]
    examiner.learnUsual(of: pictures.training)
    let found = examiner.findings(in: Array(pictures.heldOut.prefix(1)))[0]
    #expect(found.map == before.map && found.features == before.features && examiner.bytesPerPixel == 48)
    let side = pictures.side
    let window = Tensor(pictures.heldOut[0].normalized(), shape: [1, 1, side, side])
    let drawn = detector.examine(window).drawn
    let wanted = (eye.features(window) - eye.features(drawn)).square().mean().item()
    #expect(abs(found.features[0] - wanted) < 1e-4 * wanted)
  }

  private func isClose(_ one: HeatMap, _ other: HeatMap) -> Bool {
    one.values.count == other.values.count
      && zip(one.values, other.values).allSatisfy { abs($0 - $1) <= 1e-3 * abs($1) + 1e-5 }
  }

  /// Differences that every normal window shows have mean 0 and covariance 1 afterwards, so that none of them counts more.
  @Test func usualDifferencesAreMeasuredAgainstThemselves() {
    let random = RandomSource(seed: 4)
    let mixing = Tensor([2, 0, 0, 1.5, 1.5, 0, -1, 1, 2] as [Float], shape: [3, 3, 1, 1])
    let maps = (0..<20).map { _ in
      conv2d(Tensor.randn([4, 3, 8, 8], random: random), weight: mixing) + 5
    }
    let whitening = Whitening(channels: 3)
    #expect(whitening(maps[0]).isClose(to: maps[0], rtol: 1e-5, atol: 1e-5))
    whitening.fit { see in maps.forEach(see) }
    let rows = concatenated(maps.map { whitening($0) }).permuted(1, 0, 2, 3).flattened(from: 1)
    #expect(rows.mean(dims: [1]).abs().max().item() < 1e-3)
    let covariance = rows.matmul(rows.transposed(0, 1)) / Double(rows.size(1))
    #expect((covariance - Tensor.eye(3)).abs().max().item() < 0.05)
    // A difference as long as others, in a direction in which normal ones never go, stands out.
    let usual = conv2d(Tensor([0, 0, 2] as [Float], shape: [1, 3, 1, 1]), weight: mixing) + 5
    #expect(abs(whitening(usual).square().sum().item() - 4) < 0.3)
  }

  /// What is usual at one place is unusual at another; a file keeps what was learned.
  @Test func eachPlaceHasItsOwnUsualDifferences() throws {
    let random = RandomSource(seed: 5)
    // Two by two places of three channels; the first channel is 3, 0, 0 and 0 there.
    let shift = Tensor([3, 0, 0, 0] + [Float](repeating: 0, count: 8), shape: [1, 3, 2, 2])
    let places = PlaceWhitening(channels: 3, side: 2)
    places.fit { see in
      for _ in 0..<3000 { see(Tensor.randn([1, 3, 2, 2], random: random) + shift) }
    }
    let found = places.meanSquares(shift).array()
    #expect(found.count == 4 && found.allSatisfy { $0 < 0.01 }, "\(found)")
    // Without what is usual at the first place, three deviations less there, and nothing elsewhere.
    let without = places.meanSquares(Tensor.zeros([1, 3, 2, 2])).array()
    #expect(abs(without[0] - 3) < 0.3 && without[1...].allSatisfy { $0 < 0.01 }, "\(without)")
    // A finer map is brought to the grid.
    let fine = upsample(shift, size: [4, 4], mode: .nearest)
    #expect(places.meanSquares(fine).shape == [1, 1, 2, 2])
    let copy = PlaceWhitening(channels: 3, side: 2)
    try copy.load(Dictionary(places.stateDictionary().map { ($0.name, $0.tensor) }) { $1 })
    #expect(copy.meanSquares(Tensor.zeros([1, 3, 2, 2])).array() == without)
  }

  /// A model file of before differences were whitened judges as it did.
  @Test func filesOfBeforeTakeDifferencesAsTheyAre() throws {
    let file: RecipeDocument = ["search_steps": .integer(0), "features": .string("efficientnet-lite0")]
    let recipe = try file.decoded(as: FastAnoGANRecipe.self, source: "a file of before")
    #expect(!recipe.perception.whitens && FastAnoGANRecipe().perception.whitens)
    let places = try (file.overlaid(with: ["whiten_features": .boolean(true)])).decoded(
      as: FastAnoGANRecipe.self, source: "a file of before")
    #expect(places.perception.whitens && places.perception.places == 0)
    #expect(FastAnoGANRecipe().perception.places == 32)
  }

  @Test func channelsAreOverTheirDeviations() throws {
    var recipe = AutoencoderRecipe()
    (recipe.network.encoderFeatures, recipe.network.decoderFeatures) = (2, 2)
    let pictures = try recipe.pictures(of: openAnomalySet(at: data, split: "train"))
    var perception = PerceptionRecipe()
    (perception.features, perception.strides) = ("efficientnet-lite0", [4])
    let network = EfficientNetLite0(deepest: 4, random: RandomSource(seed: 3))
    let eye = try #require(try Perception.opened(perception, for: pictures, network: network, device: .cpu))
    let side = pictures.side
    let windows = Tensor(
      pictures.training.flatMap { $0.normalized() }, shape: [pictures.training.count, 1, side, side])
    let features = eye.features(windows).reshaped([pictures.training.count, 24, -1])
    let deviations = features.transposed(0, 1).flattened(from: 1).variance(dims: [1], unbiased: false).sqrt().array()
    for deviation in deviations { #expect(abs(deviation - 1) < 0.05 || deviation < 0.01) }
  }
}
