import Testing
import Torch
import Vision

@testable import Metrics

@Suite struct PixelScoresTests {
  private func mask(_ text: String, _ width: Int, _ height: Int) -> Image {
    Image(width: width, height: height, channels: 1, pixels: text.utf8.map { $0 == UInt8(ascii: "#") ? 255 : 0 })
  }

  @Test func agreeWithScikitLearnAndNumPy() throws {
    for item in try RankingFixture.read().pixels {
      var pixels = PixelScores()
      for (map, text) in zip(item.maps, item.masks) {
        let mask = text.contains("#") ? mask(text, item.width, item.height) : nil
        try pixels.add(map: map, width: item.width, height: item.height, mask: mask)
      }
      #expect(try abs(pixels.auroc() - item.auroc) < 1e-6)
      #expect(item.pro.count == 3)
      for (limit, known) in item.pro {
        let value = try pixels.perRegionOverlap(limit: try #require(Double(limit)))
        #expect(abs(value - known) < 1e-6, "up to \(limit)")
      }
    }
  }

  @Test func aPerfectMapFindsEveryRegion() throws {
    var pixels = PixelScores()
    try pixels.add(map: [0, 0, 1, 0, 0, 1], width: 3, height: 2, mask: mask("..#..#", 3, 2))
    try pixels.add(map: [0, 0, 0, 0], width: 2, height: 2, mask: nil)
    #expect(try pixels.auroc() == 1)
    // The curve rises to 1 at once and stays there.
    #expect(try pixels.perRegionOverlap() == 1)
    #expect(pixels.regions == 1 && pixels.count == 10)
  }

  @Test func smallRegionsWeighAsMuchAsLargeOnes() throws {
    // A large region that is found and a single pixel that is not.
    let map: [Float] = [9, 9, 9, 9, 9, 9, 0, 0, 0, 0, 1, 1]
    var pixels = PixelScores()
    try pixels.add(map: map, width: 12, height: 1, mask: mask("######..#...", 12, 1))
    #expect(try abs(pixels.perRegionOverlap(limit: 0.3) - 0.5) < 1e-12)
    #expect(try pixels.auroc() > 0.8)
  }

  @Test func whatDoesNotFitIsSaid() throws {
    var pixels = PixelScores()
    #expect { try pixels.add(map: [0, 0], width: 2, height: 1, mask: mask("...", 3, 1)) } throws: {
      "\($0)".contains("3x1") && "\($0)".contains("2x1")
    }
    #expect(throws: MetricsError.self) { try pixels.add(map: [.nan, 0], width: 2, height: 1, mask: nil) }
    try pixels.add(map: [0, 1], width: 2, height: 1, mask: nil)
    #expect(throws: MetricsError.self) { try pixels.auroc() }
    #expect(throws: MetricsError.self) { try pixels.perRegionOverlap() }
    var full = PixelScores()
    try full.add(map: [0, 1], width: 2, height: 1, mask: mask("##", 2, 1))
    #expect(throws: MetricsError.self) { try full.perRegionOverlap() }
  }

  /// Maps like those of detectors, in which defects stand out a little: distances within one octave, probabilities close
  /// below 1, errors of many orders of magnitude, both of these in one, those of a picture far from those of the one
  /// before, and few levels.
  @Test(arguments: Shape.allCases)
  func binsAgreeWithTheSortedComputation(_ shape: Shape) throws {
    let side = 128
    var (pixels, exact) = (PixelScores(bins: 8192, gathered: 30_000), ExactPixelScores())
    for picture in 0..<16 {
      let (map, squares) = shape.map(side: side, seed: UInt64(picture), defects: picture % 4)
      let mask = squares.isEmpty ? nil : squares
      let image = mask.map { Image(width: side, height: side, channels: 1, pixels: $0) }
      try pixels.add(map: map, width: side, height: side, mask: image)
      exact.add(map, image)
    }
    #expect(pixels.count == 16 * side * side && pixels.regions == 24)
    let known = exact.figures(limit: 0.3)
    #expect(known.auroc > 0.3 && known.auroc < 0.99, "\(known)")
    #expect(try abs(pixels.auroc() - known.auroc) < 1e-4)
    #expect(try abs(pixels.perRegionOverlap() - known.overlap) < 1e-3)
    print(
      try pixels.rocCurve().thresholds.count)
    // The bins bound the memory, and say all of few levels.
    #expect(try pixels.rocCurve().thresholds.count <= 8192)
    if shape == .levels { #expect(try abs(pixels.auroc() - known.auroc) < 1e-12) }
  }

  @Test func binsKeepEqualScoresExtremesAndSums() {
    var bins = ScoreBins(kinds: 2, counts: 1, limit: 64)
    let random = RandomSource(seed: 2)
    for _ in 0..<5 {
      let values = Tensor.randn([2000], random: random).array() + [Float](repeating: 0.25, count: 1000)
      bins.add(
        values + [.infinity, -.infinity],
        weights: [values.map { _ in 1 } + [1000, 2000], values.map { Double($0) } + [0, 0]])
      #expect(bins.scores.count <= 64)
    }
    #expect(bins.scores == bins.scores.sorted(by: >))
    // Many equal scores are a bin of their own; what is few beside them is put together.
    #expect(bins.scores.first == .infinity && bins.scores.last == -.infinity)
    let equal = bins.scores.firstIndex(of: 0.25)
    #expect(equal.map { bins.weights[0][$0] } == 5000)
    #expect(bins.weights[0].reduce(0, +) == 5 * 6000)
  }
}

/// Shapes of made-up scores.
enum Shape: CaseIterable {
  case distances, almostOne, heavyTail, mixture, moving, levels

