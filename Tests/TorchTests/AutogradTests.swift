import Testing
import Torch

struct AutogradTests {
  private func leaf(_ values: [Float]) -> Tensor {
    let tensor = Tensor(values)
    tensor.requiresGrad = true
    return tensor
  }

  @Test func gradientsAddUpUntilCleared() {
    let x = leaf([1, 2, 3])
    (x * x).sum().backward()
    #expect(x.grad?.array() == [2, 4, 6])
    (x * 3).sum().backward()
    #expect(x.grad?.array() == [5, 7, 9])
    clearGradients([x])
    #expect(x.grad == nil || x.grad?.sum().item() == 0)
  }

  @Test func aKeptGraphCanBeUsedTwice() {
    let x = leaf([2])
    let y = x.pow(3).sum()
    y.backward(retainGraph: true)
    y.backward()
    #expect(x.grad?.item() == 24)
  }

  /// What a gradient penalty needs: the derivative of a function of a gradient.
  @Test func gradientsOfGradients() {
    let x = leaf([1, 2])
    let slope = grad(of: x.pow(3).sum(), with: x, createGraph: true)
    #expect(slope.detached().array() == [3, 12])
    slope.square().sum().backward()
    // d/dx (3 x²)² = 36 x³
    #expect(x.grad?.array() == [36, 288])
  }

  @Test func inputsThatTookNoPart() {
    let (x, y) = (leaf([1]), leaf([1]))
    let gradients = grad(of: [(x * 2).sum()], withRespectTo: [x, y], allowUnused: true)
    #expect(gradients[0]?.item() == 2)
    #expect(gradients[1] == nil)
  }

  @Test func nothingIsRecordedWhereItIsSwitchedOff() {
    let x = leaf([1])
    let y = withoutGradients { x * 2 }
    #expect(!y.requiresGrad && gradientsAreEnabled)
    let z = withoutGradients { withGradients { x * 2 } }
    #expect(z.requiresGrad)
    struct Failure: Error {}
    #expect(throws: Failure.self) { try withoutGradients { () throws(Failure) in throw Failure() } }
    #expect(gradientsAreEnabled)
    #expect(!(x * 2).detached().requiresGrad)
  }

  @Test func autocastLastsAsLongAsItsScope() {
    let (a, b) = (Tensor.ones([2, 2]), Tensor.ones([2, 2]))
    #expect(autocast { a.matmul(b) }.dtype == .bfloat16)
    #expect(autocast { autocast(enabled: false) { a.matmul(b) } }.dtype == .float32)
    #expect(a.matmul(b).dtype == .float32)
  }

  /// 200 steps of a small network: neither handles nor memory grow.
  @Test func stepsLeaveNothingBehind() {
    let random = RandomSource(seed: 1)
    let weight = Tensor.randn([64, 3, 3, 3], random: random)
    weight.requiresGrad = true
    func step() {
      let x = Tensor.randn([4, 3, 64, 64], random: random)
      let y = relu(conv2d(x, weight: weight, padding: 1))
      let slope = grad(of: y.sum(), with: weight, createGraph: true)
      (slope.square().mean() + y.mean()).backward()
      withoutGradients { weight.add(inPlace: weight.grad ?? weight, scale: -1e-6) }
      clearGradients([weight])
    }
    for _ in 0..<20 { step() }
    let memory = residentMemory()
    for _ in 0..<200 { step() }
    // Other tests run beside this one and hold tensors of their own, so only the process's memory is compared here; a
    // leak of one activation a step would be 200 MB. Handles are counted in a process of its own below.
    #expect(residentMemory() - memory < 100 << 20)
  }

  @Test func handlesStayFlat() async {
    await #expect(processExitsWith: .success) {
      let random = RandomSource(seed: 1)
      let weight = Tensor.randn([8, 3, 3, 3], random: random)
      weight.requiresGrad = true
      func step() {
        let y = conv2d(Tensor.randn([1, 3, 8, 8], random: random), weight: weight, padding: 1).tanh()
        y[.ellipsis, 0].square().mean().backward()
        withoutGradients { weight.add(inPlace: weight.grad ?? weight, scale: -1e-3) }
        clearGradients([weight])
      }
      step()
      let before = liveTensorCount
      for _ in 0..<200 { step() }
      precondition(liveTensorCount == before, "\(liveTensorCount - before) handles were left behind")
    }
  }
}
