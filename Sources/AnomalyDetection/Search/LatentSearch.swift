import Adversarial
import Foundation
public import Torch
import TorchNN
import Training

/// Finds, for many queries at once, the latent points whose pictures are most like them (1703.05921, section 2.2).
///
/// Each query has a point, moments of Adam and an end of its own, so a query alone finds what it finds among others. The
/// networks are frozen: no gradient of a weight is computed. Queries that have stopped leave the batch.
public struct LatentSearch {
  /// What was found for each query.
  public struct Result {
    /// The points, `[N, dimension]`.
    public let points: Tensor
    /// The losses there, `[N]`.
    public let losses: Tensor
    /// How many steps each query took.
    public let steps: [Int]
  }

  private let generator: any NoiseToImageNetwork
  private let discriminator: any ImageDiscriminator
  private let comparison: Comparison
  private let weights: ScoreWeights
  private let recipe: SearchRecipe
  private let noise: LatentSpace.Noise
  /// What sees features in place of the discriminator.
  private let eye: ((Tensor) -> Tensor)?

  /// Freezes the networks and switches them to evaluation; their weights may still be loaded.
  init(
    generator: any NoiseToImageNetwork, discriminator: any ImageDiscriminator, comparison: Comparison,
    weights: ScoreWeights, recipe: SearchRecipe, noise: LatentSpace.Noise = .gaussian,
    eye: ((Tensor) -> Tensor)? = nil
  ) {
    self.eye = eye
    (self.generator, self.discriminator) = (generator, discriminator)
    (self.comparison, self.weights, self.recipe, self.noise) = (comparison, weights, recipe, noise)
    for network in [generator, discriminator] as [any Layer] {
      network.setRequiresGrad(false)
      network.eval()
    }
  }

  /// Steps between looks at the losses, which wait for the device.
  private static let checkInterval = 10
  /// Queries that are searched together: their maps stay in the processor's cache.
  private static let chunk = 100

  /// Searches from given points.
  ///
  /// - Parameters:
  ///   - queries: `[N, C, side, side]`.
  ///   - starts: one list of points `[N, dimension]` for each start.
  public func callAsFunction(_ queries: Tensor, starts: [Tensor]) -> Result {
    let fast = folded()
    let runs = starts.map { start in
      let parts = zip(queries.split(size: Self.chunk), start.split(size: Self.chunk)).map { fast.search($0, from: $1) }
      return Result(
        points: concatenated(parts.map(\.points)), losses: concatenated(parts.map(\.losses)),
        steps: parts.flatMap(\.steps))
    }
    return runs.dropFirst().reduce(runs[0]) { best, other in
      withoutGradients {
        let better = other.losses .< best.losses
        return Result(
          points: Tensor.where(better.unsqueezed(dim: 1), other.points, best.points),
          losses: minimum(best.losses, other.losses), steps: zip(best.steps, other.steps).map { $0 + $1 })
      }
    }
  }

  /// The same search with networks made for it alone, of the weights as they are now.
  private func folded() -> LatentSearch {
    let fast = LatentSearch(
      generator: generator.folded(), discriminator: discriminator.folded(), comparison: comparison, weights: weights,
      recipe: recipe, noise: noise, eye: eye)
    // Only the layout in memory: convolutions of many small maps are faster so.
    for network in [fast.generator, fast.discriminator] as [any Layer] { network.convert(to: .channelsLast) }
    return fast
  }

  private func search(_ queries: Tensor, from start: Tensor) -> Result {
    var state = State(queries, wanted: withoutGradients { features(queries) }, start: start)
    var taken = 0
    while taken < recipe.steps, !state.isEmpty {
      let (losses, slopes) = slopes(at: state)
      state.record(losses, step: taken, tolerance: recipe.tolerance)
      state.move(
        by: slopes, learningRate: recipe.learningRate, within: recipe.clamps && noise == .uniform ? -1...1 : nil)
      taken += 1
      if recipe.patience > 0, taken.isMultiple(of: Self.checkInterval) {
        state.retire(idleSince: taken - recipe.patience, taken: taken)
      }
    }
    if !state.isEmpty {
      state.record(withoutGradients { losses(at: state.points, state) }, step: taken, tolerance: recipe.tolerance)
    }
    return state.result(taken: taken)
  }

  private func features(_ windows: Tensor) -> Tensor { eye?(windows) ?? discriminator.featureMaps(windows) }

