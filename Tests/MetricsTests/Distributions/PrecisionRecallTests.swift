import Metrics
import Testing
import Torch

@Suite struct PrecisionRecallTests {
  @Test(arguments: FeatureFixture.names) func agreesWithSciPy(name: String) throws {
    let fixture = try FeatureFixture()
    let (a, b) = try fixture.sets(name)
    let result = try PrecisionRecall(real: a, generated: b)
    #expect(try abs(result.precision - fixture.value(name + ".precision")) < 1e-9)
    #expect(try abs(result.recall - fixture.value(name + ".recall")) < 1e-9)
  }

  @Test(arguments: FeatureFixture.names) func aSetCoversItself(name: String) throws {
    let (a, _) = try FeatureFixture().sets(name)
    let result = try PrecisionRecall(real: a, generated: a)
    #expect(result.precision == 1 && result.recall == 1)
  }

  /// A generator that draws one of two modes well: all that it draws is real, half of what is real it draws.
  @Test func aMissingModeCostsRecallAlone() throws {
    let random = RandomSource(seed: 6)
    let left = Tensor.randn([300, 4], random: random)
    let right = Tensor.randn([300, 4], random: random) + 50
    let drawn = Tensor.randn([300, 4], random: random)
    let result = try PrecisionRecall(real: concatenated([left, right]), generated: drawn)
    #expect(result.precision > 0.85)
    #expect(result.recall < 0.5 && result.recall > 0.4)
  }

  @Test func tooFewPicturesAreSaid() {
    let three = Tensor.zeros([3, 2])
    #expect { try PrecisionRecall(real: three, generated: three) } throws: { "\($0)".contains("3 pictures") }
  }
}
