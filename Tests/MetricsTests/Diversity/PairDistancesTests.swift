import Metrics
import Testing
import Torch

@Suite struct PairDistancesTests {
  private func known(_ rows: Tensor) -> [PicturePair] {
    var pairs: [PicturePair] = []
    for first in 0..<rows.size(0) {
      for second in first + 1..<rows.size(0) {
        let distance = (rows[first].to(.float64) - rows[second].to(.float64)).square().mean().item().squareRoot()
        pairs.append(PicturePair(first: first, second: second, distance: distance))
      }
    }
    return pairs.sorted { $0.distance < $1.distance }
  }

  @Test func nearestPairsAreThoseOfAFullSearch() {
    let rows = Tensor.rand([30, 3, 2, 2], random: RandomSource(seed: 1)) * 255
    let (found, known) = (PairDistances(rows).nearest(12), known(rows))
    #expect(found.count == 12)
    for (pair, expected) in zip(found, known) {
      #expect(pair.first == expected.first && pair.second == expected.second)
      #expect(abs(pair.distance - expected.distance) < 1e-6)
    }
    #expect(PairDistances(rows).nearest(1000).count == 30 * 29 / 2)
    let within = PairDistances(rows).duplicates(within: known[40].distance + 1e-9)
    #expect(within.pairs == 41)
  }

  @Test func neighboursAndDuplicates() {
    let rows = Tensor([0, 0, 3, 10, 0, 10.5] as [Float], shape: [6, 1])
    let distances = PairDistances(rows)
    for (distance, known) in zip(distances.nearestNeighborDistances(), [0, 0, 3, 0.5, 0, 0.5]) {
      #expect(abs(distance - known) < 1e-9)
    }
    #expect(distances.duplicates(within: 0) == DuplicateCount(pairs: 3, linked: 3))
    #expect(distances.duplicates(within: 1) == DuplicateCount(pairs: 4, linked: 3))
    #expect(distances.nearest(2).map(\.distance) == [0, 0])
  }

  @Test func equalPicturesOfAnyBrightnessAreAtDistanceZero() {
    let row = Tensor.rand([1, 500], random: RandomSource(seed: 4)) * 1e-3 + 250
    let others = Tensor.rand([50, 500], random: RandomSource(seed: 5)) * 255
    let distances = PairDistances(concatenated([row, others, row]))
    #expect(distances.nearest(1) == [PicturePair(first: 0, second: 51, distance: 0)])
    #expect(distances.duplicates(within: 0).pairs == 1)
  }

  /// A generator of 200 pictures that adds a little noise; real pictures set the threshold.
  @Test func theThresholdOfRealPicturesFindsTheTrueDuplicates() {
    let random = RandomSource(seed: 7)
    let pictures = Tensor.rand([200, 64], random: random) * 255
    let threshold = DuplicateThreshold(
      reference: PairDistances(Tensor.rand([400, 64], random: random) * 255).nearestNeighborDistances())
    var batches: [SupportEstimate.Batch] = []
    for size in [40, 80, 160] {
      let numbers = Tensor.randint(high: 200, shape: [size], random: random)
      let drawn = pictures.index(select: numbers) + Tensor.randn([size, 64], random: random) * 2
      let equal = (numbers.unsqueezed(dim: 0) .== numbers.unsqueezed(dim: 1)).to(.int64).sum().int64Item()
      let found = PairDistances(drawn).duplicates(within: threshold.distance)
      #expect(found.pairs == (Int(equal) - size) / 2)
      // The pictures themselves give a threshold that tells the same apart.
      let sample = DuplicateThreshold(
        sample: PairDistances(drawn.narrow(dim: 0, start: 0, length: 40)).nearestNeighborDistances())
      #expect(PairDistances(drawn).duplicates(within: sample.distance) == found)
      batches.append(SupportEstimate.Batch(size: size, duplicates: found))
    }
    #expect(SupportEstimate(batches: batches).interval.contains(200))
    #expect(threshold.origin.contains("400 reference pictures"))
  }
}
