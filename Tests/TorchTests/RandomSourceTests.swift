import Testing
import Torch

struct GeneratorTests {
  @Test func theSameSeedGivesTheSameBits() {
    let draws = [7, 7, 8].map { Tensor.randn([100], random: RandomSource(seed: $0)) }
    #expect(draws[0].equal(to: draws[1]))
    #expect(!draws[0].equal(to: draws[2]))
  }

  @Test func aStateIsAPlaceToGoOnFrom() throws {
    let random = RandomSource(seed: 3)
    _ = Tensor.rand([5], random: random)
    let state = random.state.cloned()
    let first = Tensor.randn([9], random: random)
    let other = RandomSource(seed: 99)
    try other.restore(state)
    #expect(Tensor.randn([9], random: other).equal(to: first))
    #expect(throws: TorchError.self) { try other.restore(Tensor.zeros([4], dtype: .uint8)) }
  }

  @Test func drawsFollowTheirDistributions() {
    let random = RandomSource(seed: 5)
    let normal = Tensor.randn([20_000], random: random)
    #expect(abs(normal.mean().item()) < 0.03)
    #expect(abs(normal.variance().item() - 1) < 0.05)
    let even = Tensor.rand([20_000], random: random)
    #expect(even.min().item() >= 0 && even.max().item() < 1 && abs(even.mean().item() - 0.5) < 0.01)
    let dice = Tensor.randint(low: 1, high: 7, shape: [6_000], random: random)
    #expect(dice.min().item() == 1 && dice.max().item() == 6)
    #expect(Tensor.randperm(50, random: random).sort().values.int64Array() == (0..<50).map(Int64.init))
    let kept = dropout(Tensor.ones([20_000]), p: 0.25, training: true, random: random)
    #expect(abs(kept.mean().item() - 1) < 0.03)
    #expect(abs((kept .== 0).to(.float32).mean().item() - 0.25) < 0.02)
    let classes = Tensor([0, 1, 3]).multinomial(count: 8_000, replacement: true, random: random)
    #expect((classes .== 0).any().item() == 0)
    #expect(abs((classes .== 2).to(.float32).mean().item() - 0.75) < 0.03)
  }
}
