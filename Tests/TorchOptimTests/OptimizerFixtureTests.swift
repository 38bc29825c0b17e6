import TensorFixtures
import Testing
import Torch
import TorchOptim

/// Five steps of every optimizer against PyTorch's.
@Suite struct OptimizerFixtureTests {
  typealias Make = @Sendable ([Tensor]) -> any Optimizer

  /// The Swift counterparts of the cases in make_torch_fixtures.py.
  static let cases: [String: Make] = [
    "adam": { Adam($0, learningRate: 1e-2) },
    "adam_gan": { Adam($0, learningRate: 2e-4, betas: (0.5, 0.999)) },
    "adam_weight_decay": { Adam($0, learningRate: 1e-2, betas: (0.8, 0.9), epsilon: 1e-4, weightDecay: 0.1) },
    "sgd": { SGD($0, learningRate: 0.1) },
    "sgd_weight_decay": { SGD($0, learningRate: 0.1, weightDecay: 0.2) },
    "sgd_momentum": { SGD($0, learningRate: 0.1, momentum: 0.9) },
    "sgd_nesterov": { SGD($0, learningRate: 0.1, momentum: 0.8, weightDecay: 0.05, nesterov: true) },
    "rmsprop": { RMSprop($0, learningRate: 1e-2) },
    "rmsprop_centered": { RMSprop($0, learningRate: 1e-2, alpha: 0.9, epsilon: 1e-5, centered: true) },
    "rmsprop_momentum": { RMSprop($0, learningRate: 1e-2, alpha: 0.95, momentum: 0.9) },
    "rmsprop_all": {
      RMSprop($0, learningRate: 1e-2, alpha: 0.9, momentum: 0.5, centered: true, weightDecay: 0.1)
    },
  ]

  private let fixture: Fixture
  init() throws { fixture = try Fixture("optimizers.safetensors") }

  private func start() throws -> [Tensor] {
    try (0..<3).map { index in
      let parameter = try fixture["start.\(index)"].cloned()
      parameter.requiresGrad = true
      return parameter
    }
  }

  private func take(_ steps: Range<Int>, with optimizer: any Optimizer) throws {
    for step in steps {
      if step == 3 { optimizer.learningRate *= 0.5 }
      for (index, parameter) in optimizer.parameters.enumerated() {
        parameter.grad = (step, index) == (1, 1) ? nil : try fixture["step\(step).\(index)"]
      }
      optimizer.step()
    }
  }

  @Test(arguments: cases.keys.sorted()) func equalsPyTorch(_ name: String) throws {
    let make = try #require(Self.cases[name])
    let optimizer = make(try start())
    try take(0..<5, with: optimizer)
    for (index, parameter) in optimizer.parameters.enumerated() {
      expectClose(parameter, try fixture["\(name).\(index)"], "parameter \(index)")
    }
  }

  /// Moments copied into a new optimizer after two steps go on to the same bits.
  @Test(arguments: cases.keys.sorted()) func savedStateContinuesBitExactly(_ name: String) throws {
    let make = try #require(Self.cases[name])
    let whole = make(try start())
    try take(0..<5, with: whole)

    let first = make(try start())
    try take(0..<2, with: first)
    let saved = first.stateDictionary().map { ($0.name, $0.tensor.cloned()) }
    let second = make(
      first.parameters.map { parameter in
        let copy = parameter.detached().cloned()
        copy.requiresGrad = true
        return copy
      })
    second.learningRate = 77
    try second.load(Dictionary(uniqueKeysWithValues: saved))
    try take(2..<5, with: second)
    for (a, b) in zip(whole.parameters, second.parameters) { #expect(a.detached().equal(to: b.detached())) }
    for (a, b) in zip(whole.stateDictionary(), second.stateDictionary()) {
      #expect(a.name == b.name && a.tensor.equal(to: b.tensor))
    }
  }

  /// Fused kernels ignore strides; weights laid out with channels last must still get the same update.
  @Test(arguments: ["adam", "sgd_momentum", "rmsprop_all"]) func layoutDoesNotMatter(_ name: String) throws {
    let make = try #require(Self.cases[name])
    let optimizer = make(try start())
    try take(0..<2, with: optimizer)
    let kernel = optimizer.parameters[2]
    kernel.grad = nil
    kernel.setData(kernel.detached().contiguous(.channelsLast))
    #expect(!kernel.isContiguous)
    try take(2..<5, with: optimizer)
    expectClose(kernel, try fixture["\(name).2"], "the kernel")
  }
}
