import Adversarial
import Metrics
import Testing
import Torch
import Training
import Vision

struct GradientConsistencyLossTests {
  /// Two pictures of random levels, as a tensor in -1...1 and as pictures.
  private func pictures(_ seed: UInt64, channels: Int = 1) -> (tensor: Tensor, images: [Image]) {
    let levels = Tensor.randint(high: 256, shape: [2, channels, 12, 17], random: RandomSource(seed: seed)).to(.float32)
    let tensor = levels / 127.5 - 1
    return (tensor, tensor.images())
  }

  /// The metric rounds the luma of colours to whole levels.
  @Test(arguments: [(1, 1e-4), (3, 5e-3)])
  func isOneMinusTheMetric(_ channels: Int, _ tolerance: Double) {
    let (x, ofX) = pictures(1, channels: channels)
    let (noise, _) = pictures(2, channels: channels)
    let y = ((x * 0.7 + noise * 0.3) * 127.5 + 127.5).rounded() / 127.5 - 1
    let known = zip(ofX, y.images()).map { 1 - GradientCorrelation.between($0, $1) }.reduce(0, +) / 2
    #expect(known > 0.05 && known < 0.9)
    #expect(abs(Double(GradientConsistencyLoss()(y, x).item()) - known) < tolerance)
  }

  /// Night turns edges round and takes light away: neither costs anything.
  @Test func brightnessAndSignCostNothing() {
    let x = pictures(3, channels: 3).tensor
    #expect(abs(GradientConsistencyLoss()(x * -0.25 - 0.5, x).item()) < 1e-4)
  }

  /// A picture without edges has no correlation, and a finite way to one.
  @Test func anEvenPictureHasAFiniteGradient() {
    let even = Tensor.zeros([1, 3, 12, 17])
    even.requiresGrad = true
    let loss = GradientConsistencyLoss()(even, pictures(4, channels: 3).tensor.narrow(dim: 0, start: 0, length: 1))
    #expect(abs(loss.item() - 1) < 1e-3)
    loss.backward()
    #expect(even.grad.map { allFinite([$0]) } == true)
  }

  @Test func descendsAndSparesTheInput() {
    let (x, y) = (pictures(5).tensor, pictures(6).tensor)
    x.requiresGrad = true
    y.requiresGrad = true
    let loss = GradientConsistencyLoss()(x, y)
    loss.backward()
    #expect(y.grad == nil)
    let moved = withoutGradients { x - (x.grad ?? x) * 10 }
    #expect(GradientConsistencyLoss()(moved, y).item() < loss.item())
    #expect(autocast(.bfloat16) { GradientConsistencyLoss()(x, y).item() } == loss.item())
  }
}
