import Testing
import Torch
import TorchOptim

@Suite struct OptimizerStateTests {
  private func parameter(_ shape: [Int]) -> Tensor {
    let tensor = Tensor.ones(shape)
    tensor.requiresGrad = true
    return tensor
  }

  @Test func namesArePyTorchsAndOnlySteppedParametersAreListed() {
    let optimizer = Adam([parameter([2]), parameter([3])], learningRate: 0.1)
    #expect(optimizer.stateDictionary().map(\.name) == ["learning_rate"])
    optimizer.parameters[1].grad = .ones([3])
    optimizer.step()
    #expect(
      optimizer.stateDictionary().map(\.name)
        == ["learning_rate", "state.1.step", "state.1.exp_avg", "state.1.exp_avg_sq"])
    #expect(optimizer.parameters[0].detached().equal(to: .ones([2])))
  }

  @Test func zeroGradientsSetsNil() {
    let optimizer = SGD([parameter([2])], learningRate: 0.1)
    optimizer.parameters[0].grad = .ones([2])
    optimizer.zeroGradients()
    #expect(optimizer.parameters[0].grad == nil)
    optimizer.step()
    #expect(optimizer.parameters[0].detached().equal(to: .ones([2])))
  }

  @Test func learningRateCountsFromTheNextStep() {
    let optimizer = SGD([parameter([1])], learningRate: 0.5)
    optimizer.parameters[0].grad = .ones([1])
    optimizer.step()
    optimizer.learningRate = 0.25
    optimizer.step()
    #expect(optimizer.parameters[0].item() == 0.25)
  }

  @Test func wrongStatesAreNamedAndChangeNothing() throws {
    let optimizer = Adam([parameter([2])], learningRate: 0.1)
    func message(_ dictionary: [String: Tensor]) -> String? {
      do {
        try optimizer.load(dictionary)
        return nil
      } catch {
        return error.description
      }
    }
    let whole: [String: Tensor] = [
      "state.0.step": .ones([]), "state.0.exp_avg": .ones([2]), "state.0.exp_avg_sq": .ones([2]),
    ]
    let start = "the optimizer state does not fit these parameters: "
    #expect(
      message(whole.merging(["state.0.exp_avg": .ones([3])]) { $1 })
        == start + "state.0.exp_avg has the shape [3] instead of [2]")
    #expect(message(whole.filter { $0.key != "state.0.exp_avg" }) == start + "state.0.exp_avg is missing")
    #expect(
      message(whole.merging(["state.1.step": .ones([])]) { $1 }) == start
        + "state.1.step is not known to this optimizer")
    #expect(optimizer.stateDictionary().count == 1)
    #expect(message(whole) == nil)
    #expect(optimizer.stateDictionary().count == 4)
  }
}
