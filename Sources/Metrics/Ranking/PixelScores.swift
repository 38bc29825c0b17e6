import Torch
public import Vision

/// Heat maps and the masks that say where they should be high, gathered picture by picture.
///
/// Every pixel counts alike in `auroc()`; every region counts alike in `perRegionOverlap()`.
public struct PixelScores {
  /// The values of all maps, one map after the other.
  private(set) var scores: [Float] = []
  /// For each pixel 1 / the size of its region, 0 on the ground.
  private(set) var shares: [Double] = []
  /// How many separate regions the masks have.
  public private(set) var regions = 0

  /// Starts with no pictures.
  public init() {}

  /// How many pixels there are.
  public var count: Int { scores.count }

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
    guard let mask else {
      scores += map
      shares += [Double](repeating: 0, count: map.count)
      return
    }
    guard mask.width == width, mask.height == height else {
      throw MetricsError(
        "a mask is \(mask.width)x\(mask.height) and its heat map \(width)x\(height); make the mask as large as its picture"
      )
    }
    let found = mask.regions()
    var sizes = [Double](repeating: 0, count: found.count + 1)
    for label in found.labels { sizes[Int(label)] += 1 }
    scores += map
    shares += found.labels.map { $0 == 0 ? 0 : 1 / sizes[Int($0)] }
    regions += found.count
  }

  /// Throws unless there are normal pixels and abnormal ones.
  func requireBothKinds() throws(MetricsError) {
    guard regions > 0 else {
      throw MetricsError("no mask marks an abnormal pixel; a figure of pixels needs pictures with masks")
    }
    guard shares.contains(0) else {
      throw MetricsError("the masks mark every pixel as abnormal; a figure of pixels needs normal ones too")
    }
  }
}
