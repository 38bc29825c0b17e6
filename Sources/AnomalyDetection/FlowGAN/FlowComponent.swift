import Adversarial
import Torch
import TorchNN

/// One way to look at a frame with its flow: a map of how unusual each place is.
public enum FlowComponent: String, Codable, Sendable, CaseIterable, CodingKeyRepresentable {
  /// The speed.
  case magnitude
  /// `|O - G(F)|_1` over x, y and speed.
  case flowL1 = "flow-l1"
  /// `relu(|O| - |G(F)|)`.
  case flowOneSided = "flow-one-sided"
  /// `|F - G(O)|` of pixels.
  case framePixels = "frame-pixels"
  /// The same of the frame discriminator's maps.
  case frameDiscriminator = "frame-discriminator"
  /// The same of the maps of a network of pictures in general, where the model has one.
  case frameFeatures = "frame-features"
  /// How little the discriminators take the flow for real beside the frame, and the frame beside the flow.
  case patches

  /// Whether it needs trained networks.
  public var needsNetworks: Bool { self != .magnitude }
}

/// A weighted sum of looks.
public struct FlowScoring: Sendable, Equatable {
  /// What tables call it.
  public let name: String
  /// What is added, each divided by its scale first.
  public let terms: [Term]

  /// A look and its weight.
  public struct Term: Sendable, Equatable {
    let component: FlowComponent
    let weight: Double
  }

  init(_ name: String, _ terms: [(FlowComponent, Double)]) {
    self.name = name
    self.terms = terms.map { Term(component: $0.0, weight: $0.1) }
  }

  /// The looks.
  public var components: Set<FlowComponent> { Set(terms.map(\.component)) }
}

extension FlowScoreRecipe {
  /// The look at flow that the recipe names.
  var flowComponent: FlowComponent { flowDistance == .l1 ? .flowL1 : .flowOneSided }

  /// The look at frames that the recipe names.
  var frameComponent: FlowComponent {
    switch frameFeatures {
    case .discriminator: .frameDiscriminator
    case .pixels: .framePixels
    }
  }

  /// What a frame is scored by.
  var scoring: FlowScoring {
    switch score {
    case .fusion: FlowScoring("fusion", [(frameComponent, 1), (flowComponent, lambda)])
    case .flow: FlowScoring("delta-o", [(flowComponent, 1)])
    case .frame: FlowScoring("delta-s", [(frameComponent, 1)])
    case .patches: FlowScoring("patches", [(.patches, 1)])
    case .magnitude: FlowScoring("magnitude", [(.magnitude, 1)])
    }
  }

  /// Every way of scoring that tables compare.
  var allScorings: [FlowScoring] {
    guard score != .magnitude else { return [scoring] }
    return [
      FlowScoring("magnitude (no network)", [(.magnitude, 1)]),
      FlowScoring("delta_o l1", [(.flowL1, 1)]),
      FlowScoring("delta_o one-sided", [(.flowOneSided, 1)]),
      FlowScoring("delta_s pixels", [(.framePixels, 1)]),
      FlowScoring("delta_s discriminator", [(.frameDiscriminator, 1)]),
      FlowScoring("patches", [(.patches, 1)]),
      FlowScoring("l1 + pixels", [(.framePixels, 1), (.flowL1, lambda)]),
      FlowScoring("l1 + discriminator", [(.frameDiscriminator, 1), (.flowL1, lambda)]),
      FlowScoring("one-sided + pixels", [(.framePixels, 1), (.flowOneSided, lambda)]),
      FlowScoring("one-sided + discriminator", [(.frameDiscriminator, 1), (.flowOneSided, lambda)]),
    ]
  }
}

/// Looks at batches.
struct FlowLooks {
  let networks: FlowNetworks?
  /// Of the maps by which frames are compared.
  let stride: Int

  /// The maps of a batch, as means over cells of 2x2 pixels: `[N, H / 2, W / 2]` each.
  ///
  /// - Parameters:
  ///   - frames: `[N, C, H, W]` in -1...1.
  ///   - flows: `[N, 3, H, W]`, scaled.
  func cells(_ frames: Tensor, _ flows: Tensor, _ wanted: Set<FlowComponent>) -> [FlowComponent: Tensor] {
    withoutGradients {
      let size = [frames.shape[2], frames.shape[3]]
      var drawnFlow: Tensor?
      var drawnFrame: Tensor?
      if let networks {
        if !wanted.isDisjoint(with: [.flowL1, .flowOneSided]) { drawnFlow = networks.toFlow.draw(frames) }
        if !wanted.isDisjoint(with: [.framePixels, .frameDiscriminator]) {
          drawnFrame = networks.toFrame.draw(flows)
        }
      }
      var result: [FlowComponent: Tensor] = [:]
      for component in wanted {
        guard let map = map(component, frames, flows, drawnFlow, drawnFrame) else { continue }
        let whole = map.shape[2] == size[0] ? map : upsample(map, size: size, mode: .bilinear)
        result[component] = avgPool2d(whole, kernelSize: 2).squeezed(dim: 1)
      }
      return result
    }
  }

  private func map(
    _ component: FlowComponent, _ frames: Tensor, _ flows: Tensor, _ drawnFlow: Tensor?, _ drawnFrame: Tensor?
  ) -> Tensor? {
    let speed = flows.narrow(dim: 1, start: 2, length: 1)
    switch component {
    case .magnitude: return speed
    case .flowL1: return drawnFlow.map { (flows - $0).abs().mean(dims: [1], keepDims: true) }
    case .flowOneSided: return drawnFlow.map { relu(speed - relu($0.narrow(dim: 1, start: 2, length: 1))) }
    case .framePixels: return drawnFrame.map { (frames - $0).abs().mean(dims: [1], keepDims: true) }
    case .frameDiscriminator:
      guard let drawnFrame, let judge = networks?.toFrame.discriminator as? PatchDiscriminator else { return nil }
      let seen = judge.maps(concatenated([flows, frames], dim: 1), stride: stride)
      let drawn = judge.maps(concatenated([flows, drawnFrame], dim: 1), stride: stride)
      return (seen - drawn).abs().mean(dims: [1], keepDims: true)
    case .frameFeatures: return nil
    case .patches:
      guard let networks else { return nil }
      // -log D(x, y): 0 where a patch is surely real.
      let ofFlow = softplus(networks.toFlow.discriminator(concatenated([frames, flows], dim: 1)) * -1)
      let ofFrame = softplus(networks.toFrame.discriminator(concatenated([flows, frames], dim: 1)) * -1)
      return ofFlow + ofFrame
    }
  }
}
