import Datasets
import Metrics
import Testing
import Torch
import Training

@testable import Judges

struct RefinementJudgesTests {
  private func noise(_ seed: UInt64, count: Int, lift: Double = 0) -> LabelledImages {
    let draws = Tensor.rand([count * 144], random: RandomSource(seed: seed)) * 200 + lift
    return LabelledImages(
      source: "noise", format: .singleFolder, pixels: draws.array().map { UInt8(min(255, $0)) }, channels: 1,
      height: 12, width: 12)
  }

  /// Draws of one kind cannot be told apart, whatever the network learns by heart; those of another can.
  @Test func twoSampleTestFindsWhatThereIs() throws {
    let same = try TwoSampleTest(noise(1, count: 120), noise(2, count: 120), folds: 3, steps: 60)
    #expect((0.35...0.65).contains(same.accuracy) && same.folds.count == 3)
    #expect(same.interval.lower < same.accuracy && same.interval.upper > same.accuracy)
    let other = try TwoSampleTest(noise(1, count: 120), noise(2, count: 120, lift: 55), folds: 3, steps: 60)
    #expect(other.accuracy > 0.9)
    #expect(throws: TrainingError.self) { try TwoSampleTest(noise(1, count: 5), noise(2, count: 5), folds: 3) }
  }

  /// Bright spots on a dark ground, `shift` pixels to the right of where they are annotated in `spots(0)`.
  private func spots(_ shift: Int) -> AnnotatedPictures {
    var (pixels, values): ([UInt8], [[Double]]) = ([], [])
    for index in 0..<120 {
      let (x, y) = (6 + index % 10 + shift, 4 + index % 7)
      pixels += (0..<384).map { place in
        let (dx, dy) = (place % 24 - x, place / 24 - y)
        return dx * dx + dy * dy <= 4 ? 230 : 30
      }
      values.append([Double(x), Double(y)])
    }
    let images = LabelledImages(
      source: "spots", format: .singleFolder, pixels: pixels, channels: 1, height: 16, width: 24)
    return AnnotatedPictures(images: images, columns: ["spot_x", "spot_y"], values: values)
  }

  /// The same under light from one side, at half the contrast.
  private var dimSpots: LabelledImages {
    LabelledImages(
      source: "dim spots", format: .singleFolder,
      pixels: spots(0).images.pixels.enumerated().map { UInt8(Double($0.element) * 0.5 + Double($0.offset % 24) * 3) },
      channels: 1, height: 16, width: 24)
  }

  /// A shift of two pixels is found, and other light is none, by a network that says how far off it is itself.
  @Test func landmarkJudgeNoticesAShift() throws {
    let judge = try LandmarkJudge(spots(0), steps: 150)
    #expect(judge.names == ["spot"] && judge.ownErrors[0] < 1)
    let still = judge.drift(from: spots(0).images, to: spots(0).images)
    #expect(still.allSatisfy { $0[0] == 0 })
    let moved = judge.drift(from: spots(0).images, to: spots(2).images).map { $0[0] }
    #expect(abs(moved.reduce(0, +) / 120 - 2) < 0.5)
    // Light from one side at half the contrast moves no point.
    let lit = judge.drift(from: spots(0).images, to: dimSpots).map { $0[0] }
    #expect(lit.reduce(0, +) / 120 < 0.5, "\(lit.reduce(0, +) / 120)")
  }

  /// Shifts are found to the pixel, also where other light falls, and none is found where there is none.
  @Test func patchMatchingFindsAShift() {
    let matching = PatchMatching(width: 24, height: 16)
    #expect((matching.half, matching.reach) == (3, 2))
    for shift in 0...2 {
      let found = matching.drift(from: spots(0), to: spots(shift).images)
      #expect(found.count == 120 && found.allSatisfy { $0 == Double(shift) })
    }
    #expect(matching.drift(from: spots(0), to: dimSpots).count { $0 == 0 } > 115)
    var far = spots(0)
    far.values[0] = [1e30, -1e30]
    #expect(matching.drift(from: far, to: far.images)[0] == 0)
    let flat = LabelledImages(
      source: "flat", format: .singleFolder, pixels: [UInt8](repeating: 9, count: 120 * 384), channels: 1, height: 16,
      width: 24)
    #expect(matching.drift(from: spots(0), to: flat).allSatisfy { $0 == 0 })
  }
}
