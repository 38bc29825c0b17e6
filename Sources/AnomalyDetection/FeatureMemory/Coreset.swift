import Torch

/// Few points that lie near all of many: greedy k-centres (Sener and Savarese 2018, 1708.00489) on random projections,
/// as PatchCore does (Roth et al. 2022, algorithm 1).
struct Coreset {
  /// Dimensions of the projection: distances keep to some ten percent (Johnson and Lindenstrauss).
  static let projection = 64

  /// Which points are taken, in the order of taking; each is the farthest from those before.
  ///
  /// - Parameters:
  ///   - points: `[points, channels]`.
  ///   - progress: is told how far it is, 0...1.
  static func indices(
    of points: Tensor, count: Int, random: RandomSource, progress: (Double) -> Void = { _ in }
  ) -> [Int] {
    precondition(count > 0, "a coreset has at least one point")
    guard count < points.size(0) else { return Array(0..<points.size(0)) }
    return withoutGradients {
      let channels = points.size(1)
      let projected =
        channels <= projection
        ? points
        : points.matmul(
          Tensor.randn([channels, projection], random: random).to(points.device) * (1 / Double(projection).squareRoot())
        )
      let squares = projected.square().sum(dims: [1])
      // From the mean, which is no point: the first taken is the point farthest from it.
      var distances = (projected - projected.mean(dims: [0], keepDims: true)).square().sum(dims: [1])
      var taken: [Int] = []
      for step in 0..<count {
        let index = Int(distances.argmax(dim: 0).int64Item())
        taken.append(index)
        let center = projected.select(dim: 0, index: index)
        let fromCenter = squares + (center.square().sum() - projected.matmul(center) * 2)
        distances = step == 0 ? fromCenter : minimum(distances, fromCenter)
        if step.isMultiple(of: 100) { progress(Double(step) / Double(count)) }
      }
      return taken
    }
  }
}
