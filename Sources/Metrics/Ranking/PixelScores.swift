public import Vision

/// Heat maps and the masks that say where they should be high, gathered picture by picture.
///
/// Every pixel counts alike in `auroc()`; every region counts alike in `perRegionOverlap()`.
///
/// Memory does not grow with the number of pixels. Figures are exact up to 262,144 distinct values; beyond that
/// neighbouring values count as equal, which moves an AUROC by less than 1e-4 and a PRO by less than 1e-3.
public struct PixelScores {
  /// Values of maps that wait for their bins, one after the other.
  private var scores: [Float] = []
  /// For each of these 1 / the size of its region, 0 on the ground.
  private var shares: [Double] = []
  /// Normal pixels, abnormal pixels and their regions' shares.
  private var bins: ScoreBins
  private let gathered: Int
  /// How many separate regions the masks have.
  public private(set) var regions = 0
  /// How many pixels there are.
  public private(set) var count = 0

  /// Starts with no pictures.
  public init() { self.init(bins: 1 << 18, gathered: 1 << 20) }

  /// - Parameters:
  ///   - bins: the most distinct values that are kept.
  ///   - gathered: how many pixels are taken up before they are put into bins.
  init(bins: Int, gathered: Int) {
    self.bins = ScoreBins(kinds: 3, counts: 2, limit: bins)
    self.gathered = gathered
  }

  /// Adds a picture.
  ///
  /// - Parameters:
  ///   - map: `[height, width]`, higher where it is more abnormal; of any range, the same for all pictures.
  ///   - mask: not 0 where the picture is abnormal; nil for a normal picture.
  /// - Throws: `MetricsError` where the mask has another size, or a value is not a number.
  public mutating func add(map: [Float], width: Int, height: Int, mask: Image?) throws(MetricsError) {
    precondition(map.count == width * height, "a map of \(width)x\(height) has \(map.count) values")
    guard !map.contains(where: \.isNaN) else {
      throw MetricsError("a heat map has values that are not numbers; check the model that gave it")
    }
    guard let mask else { return add(map, shares: [Double](repeating: 0, count: map.count)) }
    guard mask.width == width, mask.height == height else {
      throw MetricsError(
        "a mask is \(mask.width)x\(mask.height) and its heat map \(width)x\(height); make the mask as large as its picture"
      )
    }
    let found = mask.regions()
    var sizes = [Double](repeating: 0, count: found.count + 1)
    for label in found.labels { sizes[Int(label)] += 1 }
    regions += found.count
    add(map, shares: found.labels.map { $0 == 0 ? 0 : 1 / sizes[Int($0)] })
  }

  private mutating func add(_ map: [Float], shares ofMap: [Double]) {
    scores += map
    shares += ofMap
    count += map.count
    guard scores.count >= gathered else { return }
    bins = filled()
    scores.removeAll(keepingCapacity: true)
    shares.removeAll(keepingCapacity: true)
  }

  /// The bins with what waits.
  private func filled() -> ScoreBins {
    var filled = bins
    filled.add(scores, weights: [shares.map { $0 == 0 ? 1 : 0 }, shares.map { $0 == 0 ? 0 : 1 }, shares])
    return filled
  }

  /// The distinct scores, descending, with how many normal pixels each finds, how many abnormal ones and how much of
  /// the regions.
  ///
  /// - Throws: `MetricsError` unless there are normal pixels and abnormal ones.
  func ranked() throws(MetricsError) -> (thresholds: [Double], normal: [Double], abnormal: [Double], regions: [Double])
  {
    guard regions > 0 else {
      throw MetricsError("no mask marks an abnormal pixel; a figure of pixels needs pictures with masks")
    }
    let filled = filled()
    func sums(_ kind: Int) -> [Double] {
      var sum = 0.0
      return filled.weights[kind].map { weight in
        sum += weight
        return sum
      }
    }
    let normal = sums(0)
    guard let all = normal.last, all > 0 else {
      throw MetricsError("the masks mark every pixel as abnormal; a figure of pixels needs normal ones too")
    }
    return (filled.scores.map { Double($0) }, normal, sums(1), sums(2))
  }
}
