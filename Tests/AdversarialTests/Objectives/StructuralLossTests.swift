import Adversarial
import Metrics
import Testing
import Torch
import Training
import Vision

struct StructuralLossTests {
  /// Two pictures of random levels, as a tensor in -1...1 and as pictures.
  private func pictures(_ seed: UInt64, width: Int, height: Int) -> (tensor: Tensor, images: [Image]) {
    let levels = Tensor.randint(high: 256, shape: [2, 3, height, width], random: RandomSource(seed: seed)).to(.float32)
    let tensor = levels / 127.5 - 1
    return (tensor, tensor.images())
  }

  @Test(arguments: [(64, 48), (11, 20), (8, 5)])
  func isOneMinusTheMetric(_ width: Int, _ height: Int) {
    let (x, ofX) = pictures(1, width: width, height: height)
    let (noise, _) = pictures(2, width: width, height: height)
    let y = ((x * 0.7 + noise * 0.3) * 127.5 + 127.5).rounded() / 127.5 - 1
    let known = zip(ofX, y.images()).map { 1 - ImageMetrics.ssim($0, $1) }.reduce(0, +) / 2
    #expect(abs(StructuralLoss()(x, y).item() - known) < 1e-4)
    #expect(abs(StructuralLoss()(x, x).item()) < 1e-5)
  }

  @Test func descendsAndSparesTheTruth() {
    let (x, y) = (pictures(3, width: 32, height: 32).tensor, pictures(4, width: 32, height: 32).tensor)
    x.requiresGrad = true
    y.requiresGrad = true
    let loss = StructuralLoss()(x, y)
    loss.backward()
    #expect(y.grad == nil)
    let moved = withoutGradients { x - (x.grad ?? x) * 100 }
    #expect(StructuralLoss()(moved, y).item() < loss.item())
  }

  @Test func bfloat16KeepsItsDigits() {
    let (x, y) = (pictures(5, width: 32, height: 32).tensor, pictures(6, width: 32, height: 32).tensor)
    let plain = StructuralLoss()(x, y).item()
    #expect(autocast(.bfloat16) { StructuralLoss()(x, y).item() } == plain)
  }
}
