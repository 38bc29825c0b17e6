public import Torch
public import TorchNN

/// Trained networks that say how a window departs from what is normal.
public protocol AnomalyDetector: AnyObject {
  /// What a model file holds.
  var networks: [(name: String, module: Module)] { get }
  /// What residual and features weigh.
  var weights: ScoreWeights { get }
  /// Looks at windows `[N, C, side, side]` in -1...1, each by itself: a window alone is judged as it is among others.
  func examine(_ windows: Tensor) -> Examination
}

/// The weights of the two parts of a score.
public struct ScoreWeights: Sendable, Equatable {
  /// Of the residual: 1 - lambda.
  public var residual: Double
  /// Of the features' distance: lambda, or kappa.
  public var feature: Double

  /// Names the weights.
  public init(residual: Double, feature: Double) {
    (self.residual, self.feature) = (residual, feature)
  }
}

/// What a detector found in windows.
public struct Examination {
  /// The difference of each window and what was made of it, `[N]`.
  public let residual: Tensor
  /// The distance of their features, `[N]`; nil where there are none, or where a network sees whole pictures.
  public let feature: Tensor?
  /// The deviation of each window's pixels, `[N]`.
  public let contrast: Tensor
  /// Where they differ, `[N, side, side]`.
  public let map: Tensor
  /// What was made of the windows, `[N, C, side, side]`.
  public let drawn: Tensor
}

/// How a window and what a model made of it are compared: the residual and the features of a discriminator.
///
/// AnoGAN adds up over pixels and over features (1703.05921, eqs. 1 and 4), f-AnoGAN takes means (eqs. 4 and 5 of Schlegl
/// et al. 2019).
struct Comparison {
  enum Scale { case sums, means }

  /// Of the score.
  let distance: ScoreRecipe.Distance
  /// Of the heat map.
  let mapDistance: ScoreRecipe.Distance
  let scale: Scale

  init(_ recipe: ScoreRecipe, scale: Scale) {
    self.init(distance: recipe.distance, mapDistance: recipe.mapDistance, scale: scale)
  }

  init(distance: ScoreRecipe.Distance, mapDistance: ScoreRecipe.Distance = .l1, scale: Scale) {
    (self.distance, self.mapDistance, self.scale) = (distance, mapDistance, scale)
  }

  /// `[N]`.
  func residual(_ windows: Tensor, _ drawn: Tensor) -> Tensor { each(windows, drawn) }

  /// `[N, features]`, or maps of them, twice to `[N]`.
  func feature(_ wanted: Tensor, _ found: Tensor) -> Tensor { each(wanted, found) }

  private func each(_ a: Tensor, _ b: Tensor) -> Tensor {
    let differences = distance.of(a - b)
    let all = Array(1..<differences.shape.count)
    return scale == .sums ? differences.sum(dims: all) : differences.mean(dims: all)
  }

  /// Puts an examination together.
  ///
  /// - Parameters:
  ///   - feature: the distance of their features, `[N]`; nil where there are none.
  ///   - map: where they differ; that of pixels where nil.
  func examination(of windows: Tensor, drawn: Tensor, feature: Tensor?, map: Tensor? = nil) -> Examination {
    Examination(
      residual: residual(windows, drawn), feature: feature,
      contrast: windows.flattened(from: 1).variance(dims: [1], unbiased: false).sqrt(),
      map: map ?? mapDistance.of(windows - drawn).mean(dims: [1]), drawn: drawn)
  }
}
