import Datasets
import Judges
import Torch
import TorchNN
import TorchOptim
import Training

/// A network that learns where the simulator's points are in its own pictures, under other light, and then stays as it
/// is: what refining may not move.
///
/// As ``ClassJudge`` for classes. The network that measures drift afterwards is another one, with weights of its own.
final class PointJudge {
  let network: LandmarkNetwork
  let optimizer: Adam
  let changes: RandomSource
  private let light = RandomLight()
  /// `[N, points, 2]` for all simulated pictures.
  private let truth: Tensor

  init(_ pictures: AnnotatedPictures, seed: UInt64, device: Device) throws {
    network = LandmarkNetwork(
      channels: pictures.images.channels, points: pictures.landmarks.count, random: RandomSource(seed: seed))
    try network.move(to: device)
    optimizer = Adam(network.parameters(), learningRate: 2e-3)
    changes = RandomSource(seed: seed &+ 1)
    truth = Tensor(landmarksOf: pictures).to(device)
  }

  /// How far off the network is in simulated pictures, of which `places` says which they are.
  func learning(_ pictures: Tensor, _ places: [Int]) -> LossTerms {
    LossTerms("J_points", distance(pictures, places))
  }

  /// How far from the simulator's points the network finds those of refined pictures; it stays as it is.
  func consistency(_ pictures: Tensor, _ places: [Int]) -> Tensor {
    precondition(!network.isTraining, "a judge that goes on learning agrees with the refiner on signs of their own")
    return distance(pictures, places)
  }

  /// Smooth L1 of the coordinates in pixels, a scalar. Light of another kind each time leaves a refiner no single sign
  /// by which to please the network.
  private func distance(_ pictures: Tensor, _ places: [Int]) -> Tensor {
    let index = Tensor(places.map(Int64.init), shape: [places.count], device: truth.device)
    return smoothL1Loss(network(light(pictures, random: changes)), truth.index(select: index, dim: 0))
  }
}
