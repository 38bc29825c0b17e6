import Testing
import Torch
import TorchNN

@Suite struct DropoutTests {
  @Test func dropsTheShareAndKeepsTheMean() {
    let layer = Dropout(0.3, generator: Generator(seed: 4))
    let output = layer(.ones([200, 100]))
    let dropped = (output .== 0).to(.float32).mean().item()
    #expect(abs(dropped - 0.3) < 0.02)
    #expect(abs(output.mean().item() - 1) < 0.02)
    #expect(abs(output.max().item() - 1 / 0.7) < 1e-5)
  }

  @Test func evaluationReturnsTheInputAndDrawsNothing() {
    let random = Generator(seed: 4)
    let layer = Dropout(0.5, generator: random)
    layer.eval()
    let (input, state) = (Tensor.ones([8, 8]), random.state)
    #expect(layer(input).equal(to: input))
    #expect(random.state.equal(to: state))
  }

  @Test func ownGeneratorAloneDecides() {
    let first = Dropout(0.5, generator: Generator(seed: 9))(.ones([64]))
    _ = Tensor.randn([10], generator: Generator(seed: 3))
    #expect(Dropout(0.5, generator: Generator(seed: 9))(.ones([64])).equal(to: first))
    #expect(!Dropout(0.5, generator: Generator(seed: 10))(.ones([64])).equal(to: first))
  }
}
