import Testing
import Torch

@testable import Metrics

@Suite struct KernelDistanceTests {
  @Test(arguments: FeatureFixture.names) func agreesWithNumPy(name: String) throws {
    let fixture = try FeatureFixture()
    let (a, b) = try fixture.sets(name)
    #expect(try relativeError(KernelDistance.squaredDiscrepancy(a, b), fixture.value(name + ".mmd")) < 1e-4)
    let known = try #require(fixture.tensors[name + ".kid"])
    let distance = try KernelDistance(a, b, subsetSize: 100, subsets: 10, seed: 17)
    #expect(relativeError(distance.value, known[0].item()) < 1e-4)
    let deviation = known[1].item()
    #expect(abs(distance.standardDeviation - deviation) <= 1e-4 * max(deviation, 1e-6))
  }

  @Test func equalDistributionsAreAtNoDistanceInTheMean() throws {
    let random = RandomSource(seed: 2)
    let a = Tensor.randn([3000, 8], random: random)
    let b = Tensor.randn([3000, 8], random: random)
    let distance = try KernelDistance(a, b, subsetSize: 500, subsets: 40, seed: 1)
    #expect(abs(distance.value) < 0.01)
    #expect(distance.subsets == 40 && distance.subsetSize == 500)
    #expect(try KernelDistance(a, b + 1, subsetSize: 500, subsets: 10, seed: 1).value > 1)
    #expect(try KernelDistance(a, b, subsetSize: 500, subsets: 40, seed: 1) == distance)
    #expect(try KernelDistance(a, b, subsetSize: 500, subsets: 40, seed: 2) != distance)
  }

  @Test func smallSetsAreTakenWhole() throws {
    let (a, _) = try FeatureFixture().sets("few")
    let distance = try KernelDistance(a, a + 1, seed: 0)
    #expect(distance.subsets == 1 && distance.subsetSize == 20 && distance.standardDeviation == 0)
    #expect(relativeError(distance.value, KernelDistance.squaredDiscrepancy(a, a + 1)) < 1e-12)
  }
}
