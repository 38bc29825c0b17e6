public import Torch

/// Normalisation of each channel by its mean and variance over the batch (Ioffe and Szegedy 2015, 1502.03167).
///
/// In training the batch's own statistics are used, and the running ones move towards them by `momentum`; in evaluation
/// the running ones are used. `BatchNorm1d` and `BatchNorm2d` differ in the shapes that they take.
public class BatchNorm: Module, Layer {
  /// The scale, `[features]`, where the layer is affine.
  public let weight: Parameter?
  /// The shift, `[features]`, where the layer is affine.
  public let bias: Parameter?
  /// `[features]`, where statistics are tracked.
  public let runningMean: Buffer?
  /// `[features]`, unbiased, where statistics are tracked.
  public let runningVar: Buffer?
  /// How many batches the layer has been trained on; an int64 scalar.
  public let numBatchesTracked: Buffer?
  /// Added to the variance.
  public let epsilon: Double
  /// The weight of a new batch in the running statistics.
  public let momentum: Double
  /// In training, how many batches of one size lie one behind the other in the input; each is normalised by itself.
  public var groups = 1

  fileprivate init(_ features: Int, epsilon: Double, momentum: Double, affine: Bool, trackRunningStats: Bool) {
    weight = affine ? Parameter(.ones([features])) : nil
    bias = affine ? Parameter(.zeros([features])) : nil
    runningMean = trackRunningStats ? Buffer(.zeros([features])) : nil
    runningVar = trackRunningStats ? Buffer(.ones([features])) : nil
    numBatchesTracked = trackRunningStats ? Buffer(.zeros([], dtype: .int64)) : nil
    self.epsilon = epsilon
    self.momentum = momentum
    super.init()
  }

  /// The ranks that an input may have.
  fileprivate var ranks: ClosedRange<Int> { 2...4 }

  /// Normalises the second dimension; the shape stays.
  public func callAsFunction(_ input: Tensor) -> Tensor {
    precondition(ranks.contains(input.rank), "\(type(of: self)) cannot normalise a tensor of shape \(input.shape)")
    guard isTraining, groups > 1 else { return normalized(input) }
    precondition(
      input.shape[0].isMultiple(of: groups), "\(groups) batches of one size cannot be \(input.shape[0]) samples")
    return concatenated(input.split(size: input.shape[0] / groups).map(normalized))
  }

  private func normalized(_ input: Tensor) -> Tensor {
    if isTraining, let numBatchesTracked { numBatchesTracked.value.add(inPlace: 1) }
    return batchNorm(
      input, weight: weight?.value, bias: bias?.value, runningMean: runningMean?.value, runningVar: runningVar?.value,
      training: isTraining || runningMean == nil, momentum: momentum, epsilon: epsilon)
  }
}

/// Batch normalisation of pictures, `[N, features, H, W]` to the same shape.
public final class BatchNorm2d: BatchNorm {
  /// Scale 1, shift 0, running mean 0 and running variance 1.
  public override init(
    _ features: Int, epsilon: Double = 1e-5, momentum: Double = 0.1, affine: Bool = true,
    trackRunningStats: Bool = true
  ) {
    super.init(features, epsilon: epsilon, momentum: momentum, affine: affine, trackRunningStats: trackRunningStats)
  }

  fileprivate override var ranks: ClosedRange<Int> { 4...4 }
}

/// Batch normalisation of vectors `[N, features]` or sequences `[N, features, L]`, to the same shape.
public final class BatchNorm1d: BatchNorm {
  /// Scale 1, shift 0, running mean 0 and running variance 1.
  public override init(
    _ features: Int, epsilon: Double = 1e-5, momentum: Double = 0.1, affine: Bool = true,
    trackRunningStats: Bool = true
  ) {
    super.init(features, epsilon: epsilon, momentum: momentum, affine: affine, trackRunningStats: trackRunningStats)
  }

  fileprivate override var ranks: ClosedRange<Int> { 2...3 }
}

extension Module {
  /// Runs a closure in which every batch norm below takes its input for several batches of one size, one behind the other.
  ///
  /// The results are those of one pass for each batch, and the weights are read once.
  public func withBatchNormGroups<R>(_ count: Int, _ body: () -> R) -> R {
    let layers = modules().compactMap { $0 as? BatchNorm }
    for layer in layers { layer.groups = count }
    defer { for layer in layers { layer.groups = 1 } }
    return body()
  }
}
