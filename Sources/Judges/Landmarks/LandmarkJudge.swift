public import Datasets
public import Torch
import TorchNN
import TorchOptim
import Training

/// A network that learned to find a simulator's points in its own pictures: where it finds them elsewhere in a refined
/// picture than in the simulated one, the refiner has moved them.
public final class LandmarkJudge {
  /// What the points are called.
  public let names: [String]
  /// How far it is off on simulated pictures that were held out, in pixels, for each point.
  public let ownErrors: [Double]
  private let network: LandmarkNetwork
  private let device: Device

  /// Learns from four fifths of the pictures and is tried on the others.
  ///
  /// Pictures are learned from under noise and with their light bent by chance, so that it looks at shapes.
  ///
  /// - Parameter steps: of training, at batch size 64.
  /// - Throws: when there are too few pictures, or none has points.
  public init(_ pictures: AnnotatedPictures, steps: Int = 800, seed: UInt64 = 0, device: Device = .cpu) throws {
    let marks = pictures.landmarks
    let images = pictures.images
    guard !marks.isEmpty, images.count >= 20 else {
      throw TrainingError(
        .recipe,
        "\(images.source) has \(marks.count) annotated points and \(images.count) pictures; 1 and 20 are needed")
    }
    names = marks.map(\.name)
    self.device = device
    network = LandmarkNetwork(channels: images.channels, points: marks.count, random: RandomSource(seed: seed))
    try network.move(to: device)
    let truth = Tensor(landmarksOf: pictures)
    let held = (0..<images.count).filter { $0 % 5 == 4 }
    let learned = (0..<images.count).filter { $0 % 5 != 4 }
    Self.train(
      network, images.subset(learned), truth.index(select: Self.places(learned)), steps: steps, seed: seed,
      device: device)
    network.eval()
    let found = Self.find(network, images.subset(held), device: device)
    ownErrors = Self.distances(found, truth.index(select: Self.places(held))).mean(dims: [0]).array().map { Double($0) }
  }

  /// How far each point of each picture is from where it is in another version of that picture, in pixels,
  /// `[pictures][points]`.
  public func drift(from first: LabelledImages, to second: LabelledImages) -> [[Double]] {
    precondition(first.count == second.count, "each picture has another version")
    let (a, b) = (Self.find(network, first, device: device), Self.find(network, second, device: device))
    let all = Self.distances(a, b).array().map { Double($0) }
    return (0..<first.count).map { Array(all[$0 * names.count..<($0 + 1) * names.count]) }
  }

  private static func places(_ indices: [Int]) -> Tensor {
    Tensor(indices.map { Int64($0) }, shape: [indices.count])
  }

  /// `[N, points, 2]` and the same to `[N, points]`.
  private static func distances(_ a: Tensor, _ b: Tensor) -> Tensor { (a - b).square().sum(dims: [2]).sqrt() }

  private static func find(_ network: LandmarkNetwork, _ images: LabelledImages, device: Device) -> Tensor {
    withoutGradients {
      concatenated(
        stride(from: 0, to: images.count, by: 200).map { start in
          let batch = images.batch(Array(start..<min(start + 200, images.count)))
          return network(Tensor(pictures: batch, device: device)).to(.cpu)
        }, dim: 0)
    }
  }

  private static func train(
    _ network: LandmarkNetwork, _ images: LabelledImages, _ truth: Tensor, steps: Int, seed: UInt64, device: Device
  ) {
    let optimizer = Adam(network.parameters(), learningRate: 3e-3)
    let (light, noise) = (RandomLight(), RandomSource(seed: seed &+ 1))
    let sampler = EpochSampler(count: images.count, batchSize: min(64, images.count), seed: seed)
    for step in 0..<steps {
      optimizer.learningRate = 3e-3 * (1 - Double(step) / Double(steps)) + 1e-5
      let places = sampler.indices(ofBatch: step)
      let pictures = Tensor(pictures: images.batch(places), device: device)
      let loss = smoothL1Loss(
        network(light(pictures, random: noise)), truth.index(select: Self.places(places)).to(device))
      optimizer.zeroGradients()
      loss.backward()
      optimizer.step()
    }
    optimizer.zeroGradients()
  }
}

extension Tensor {
  /// Where the points of each picture are, `[N, points, 2]`, x and y in pixels, (0, 0) the middle of the first.
  public init(landmarksOf pictures: AnnotatedPictures) {
    let marks = pictures.landmarks
    self.init(
      pictures.values.flatMap { row in marks.flatMap { [Float(row[$0.x]), Float(row[$0.y])] } },
      shape: [pictures.images.count, marks.count, 2])
  }
}
