import Metrics
import Testing
import Torch

@Suite struct FrechetDistanceTests {
  @Test(arguments: FeatureFixture.names) func agreesWithSciPy(name: String) throws {
    let fixture = try FeatureFixture()
    let (a, b) = try fixture.sets(name)
    let known = try fixture.value(name + ".fid")
    #expect(try relativeError(FrechetDistance.between(a, b), known) < 1e-4)
    #expect(try relativeError(FrechetDistance.between(b, a), known) < 1e-4, "the order does not matter")
  }

  @Test(arguments: FeatureFixture.names) func aSetIsAtNoDistanceFromItself(name: String) throws {
    let (a, b) = try FeatureFixture().sets(name)
    for set in [a, b] { #expect(try FrechetDistance.between(set, set) < 1e-7) }
  }

  /// Of N(μ₁, diag σ₁²) and N(μ₂, diag σ₂²): |μ₁ - μ₂|² + Σ (σ₁ - σ₂)².
  @Test func knownGaussiansGiveTheClosedForm() {
    let a = FeatureStatistics(
      count: 100, mean: Tensor([1.0, 2, 3]), covariance: Tensor.eye(3, dtype: .float64) * Tensor([4.0, 9, 0.25]))
    let b = FeatureStatistics(
      count: 100, mean: Tensor([0.0, 2, 5]), covariance: Tensor.eye(3, dtype: .float64) * Tensor([1.0, 16, 0]))
    #expect(abs(FrechetDistance.between(a, b) - (1 + 0 + 4 + 1 + 1 + 0.25)) < 1e-12)
  }

  @Test func aTurnOfAllFeaturesChangesNothing() throws {
    let (a, b) = try FeatureFixture().sets("near")
    let turn = Tensor.randn([12, 12], random: RandomSource(seed: 4), dtype: .float64).svd().u
    let (x, y) = (a.to(.float64).matmul(turn), b.to(.float64).matmul(turn))
    #expect(try relativeError(FrechetDistance.between(x, y), FrechetDistance.between(a, b)) < 1e-9)
  }

  @Test func samplesComeNearToTheirDistribution() throws {
    let random = RandomSource(seed: 8)
    let a = Tensor.randn([10_000, 4], random: random)
    let b = Tensor.randn([10_000, 4], random: random) * 2 + 3
    // 4 features, each with a shift of 3 and deviations of 1 and 2.
    #expect(try relativeError(FrechetDistance.between(a, b), 4 * (9 + 1)) < 0.02)
  }

  @Test func whatCannotBeComparedIsSaid() {
    let one = Tensor.zeros([1, 3])
    #expect { try FrechetDistance.between(one, one) } throws: { "\($0)".contains("1 picture") }
    let strange = Tensor([1, .nan, 3, 4] as [Float], shape: [2, 2])
    #expect { try FrechetDistance.between(strange, strange) } throws: { "\($0)".contains("not finite") }
  }
}
