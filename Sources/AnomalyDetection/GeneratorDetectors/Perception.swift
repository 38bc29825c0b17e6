import Datasets
import Features
import Foundation
import Torch
import TorchNN
import Training
import Vision

/// Whose features a detector that draws pictures compares them by.
public struct PerceptionRecipe: Codable, Sendable, Equatable {
  /// `critic` for those of the own discriminator (the papers'), or `efficientnet-lite0` (`gan weights fetch`).
  public var features = "critic"
  /// Which of the network's maps, by their strides in pixels of the enlarged window.
  public var strides = [4, 8, 16]
  /// Whether a network's differences are measured against those that normal windows show: less their mean, by the inverse
  /// of their covariance. What a generator never draws, such as grain, is then no sign of anything.
  public var whitens = true
  /// The side of a grid of places, each with a Gaussian of its own of these differences; 0 is one for all places.
  public var places = 32

  enum CodingKeys: String, CodingKey {
    case features
    case strides
    case whitens = "whiten_features"
    case places = "whiten_places"
  }

  /// The critic's.
  public init() {}

  /// Whether a network in place of the critic tells how alike windows are.
  var isOwn: Bool { features != "critic" }

  /// Makes sure that the values can be used.
  ///
  /// - Throws: a sentence that names the key.
  func validate() throws(TrainingError) {
    try check(
      features == "critic" || features == "efficientnet-lite0",
      "features are '\(features)'; choose critic or efficientnet-lite0")
    try check(
      !strides.isEmpty && strides.allSatisfy([2, 4, 8, 16, 32].contains) && Set(strides).count == strides.count,
      "strides are \(strides); choose some of 2, 4, 8, 16 and 32")
    try check(
      (0...64).contains(places), "whiten_places is \(places); choose 0 for one Gaussian of all places, or up to 64")
  }
}

/// A network that was trained on ImageNet as the eye of a detector: phi in `|phi(x) - phi(G(E(x)))|`.
///
/// Each channel is over its deviation in normal windows, and differences are whitened by those that normal windows show.
/// Windows smaller than 64 are enlarged to 64 or a little more.
final class Perception: Module {
  private let network: EfficientNetLite0
  /// One over the deviation of each channel, map behind map.
  private let scale: Buffer
  private let recipe: PerceptionRecipe
  private let side: Int
  /// What differences are measured against; nil where they are taken as they are.
  private let usual: (any UsualDifferences)?

  override func children() -> [(name: String, module: Module)] {
    [("network", network)] + (usual.map { [("usual", $0)] } ?? [])
  }

  /// Weights and scales that are loaded afterwards.
  ///
  /// - Parameter side: of the windows.
  init(_ recipe: PerceptionRecipe, side: Int, network: EfficientNetLite0? = nil, device: Device) throws {
    self.recipe = recipe
    self.side = side
    self.network =
      network ?? EfficientNetLite0(deepest: recipe.strides.max() ?? 2, random: RandomSource(seed: 0))
    let probe = try self.network.maps(of: Self.enlarged(Tensor.zeros([1, 3, side, side])), strides: recipe.strides)
    scale = Buffer(.ones([probe.reduce(0) { $0 + $1.size(1) }]))
    usual = recipe.whitens ? Self.usual(channels: scale.value.count, places: recipe.places) : nil
    super.init()
    setRequiresGrad(false)
    eval()
    try move(to: device)
  }

  private static func usual(channels: Int, places: Int) -> any UsualDifferences {
    places == 0 ? Whitening(channels: channels) : PlaceWhitening(channels: channels, side: places)
  }

  /// The network of the recipe with its deviations on normal pictures, or nil where the critic is the eye.
  ///
  /// - Parameter network: in place of the one that is fetched.
  /// - Throws: weights that are not there, with the command that fetches them.
  static func opened(
    _ recipe: PerceptionRecipe, for pictures: NormalPictures, network: EfficientNetLite0? = nil, device: Device
  ) throws -> Perception? {
    guard recipe.isOwn else { return nil }
    let network =
      try network ?? FeatureNetworks.open(recipe.features, deepest: recipe.strides.max()) as? EfficientNetLite0
    let perception = try Perception(recipe, side: pictures.side, network: network, device: device)
    perception.fit(pictures)
    return perception
  }

  /// From how many windows deviations are.
  private static let windows = 256

  private func fit(_ pictures: NormalPictures) {
    var (sums, squares, places) = ([Tensor](), [Tensor](), [Double]())
    withoutGradients {
      for windows in pictures.windows(Self.windows, seed: 0x5CA1E) {
        for (index, map) in maps(windows.to(scale.value.device), isScaled: false).enumerated() {
          let wide = map.to(.float64)
          if index == sums.count {
            sums.append(wide.sum(dims: [0, 2, 3]))
            squares.append(wide.square().sum(dims: [0, 2, 3]))
            places.append(Double(map.count / map.size(1)))
          } else {
            sums[index] = sums[index] + wide.sum(dims: [0, 2, 3])
            squares[index] = squares[index] + wide.square().sum(dims: [0, 2, 3])
            places[index] += Double(map.count / map.size(1))
          }
        }
      }
      let variances = sums.indices.map { squares[$0] / places[$0] - (sums[$0] / places[$0]).square() }
      let deviations = concatenated(variances).clamped(min: 0).sqrt()
      scale.value.copy(from: (1 / deviations.clamped(min: max(deviations.max().item() * 1e-3, 1e-12))).to(.float32))
    }
  }

