extension PixelScores {
  /// The ROC curve over all pixels of all pictures.
  ///
  /// - Throws: `MetricsError` where all pixels are normal, or none is.
  public func rocCurve() throws(MetricsError) -> ROCCurve {
    let ranked = try ranked()
    return ROCCurve(thresholds: ranked.thresholds, truePositives: ranked.abnormal, falsePositives: ranked.normal)
  }

  /// The area under the ROC curve over all pixels, 0...1. Large regions weigh more than small ones.
  ///
  /// - Throws: `MetricsError` where all pixels are normal, or none is.
  public func auroc() throws(MetricsError) -> Double { try rocCurve().auroc }
}
