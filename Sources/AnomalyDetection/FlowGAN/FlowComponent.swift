/// One way to look at a frame with its flow: a map of how unusual each place is.
public enum FlowComponent: String, Codable, Sendable, CaseIterable, CodingKeyRepresentable {
  /// The speed.
  case magnitude
  /// How far patches of the frame's features are from remembered ones of normal frames.
  case appearance
  /// `|O - G(F)|_1` over x, y and speed.
  case flowL1 = "flow-l1"
  /// `relu(|O| - |G(F)|)`.
  case flowOneSided = "flow-one-sided"
  /// `|F - G(O)|` of pixels.
  case framePixels = "frame-pixels"
  /// The same of the frame discriminator's maps.
  case frameDiscriminator = "frame-discriminator"
  /// The same of the maps of a network of pictures in general, by stride.
  case frameFeatures2 = "frame-features-2"
  case frameFeatures4 = "frame-features-4"
  case frameFeatures8 = "frame-features-8"
  case frameFeatures16 = "frame-features-16"
  /// How little the discriminators take the flow for real beside the frame, and the frame beside the flow.
  case patches

  /// Whether it needs the two trained networks.
  public var needsNetworks: Bool { self != .magnitude && self != .appearance }

  /// `frameFeatures` of a stride.
  static func frameFeatures(stride: Int) -> FlowComponent {
    switch stride {
    case 2: .frameFeatures2
    case 4: .frameFeatures4
    case 8: .frameFeatures8
    case 16: .frameFeatures16
    default: preconditionFailure("strides are 2, 4, 8 and 16")
    }
  }

  /// The stride of `frameFeatures`; nil of others.
  var featureStride: Int? { [2, 4, 8, 16].first { Self.frameFeatures(stride: $0) == self } }
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
    case .features: .frameFeatures(stride: stride)
    // What `auto` is was decided when the threshold was fitted.
    case .auto, .discriminator: .frameDiscriminator
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
    case .appearance: FlowScoring("appearance", [(.appearance, 1)])
    case .magnitudeAndAppearance:
      FlowScoring("magnitude+appearance", [(.appearance, 1), (.magnitude, lambda)])
    }
  }

  /// The score in words that say by which features and how flow is compared.
  ///
  /// - Parameter network: the name of the network of pictures, where the model has one.
  func description(network: String?) -> String {
    func words(_ component: FlowComponent) -> String {
      switch component {
      case .magnitude: "speed"
      case .appearance: "appearance (\(network ?? features), strides \(memoryStrides))"
      case .flowL1: "delta_o (l1)"
      case .flowOneSided: "delta_o (one-sided)"
      case .framePixels: "delta_s (pixels)"
      case .frameDiscriminator: "delta_s (frame discriminator, stride \(stride))"
      case .frameFeatures2, .frameFeatures4, .frameFeatures8, .frameFeatures16:
        "delta_s (\(network ?? features), stride \(component.featureStride ?? stride))"
      case .patches: "patch scores of both discriminators"
      }
    }
    return scoring.terms.map { term in
      (term.weight == 1 ? "" : "\(RecipeNumber.text(term.weight)) x ") + words(term.component)
    }.joined(separator: " + ")
  }

  /// Every way of scoring that tables compare.
  ///
  /// - Parameters:
  ///   - hasNetworks: whether the model has the two networks.
  ///   - network: the name of the network of pictures, with its strides; nil where the model has none.
  func allScorings(hasNetworks: Bool, network: (name: String, strides: [Int])?) -> [FlowScoring] {
    var all = [FlowScoring("magnitude (no network)", [(.magnitude, 1)])]
    if network != nil {
      all.append(FlowScoring("appearance (memory)", [(.appearance, 1)]))
      all.append(FlowScoring("magnitude + appearance", [(.appearance, 1), (.magnitude, lambda)]))
    }
    guard hasNetworks else { return all }
    var frames: [(String, FlowComponent)] = [("pixels", .framePixels), ("discriminator", .frameDiscriminator)]
    if let network {
      frames += [2, 4, 8, 16].filter(network.strides.contains).map { ("features/\($0)", .frameFeatures(stride: $0)) }
    }
    let flows: [(String, FlowComponent)] = [("l1", .flowL1), ("one-sided", .flowOneSided)]
    all += flows.map { FlowScoring("delta_o \($0.0)", [($0.1, 1)]) }
    all += frames.map { FlowScoring("delta_s \($0.0)", [($0.1, 1)]) }
    all.append(FlowScoring("patches", [(.patches, 1)]))
    for (flowName, flow) in flows {
      all += frames.map { FlowScoring("\(flowName) + \($0.0)", [($0.1, 1), (flow, lambda)]) }
    }
    return all
  }
}

/// A number as people write it.
enum RecipeNumber {
  static func text(_ value: Double) -> String { value == value.rounded() ? "\(Int(value))" : "\(value)" }
}
