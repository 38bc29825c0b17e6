import Adversarial
import Judges
import Torch
import TorchNN
import TorchOptim
import Training

/// A classifier of the simulator's classes that learns on simulated pictures, slightly moved, and then stays as it is.
///
/// Were it to learn along with the refiner, the two would agree on signs of their own (issue 17).
final class ClassJudge {
  let network: ClassifierNetwork
  let optimizer: Adam
  let changes: RandomSource
  private let change = RandomAffine(rotation: 10, scale: 0.1, shear: 0.1, shift: 0.05)

  init(channels: Int, width: Int, height: Int, classes: Int, seed: UInt64, device: Device) throws {
    network = ClassifierNetwork(
      channels: channels, width: width, height: height, classes: classes, random: RandomSource(seed: seed))
    try network.move(to: device)
    optimizer = Adam(network.parameters(), learningRate: 1e-3)
    changes = RandomSource(seed: seed &+ 1)
  }

  /// The cross entropy of pictures that are slightly moved, and the share that gets its class.
  func learning(_ pictures: Tensor, _ classes: Tensor, name: String) -> LossTerms {
    let logits = network(change(pictures, random: changes)).to(.float32)
    let right = (logits.argmax(dim: 1) .== classes).to(.float32).mean()
    let loss = crossEntropy(logits, target: classes)
    return LossTerms(total: loss, terms: [(name: name, value: loss), (name: name + "_accuracy", value: right)])
  }

  /// The cross entropy of pictures as they are; the network is in its evaluation mode and stays as it is.
  func consistency(_ pictures: Tensor, _ classes: Tensor) -> Tensor {
    precondition(!network.isTraining, "a judge that goes on learning agrees with the refiner on signs of their own")
    return crossEntropy(network(pictures).to(.float32), target: classes)
  }
}