  private static func enlarged(_ windows: Tensor) -> Tensor {
    let side = min(windows.size(2), windows.size(3))
    guard side < 64 else { return windows }
    let times = (64 + side - 1) / side
    return upsample(windows, size: [windows.size(2) * times, windows.size(3) * times], mode: .bilinear)
  }

  private func maps(_ windows: Tensor, isScaled: Bool = true) -> [Tensor] {
    let maps: [Tensor]
    do {
      maps = try network.maps(of: Self.enlarged(windows), strides: recipe.strides)
    } catch {
      // A window of this side went through when the network was opened.
      preconditionFailure("\(error)")
    }
    guard isScaled else { return maps }
    var first = 0
    return maps.map { map in
      defer { first += map.size(1) }
      let scale = scale.value.narrow(dim: 0, start: first, length: map.size(1)).reshaped([1, map.size(1), 1, 1])
      return map.to(.float32) * scale
    }
  }

  /// What differences of features are taken of, `[N, features]`: all maps, each with the same weight in a mean.
  func features(_ windows: Tensor) -> Tensor {
    let maps = maps(windows)
    let most = maps.map { $0.count }.max() ?? 1
    // A map of fewer places would count less: its differences are repeated as often as makes up for it.
    return concatenated(
      maps.map { map in
        let flat = map.flattened(from: 1)
        let times = max(1, most / map.count)
        return times == 1 ? flat : concatenated([Tensor](repeating: flat, count: times), dim: 1)
      }, dim: 1)
  }

  /// Learns which differences normal pictures show.
  ///
  /// - Parameter visit: hands over, one by one, pictures that the networks were trained on and what is made of them,
  ///   `[1, C, H, W]` each; none is kept.
  func learnUsual(_ visit: (_ see: (_ picture: Tensor, _ drawn: Tensor) -> Void) -> Void) {
    usual?.fit { see in
      visit { picture, drawn in withoutGradients { see(joined(differences(picture, drawn))) } }
    }
  }

  /// Whether each normal picture says only one thing of what is usual.
  var needsManyPictures: Bool { usual?.needsManyPictures ?? false }

  private func differences(_ picture: Tensor, _ drawn: Tensor) -> [Tensor] {
    let device = scale.value.device
    return zip(maps(picture.to(device)), maps(drawn.to(device))).map { $0 - $1 }
  }

  /// All maps on the grid of the second finest, each place with its neighbours, as patches of ImageNet features are
  /// (``PatchExtractor``): what maps say together is seen, and grain is not.
  private func joined(_ maps: [Tensor]) -> Tensor {
    let grid = maps[min(1, maps.count - 1)]
    return concatenated(
      maps.map { PatchExtractor.resampled(PatchExtractor.averaged($0, over: 3), to: [grid.size(2), grid.size(3)]) },
      dim: 1)
  }

  /// Whether whole pictures are compared, against usual differences; else windows, whose differences are taken as they are.
  var comparesWholes: Bool { usual != nil }

  /// Where features of a whole picture and of what was made of it differ: the root of the mean square of whitened channels
  /// (the Mahalanobis distance over the root of their number) for absolute distances, its square for squared ones.
  ///
  /// - Parameters:
  ///   - picture: `[1, C, H, W]`.
  ///   - drawn: what was made of it.
  ///   - distances: how differences are measured, one answer for each.
  /// - Returns: `[H, W]` each.
  func compare(_ picture: Tensor, _ drawn: Tensor, by distances: [ScoreRecipe.Distance]) -> [Tensor] {
    guard let usual else { preconditionFailure("windows are compared") }
    return withoutGradients {
      let squares = usual.meanSquares(joined(differences(picture, drawn)))
      return distances.map { distance in
        upsample(
          distance == .l1 ? squares.sqrt() : squares, size: [picture.size(2), picture.size(3)], mode: .bilinear
        ).flattened(from: 0, to: 2).to(.cpu)
      }
    }
  }

  /// Where features of windows differ as they are, `[N, side, side]`; each map weighs the same.
  func map(_ windows: Tensor, _ drawn: Tensor, by distance: ScoreRecipe.Distance) -> Tensor {
    let parts = differences(windows, drawn).map {
      upsample(distance.of($0).mean(dims: [1], keepDims: true), size: [side, side], mode: .bilinear)
        .select(dim: 1, index: 0)
    }
    return parts.dropFirst().reduce(parts[0], +) / Double(parts.count)
  }

  /// How many numbers `features` gives for a window: what turns a mean of differences into their sum.
  var featureCount: Int { features(Tensor.zeros([1, 3, side, side], device: scale.value.device)).count }
}

/// A detector that may see by a network in place of its critic; whole pictures are then compared, since features of windows
/// show the windows' borders. Models of before compare windows.
protocol SeesByNetwork: AnomalyDetector {
  /// The network, where there is one.
  var perception: Perception? { get }
  /// Whether a score adds differences up, as AnoGAN's does, or averages them.
  var addsUp: Bool { get }
}

extension Comparison {
  /// Compares windows by a network where there is one, else by the discriminator; by pixels alone where the network sees
  /// whole pictures.
  ///
  /// - Parameter own: the discriminator's features.
  func examination(
    of windows: Tensor, drawn: Tensor, eye: Perception?, own: (Tensor) -> Tensor
  ) -> Examination {
    guard let eye else {
      return examination(of: windows, drawn: drawn, feature: feature(own(windows), own(drawn)))
    }
    guard !eye.comparesWholes else { return examination(of: windows, drawn: drawn, feature: nil) }
    return examination(
      of: windows, drawn: drawn, feature: feature(eye.features(windows), eye.features(drawn)),
      map: eye.map(windows, drawn, by: mapDistance))
  }
}
