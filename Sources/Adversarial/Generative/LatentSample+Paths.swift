import Torch

extension LatentSample {
  /// Some of the points, a view.
  public func narrowed(start: Int, count: Int) -> LatentSample {
    LatentSample(
      space: space, noise: noise.narrow(dim: 0, start: start, length: count),
      codes: codes.map { $0.narrow(dim: 0, start: start, length: count) })
  }

  /// The points at some places, in the order given.
  public func selected(_ places: [Int]) -> LatentSample {
    let rows = Tensor(places)
    return LatentSample(space: space, noise: noise.index(select: rows), codes: codes.map { $0.index(select: rows) })
  }

  /// The points of several samples of one space, one after the other.
  public static func joined(_ samples: [LatentSample]) -> LatentSample {
    precondition(!samples.isEmpty, "there is something to join")
    let codes = samples[0].codes.indices.map { code in concatenated(samples.map { $0.codes[code] }) }
    return LatentSample(space: samples[0].space, noise: concatenated(samples.map(\.noise)), codes: codes)
  }

  /// A closed walk through the points in their order, `steps` from each to the next.
  ///
  /// Normal noise goes along great circles, which keep its usual length (White 2016, 1609.04468); even noise and
  /// continuous codes along lines; a category changes half-way.
  public func interpolated(steps: Int) -> LatentSample {
    let target = selected((0..<count).map { ($0 + 1) % count })
    let parts = (0..<steps).map { step in between(target, share: Double(step) / Double(steps)) }
    // From [steps][points] to point after point.
    return LatentSample.joined(parts).selected((0..<count).flatMap { point in (0..<steps).map { $0 * count + point } })
  }

  private func between(_ target: LatentSample, share: Double) -> LatentSample {
    let codes = zip(space.codes, zip(codes, target.codes)).map { code, ends in
      code.isContinuous ? ends.0 * (1 - share) + ends.1 * share : share < 0.5 ? ends.0 : ends.1
    }
    let line = noise * (1 - share) + target.noise * share
    guard space.noise == .gaussian else { return LatentSample(space: space, noise: line, codes: codes) }
    let lengths = [noise, target.noise].map { $0.norm(p: 2, dims: [1], keepDims: true) + 1e-12 }
    let direction = (noise / lengths[0]) * (1 - share) + (target.noise / lengths[1]) * share
    let length = lengths[0] * (1 - share) + lengths[1] * share
    let onCircle = direction / (direction.norm(p: 2, dims: [1], keepDims: true) + 1e-12) * length
    return LatentSample(space: space, noise: onCircle, codes: codes)
  }
}
