import Testing
import Torch
import TorchNN

@Suite struct DropoutTests {
  @Test func dropsTheShareAndKeepsTheMean() {
    let layer = Dropout(0.3, random: RandomSource(seed: 4))
    let output = layer(.ones([200, 100]))
    let dropped = (output .== 0).to(.float32).mean().item()
    #expect(abs(dropped - 0.3) < 0.02)
    #expect(abs(output.mean().item() - 1) < 0.02)
    #expect(abs(output.max().item() - 1 / 0.7) < 1e-5)
  }

  @Test func evaluationReturnsTheInputAndDrawsNothing() {
    let random = RandomSource(seed: 4)
    let layer = Dropout(0.5, random: random)
    layer.eval()
    let (input, state) = (Tensor.ones([8, 8]), random.state)
    #expect(layer(input).equal(to: input))
    #expect(random.state.equal(to: state))
  }

  @Test func ownGeneratorAloneDecides() {
    let first = Dropout(0.5, random: RandomSource(seed: 9))(.ones([64]))
    _ = Tensor.randn([10], random: RandomSource(seed: 3))
    #expect(Dropout(0.5, random: RandomSource(seed: 9))(.ones([64])).equal(to: first))
    #expect(!Dropout(0.5, random: RandomSource(seed: 10))(.ones([64])).equal(to: first))
  }

  @Test func layoutDoesNotDecide() {
    let input = Tensor.ones([2, 3, 4, 5])
    let plain = Dropout(0.5, random: RandomSource(seed: 9))(input)
    let other = Dropout(0.5, random: RandomSource(seed: 9))(input.contiguous(.channelsLast))
    #expect(other.equal(to: plain))
    #expect(other.isContiguous(.channelsLast))
  }
}
