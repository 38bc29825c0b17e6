public import Datasets

/// Finds the surroundings of a point again in another version of a picture, by normalised cross-correlation, which light
/// and contrast do not change.
///
/// There is no network in it that a refiner could have learned to please.
public struct PatchMatching: Sendable {
  /// How far a patch reaches from its middle, in pixels each way.
  public let half: Int
  /// How far away it is looked for, in pixels each way.
  public let reach: Int
  /// Every how many pixels a patch is read; more than 1 in large pictures.
  let step: Int

  /// For pictures of a size: patches of two fifths of the shorter side, looked for within a sixth of it.
  public init(width: Int, height: Int) {
    let side = min(width, height)
    (half, reach, step) = (max(1, side / 5), max(1, side / 6), max(1, side / 35))
  }

  /// How far from its place a point's patch is found again in each picture, in whole pixels; beyond the border pictures
  /// go on as at the border.
  ///
  /// - Parameter point: the place of the point in the pictures' landmarks.
  public func drift(of point: Int = 0, from first: AnnotatedPictures, to second: LabelledImages) -> [Double] {
    precondition(first.images.count == second.count, "each picture has another version")
    let (mark, places) = (first.landmarks[point], places)
    return first.values.enumerated().map { index, row in
      let (planes, others) = (Planes(first.images, index), Planes(second, index))
      let middle = (x: inside(row[mark.x], planes.width), y: inside(row[mark.y], planes.height))
      let patch = Patch(planes, around: middle, half: half, step: step)
      var best = (likeness: -Float.infinity, distance: 0.0)
      // The nearest first, so that where nothing can be told apart the point has not moved.
      for (x, y, distance) in places {
        let other = Patch(others, around: (middle.x + x, middle.y + y), half: half, step: step)
        let likeness = patch.correlation(with: other)
        if likeness > best.likeness { best = (likeness, distance) }
      }
      return best.distance
    }
  }

  /// The pixel nearest to a coordinate, which may lie far outside the picture.
  private func inside(_ coordinate: Double, _ count: Int) -> Int {
    Int(min(max(coordinate, 0), Double(count - 1)).rounded())
  }

  private var places: [(x: Int, y: Int, distance: Double)] {
    let all = (-reach...reach).flatMap { y in
      (-reach...reach).map { x in (x: x, y: y, distance: Double(x * x + y * y).squareRoot()) }
    }
    return all.sorted { ($0.distance, $0.y, $0.x) < ($1.distance, $1.y, $1.x) }
  }
}

/// The pixels of one picture.
private struct Planes {
  let pixels: ArraySlice<UInt8>
  let channels: Int
  let height: Int
  let width: Int

  init(_ images: LabelledImages, _ index: Int) {
    (channels, height, width) = (images.channels, images.height, images.width)
    pixels = images.pixels[index * images.pictureSize..<(index + 1) * images.pictureSize]
  }
}

/// The levels around a point without their mean, of length 1; all 0 where nothing is to be seen.
private struct Patch {
  private let levels: [Float]

  init(_ planes: Planes, around point: (x: Int, y: Int), half: Int, step: Int) {
    var levels: [Float] = []
    levels.reserveCapacity(planes.channels * (2 * half / step + 1) * (2 * half / step + 1))
    for channel in 0..<planes.channels {
      for row in stride(from: point.y - half, through: point.y + half, by: step) {
        let start = (channel * planes.height + min(max(row, 0), planes.height - 1)) * planes.width
        for column in stride(from: point.x - half, through: point.x + half, by: step) {
          let place = planes.pixels.startIndex + start + min(max(column, 0), planes.width - 1)
          levels.append(Float(planes.pixels[place]))
        }
      }
    }
    let mean = levels.reduce(0, +) / Float(levels.count)
    let length = levels.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }.squareRoot()
    self.levels = levels.map { length > 0 ? ($0 - mean) / length : 0 }
  }

  func correlation(with other: Patch) -> Float { zip(levels, other.levels).reduce(0) { $0 + $1.0 * $1.1 } }
}
