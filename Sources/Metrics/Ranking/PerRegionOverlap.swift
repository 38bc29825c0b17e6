extension PixelScores {
  /// The mean share of an abnormal region that is found, over the false positive rates of pixels up to a limit, 0...1
  /// (PRO, Bergmann et al. 2020, 1911.02357).
  ///
  /// For each threshold: the share of each connected region that is found, averaged over the regions of all pictures,
  /// against the share of the normal pixels that is found. The area under this curve up to the limit, linear between
  /// thresholds, is divided by the limit. A map that guesses has limit / 2.
  ///
  /// - Parameter limit: the greatest false positive rate, more than 0 and at most 1; 0.3 in the paper.
  /// - Throws: `MetricsError` where all pixels are normal, or none is.
  public func perRegionOverlap(limit: Double = 0.3) throws(MetricsError) -> Double {
    precondition(limit > 0 && limit <= 1, "a false positive rate lies between 0 and 1")
    let ranked = try ranked()
    let normal = ranked.normal[ranked.normal.count - 1]
    var (area, rate, overlap) = (0.0, 0.0, 0.0)
    for index in ranked.thresholds.indices {
      let nextRate = ranked.normal[index] / normal
      let nextOverlap = ranked.regions[index] / Double(regions)
      guard nextRate < limit else {
        let atLimit = overlap + (nextOverlap - overlap) * (limit - rate) / (nextRate - rate)
        return (area + (limit - rate) * (overlap + atLimit) / 2) / limit
      }
      area += (nextRate - rate) * (overlap + nextOverlap) / 2
      (rate, overlap) = (nextRate, nextOverlap)
    }
    return area / limit
  }
}
