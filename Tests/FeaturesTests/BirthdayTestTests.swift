import Metrics
import Testing
import Torch

@testable import Features

@Suite struct BirthdayTestTests {
  private func drawn(_ size: Int, of pictures: Tensor, _ random: RandomSource) -> Tensor {
    let numbers = Tensor.randint(high: pictures.size(0), shape: [size], random: random)
    return pictures.index(select: numbers) + Tensor.randn([size, pictures.size(1)], random: random)
  }

  @Test func batchesOfNoisyPicturesGiveTheirNumber() {
    let random = RandomSource(seed: 12)
    let pictures = Tensor.rand([500, 48], random: random) * 255
    let test = BirthdayTest(batches: [100, 200, 400].map { drawn($0, of: pictures, random) })
    #expect(test.estimate.interval.contains(500))
    #expect(test.estimate.interval.upper < 800)
    #expect(test.batches.map(\.size) == [100, 200, 400])
    #expect(test.threshold.origin.contains("100 of the pictures"))
    for batch in test.batches {
      #expect(batch.nearest.count == 20)
      #expect(batch.nearest.filter { $0.distance <= test.threshold.distance }.count == min(20, batch.duplicates.pairs))
    }
  }

  @Test func aThresholdThatWasChosenIsTaken() {
    let rows = Tensor([0, 1, 5] as [Float], shape: [3, 1])
    #expect(BirthdayTest(batches: [rows], threshold: DuplicateThreshold(chosen: 0.5)).estimate.support == .infinity)
    #expect(BirthdayTest(batches: [rows], threshold: DuplicateThreshold(chosen: 4.5)).estimate.support == 1.5)
  }

  @Test func batchesAreDisjointHalves() {
    #expect(BirthdayTest.sizes(for: 1000) == [62, 125, 250, 500])
    #expect(BirthdayTest.sizes(for: 30) == [30])
    #expect(BirthdayTest.sizes(for: 100) == [50])
    #expect(BirthdayTest.sizes(for: 100_000) == [125, 250, 500, 1000, 2000, 4000])
    for count in [2, 99, 101, 5000, 7777] { #expect(BirthdayTest.sizes(for: count).reduce(0, +) <= count) }
  }
}