  private func losses(at points: Tensor, _ state: State) -> Tensor {
    func draw() -> (drawn: Tensor, features: Tensor) {
      let drawn = generator(points)
      return (drawn, features(drawn))
    }
    let found = recipe.precision == .bf16 ? autocast(.bfloat16, device: points.device, draw) : draw()
    return comparison.residual(state.queries, found.drawn.to(.float32)) * weights.residual
      + comparison.feature(state.wanted, found.features.to(.float32)) * weights.feature
  }

  /// The losses, and their gradients for each query's own point.
  private func slopes(at state: State) -> (losses: Tensor, slopes: Tensor) {
    withGradients {
      let points = state.points.detached()
      points.requiresGrad = true
      let losses = losses(at: points, state)
      // The sum's gradient at a point is the gradient of its own loss: no other depends on it.
      return (losses.detached(), grad(of: losses.sum(), with: points))
    }
  }
}

extension LatentSearch {
  /// What is kept for the queries that are still searched, and what was found for all.
  private struct State {
    var queries: Tensor
    /// The queries' features.
    var wanted: Tensor
    var points: Tensor
    private var first: Tensor
    private var second: Tensor
    private let step: Tensor
    private var bestPoints: Tensor
    private var bestLosses: Tensor
    /// The loss that counts as the last fall, and the step at which it came.
    private var fallen: Tensor
    private var fallenAt: Tensor
    /// The places of the queries in the batch.
    private var places: [Int]
    private var found: [(place: Int, point: Tensor, loss: Tensor, steps: Int)] = []

    init(_ queries: Tensor, wanted: Tensor, start: Tensor) {
      let count = queries.shape[0]
      self.queries = queries
      self.wanted = wanted
      points = start.detached().cloned()
      first = .zeros(like: points)
      second = .zeros(like: points)
      step = .zeros([])
      bestPoints = points
      bestLosses = .full([count], .infinity, device: points.device)
      fallen = bestLosses
      fallenAt = .zeros([count], device: points.device)
      places = Array(0..<count)
    }

    var isEmpty: Bool { places.isEmpty }

    /// Keeps the best point so far, and when the loss last fell.
    mutating func record(_ losses: Tensor, step: Int, tolerance: Double) {
      withoutGradients {
        let better = losses .< bestLosses
        bestPoints = Tensor.where(better.unsqueezed(dim: 1), points, bestPoints)
        bestLosses = minimum(bestLosses, losses)
        let falls = losses .< fallen * (1 - tolerance)
        fallen = Tensor.where(falls, losses, fallen)
        fallenAt = Tensor.where(falls, Tensor.full(like: fallenAt, Double(step)), fallenAt)
      }
    }

    /// One step of Adam; the moments of a point depend on its own gradients alone.
    mutating func move(by slopes: Tensor, learningRate: Double, within range: ClosedRange<Double>?) {
      points = points.cloned()
      step.add(inPlace: 1)
      fusedAdamStep(
        parameters: [points], gradients: [slopes], firstMoments: [first], secondMoments: [second], steps: [step],
        learningRate: learningRate, beta1: 0.9, beta2: 0.999, weightDecay: 0, epsilon: 1e-8)
      if let range { points.clamp(inPlace: range) }
    }

    /// Lets queries go whose loss last fell at `idleSince` or before.
    mutating func retire(idleSince: Int, taken: Int) {
      let idle = fallenAt.array().map { Int($0) <= idleSince }
      guard idleSince >= 0, idle.contains(true) else { return }
      for slot in idle.indices where idle[slot] {
        found.append((places[slot], bestPoints[slot], bestLosses[slot], taken))
      }
      let kept = idle.indices.filter { !idle[$0] }
      places = kept.map { places[$0] }
      guard !kept.isEmpty else { return }
      let rows = Tensor(kept, device: points.device)
      func keep(_ tensor: Tensor) -> Tensor { tensor.index(select: rows) }
      (queries, wanted, points) = (keep(queries), keep(wanted), keep(points))
      (first, second, bestPoints) = (keep(first), keep(second), keep(bestPoints))
      (bestLosses, fallen, fallenAt) = (keep(bestLosses), keep(fallen), keep(fallenAt))
    }

    /// What was found, in the order of the queries.
    func result(taken: Int) -> Result {
      let rest = places.indices.map { (places[$0], bestPoints[$0], bestLosses[$0], taken) }
      let all = (found + rest).sorted { $0.place < $1.place }
      return Result(
        points: stacked(all.map(\.point)), losses: stacked(all.map(\.loss)), steps: all.map(\.steps))
    }
  }
}
