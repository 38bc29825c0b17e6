public import Torch
public import Training

/// What a generator is fed: noise, and codes that have a meaning.
public struct LatentSpace: Sendable, Equatable {
  /// The distribution of the noise.
  public enum Noise: String, Codable, Sendable, CaseIterable {
    /// The normal distribution.
    case gaussian
    /// Evenly from -1...1, as in DCGAN.
    case uniform
  }

  /// How many numbers of noise.
  public let noiseDimension: Int
  /// Their distribution.
  public let noise: Noise
  /// The codes, named `c0`, `c1` and so on in this order.
  public let codes: [LatentCode]

  /// Describes a space.
  public init(noiseDimension: Int, noise: Noise = .gaussian, codes: [LatentCode] = []) {
    self.noiseDimension = noiseDimension
    self.noise = noise
    self.codes = codes
  }

  /// The generator's number of inputs.
  public var dimension: Int { noiseDimension + codes.reduce(0) { $0 + $1.width } }

  /// The positions of the categorical codes among all codes.
  public var categorical: [Int] { codes.indices.filter { !codes[$0].isContinuous } }
  /// The positions of the continuous codes among all codes.
  public var continuous: [Int] { codes.indices.filter { codes[$0].isContinuous } }

  /// The name of a code: `c0`.
  public static func name(_ index: Int) -> String { "c\(index)" }

  /// The position of a code by its name.
  ///
  /// - Throws: a sentence that lists the codes that there are.
  public func index(ofCode name: String) throws(TrainingError) -> Int {
    if let index = codes.indices.first(where: { LatentSpace.name($0) == name }) { return index }
    let known = codes.indices.map { "\(LatentSpace.name($0)) (\(codes[$0]))" }.joined(separator: ", ")
    throw TrainingError(
      .recipe,
      "the model has no code \(name); \(codes.isEmpty ? "it has none, only noise" : "it has \(known)")")
  }

  /// Draws points.
  ///
  /// - Parameters:
  ///   - truncation: noise further from 0 than this is drawn again (Brock et al. 2018, 1809.11096, 3.1); uniform noise
  ///     is scaled by it.
  public func sample(_ count: Int, random: RandomSource, truncation: Double? = nil) -> LatentSample {
    let values = codes.map { code in
      switch code {
      case .categorical(let categories): Tensor.randint(high: categories, shape: [count], random: random)
      case .uniform: Tensor.rand([count], random: random) * 2 - 1
      case .gaussian: Tensor.randn([count], random: random)
      }
    }
    return LatentSample(space: self, noise: drawNoise(count, random, truncation), codes: values)
  }

  private func drawNoise(_ count: Int, _ random: RandomSource, _ truncation: Double?) -> Tensor {
    let shape = [count, noiseDimension]
    guard noise == .gaussian else {
      return (Tensor.rand(shape, random: random) * 2 - 1) * (truncation ?? 1)
    }
    var values = Tensor.randn(shape, random: random)
    guard let truncation else { return values }
    // A value survives 100 draws outside of any sensible bound with a chance below 1e-3 only for bounds below 0.09.
    for _ in 0..<100 {
      let outside = values.abs() .> truncation
      if outside.any().item() == 0 { return values }
      values = Tensor.where(outside, Tensor.randn(shape, random: random), values)
    }
    return values.clamped(min: -truncation, max: truncation)
  }
}

/// Points of a latent space.
public struct LatentSample {
  /// Where they lie.
  public let space: LatentSpace
  /// `[N, noiseDimension]`.
  public var noise: Tensor
  /// One for each code: `[N]`, int64 for categorical codes, else float32.
  public var codes: [Tensor]

  /// Puts points together.
  public init(space: LatentSpace, noise: Tensor, codes: [Tensor]) {
    self.space = space
    self.noise = noise
    self.codes = codes
  }

  /// The number of points.
  public var count: Int { noise.shape[0] }

  /// What the generator takes: noise, then each code, categories as vectors with a single 1; `[N, dimension]`.
  public var input: Tensor {
    let parts = zip(space.codes, codes).map { code, values in
      code.categories.map { oneHot(values, classes: $0).to(.float32) } ?? values.reshaped([-1, 1])
    }
    return parts.isEmpty ? noise : concatenated([noise] + parts, dim: 1)
  }

  /// The continuous codes side by side, `[N, codes]`.
  public var continuousValues: Tensor { stacked(space.continuous.map { codes[$0] }, dim: 1) }

  /// The same points with one code set to a value everywhere.
  public func setting(code index: Int, to value: Double) -> LatentSample {
    var copy = self
    copy.codes[index] = Tensor.full(like: codes[index], value)
    return copy
  }
}
