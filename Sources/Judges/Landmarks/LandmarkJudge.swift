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
    let truth = Tensor(
      pictures.values.flatMap { row in marks.flatMap { [Float(row[$0.x]), Float(row[$0.y])] } },
      shape: [images.count, marks.count, 2])
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
    let noise = RandomSource(seed: seed &+ 1)
    let sampler = EpochSampler(count: images.count, batchSize: min(64, images.count), seed: seed)
    for step in 0..<steps {
      optimizer.learningRate = 3e-3 * (1 - Double(step) / Double(steps)) + 1e-5
      let places = sampler.indices(ofBatch: step)
      let pictures = Tensor(pictures: images.batch(places), device: device)
      let loss = smoothL1Loss(
        network(varied(pictures, noise)), truth.index(select: Self.places(places)).to(device))
      optimizer.zeroGradients()
      loss.backward()
      optimizer.step()
    }
    optimizer.zeroGradients()
  }

  /// Sharper or more blurred, brighter or darker on one side, with more or less contrast, each picture its own, under
  /// noise: real pictures differ from drawn ones in all of these, and none of them moves a point.
  private static func varied(_ pictures: Tensor, _ random: RandomSource) -> Tensor {
    let (count, height, width) = (pictures.shape[0], pictures.shape[2], pictures.shape[3])
    func draw() -> Tensor { Tensor.rand([count, 1, 1, 1], random: random).to(pictures.device) }
    let blurred = (0..<2).reduce(pictures) { picture, _ in
      let wide = pad(picture, left: 1, right: 1, top: 1, bottom: 1, mode: .replicate)
      return picture + (avgPool2d(wide, kernelSize: 3, stride: 1) - picture) * draw()
    }
    let across = Tensor.linspace(-1, 1, count: width, device: pictures.device).reshaped([1, 1, 1, width])
    let down = Tensor.linspace(-1, 1, count: height, device: pictures.device).reshaped([1, 1, height, 1])
    let light = across * (draw() * 0.8 - 0.4) + down * (draw() * 0.8 - 0.4)
    let (gain, lift) = (draw() * 0.9 + 0.3, draw() * 0.4 - 0.2)
    let grain = Tensor.randn(pictures.shape, random: random).to(pictures.device) * 0.08
    return (blurred * gain + light + lift + grain).clamped(min: -1, max: 1)
  }
}