  /// A map in which square defects stand out, and their mask, which is empty where there is none.
  func map(side: Int, seed: UInt64, defects: Int) -> ([Float], [UInt8]) {
    let random = RandomSource(seed: seed)
    var mask = [UInt8](repeating: 0, count: defects > 0 ? side * side : 0)
    for defect in 0..<defects {
      let (size, top) = (5 + 6 * defect, 40 * defect + 2)
      for y in top..<top + size { for x in 20..<20 + size { mask[y * side + x] = 255 } }
    }
    let raised = mask.isEmpty ? Tensor.zeros([side * side]) : Tensor(mask).to(.float32) / 255
    let noise = Tensor.randn([side * side], random: random) + raised * 1.2
    let scores =
      switch self {
      case .distances: 3 + noise * 0.05
      case .almostOne: 1 - (0 - noise).exp() * 1e-5
      case .heavyTail: (noise * 4).exp()
      case .mixture:
        Tensor.where(
          Tensor.rand([side * side], random: random) .< 0.9, 1 + noise * 1e-5, (noise * 4).exp())
      case .moving: noise * 0.01 + Double(seed % 5)
      case .levels: (noise * 8).rounded()
      }
    return (scores.array(), mask)
  }
}

/// The figures over all pixels, each kept, from their sorted scores.
private struct ExactPixelScores {
  private var pixels: [(score: Float, share: Double)] = []
  private var regions = 0

  mutating func add(_ map: [Float], _ mask: Image?) {
    guard let mask else { return pixels += map.map { ($0, 0) } }
    let found = mask.regions()
    var sizes = [Double](repeating: 0, count: found.count + 1)
    for label in found.labels { sizes[Int(label)] += 1 }
    pixels += zip(map, found.labels).map { ($0, $1 == 0 ? 0 : 1 / sizes[Int($1)]) }
    regions += found.count
  }

  func figures(limit: Double) -> (auroc: Double, overlap: Double) {
    let sorted = pixels.sorted { $0.score > $1.score }
    let normal = Double(pixels.count { $0.share == 0 })
    let abnormal = Double(pixels.count) - normal
    var (area, overlap) = (0.0, 0.0)
    var (rate, found, share) = (0.0, 0.0, 0.0)
    var index = 0
    while index < sorted.count {
      let score = sorted[index].score
      var (wrong, right, more) = (0.0, 0.0, 0.0)
      while index < sorted.count, sorted[index].score == score {
        let pixel = sorted[index]
        if pixel.share == 0 { wrong += 1 } else { (right, more) = (right + 1, more + pixel.share) }
        index += 1
      }
      let next = (rate + wrong / normal, found + right / abnormal, share + more / Double(regions))
      area += (next.0 - rate) * (found + next.1) / 2
      if rate < limit {
        let end = min(next.0, limit)
        let atEnd = next.0 > rate ? share + (next.2 - share) * (end - rate) / (next.0 - rate) : next.2
        overlap += (end - rate) * (share + atEnd) / 2
      }
      (rate, found, share) = next
    }
    return (area, overlap / limit)
  }
}
