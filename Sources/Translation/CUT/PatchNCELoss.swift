public import Torch

/// The patch-wise contrastive loss (2007.15651, eqs. 3 and 4): a patch of the output is to be nearer to the patch of the
/// input at its place than to others of that input.
public struct PatchNCELoss {
  /// What similarities are divided by.
  public let temperature: Double

  /// The paper's temperature is 0.07.
  public init(temperature: Double = 0.07) { self.temperature = temperature }

  /// The mean cross entropy over patches, a scalar.
  ///
  /// - Parameters:
  ///   - queries: of the output's patches, `[N, P, D]`, of length 1.
  ///   - keys: of the input's patches at the same places; no gradient goes back from them.
  public func callAsFunction(queries: Tensor, keys: Tensor) -> Tensor {
    let similarity = queries.matmul(keys.detached().transposed(1, 2)) / temperature
    let count = similarity.shape[1]
    let own = Tensor.arange(0, count, device: queries.device).to(.int64).repeated([similarity.shape[0]])
    return crossEntropy(similarity.reshaped([-1, count]), target: own)
  }
}
