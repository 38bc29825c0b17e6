import Foundation
import Metrics
public import Torch
import Training

/// What the pictures of a training set are like, so that a translator can say when an input is unlike them.
///
/// A picture is described by mean and deviation of every feature map (``DomainFeatures``), and by its own colours, contrast
/// and sharpness. Its distance is that of probabilistic principal components (Tipping and Bishop 1999): Mahalanobis within
/// the main directions of the training pictures, Euclidean beside them. A percentile compares it with training pictures that
/// were held out in turn, in blocks of neighbours, since neighbouring frames of a film are nearly the same picture. Where
/// pictures are of known places, such as fixed cameras, some of each place are held out, so that another place is unlike.
public struct DomainModel {
  /// The width that pictures are scaled to.
  public let width: Int
  /// The height.
  public let height: Int
  /// Distances of held-out training pictures, ascending.
  public let heldOut: [Float]
  /// The share of training pictures that would be warned of.
  public let falseWarning: Double
  private let mean: Tensor
  private let scale: Tensor
  private let space: Space
  private let heat: Heat

  /// From this distance on a picture is unlike: at most `falseWarning` of pictures like the training set's reach it, as
  /// far as they can be exchanged with it.
  public let threshold: Double

  private struct Space {
    let basis: Tensor
    let variances: Tensor
    let residual: Tensor

    /// The main directions of rows `[N, D]` whose columns have mean 0.
    init(of rows: Tensor) {
      let (count, dimensions) = (rows.shape[0], rows.shape[1])
      let (_, s, vh) = (rows / Double(max(1, count - 1)).squareRoot()).svd()
      let kept = max(1, min(count / 5, 40, s.shape[0] - 1))
      let spectrum = s * s
      basis = vh.narrow(dim: 0, start: 0, length: kept).transposed(0, 1).contiguous()
      let rest = spectrum.narrow(dim: 0, start: kept, length: s.shape[0] - kept).sum()
      residual = (rest / Double(max(1, dimensions - kept))).clamped(min: 1e-6)
      // Directions of little spread are not known well from so few pictures.
      variances = spectrum.narrow(dim: 0, start: 0, length: kept) + residual
    }

    init(basis: Tensor, variances: Tensor, residual: Tensor) {
      (self.basis, self.variances, self.residual) = (basis, variances, residual)
    }

    func distances(_ rows: Tensor) -> [Float] {
      let within = rows.matmul(basis)
      let beside = rows - within.matmul(basis.transposed(0, 1))
      let squared = (within * within / variances).sum(dims: [1]) + (beside * beside).sum(dims: [1]) / residual
      return (squared / Double(rows.shape[1])).sqrt().array()
    }
  }

  /// Where in a picture: how far each place of a map is from what its channels are used to.
  private struct Heat {
    let map: Int
    let mean: Tensor
    let scale: Tensor
    /// What 1 place of 100 reaches in training.
    let limit: Tensor

    func values(_ maps: [Tensor]) -> Tensor {
      let z = (maps[map] - mean) / scale
      return (z * z).mean(dims: [1])
    }
  }
}

extension DomainModel {
  private static let batch = 8

  /// Learns what pictures are like.
  ///
  /// - Parameters:
  ///   - count: how many there are, in an order in which neighbours may be alike.
  ///   - width: what they are scaled to.
  ///   - height: as `width`.
  ///   - falseWarning: the share of such pictures that may be warned of.
  ///   - place: what view a picture shows, where that is known.
  ///   - picture: `[1, C, height, width]` in -1...1; nil where one cannot be read. The same picture twice counts once.
  /// - Returns: nil, where there are fewer than 20.
  /// - Throws: what the features throw.
  public static func learned(
    from count: Int, width: Int, height: Int, by features: any DomainFeatures, falseWarning: Double = 0.02,
    place: (Int) -> String? = { _ in nil }, picture: (Int) -> Tensor?
  ) throws -> DomainModel? {
    var (rows, sums) = ([Tensor](), HeatSums())
    var (known, places) = (Set<[Float]>(), [String?]())
    for start in stride(from: 0, to: count, by: batch) {
      let pictures = (start..<min(start + batch, count)).compactMap { index -> Tensor? in
        guard let picture = picture(index), known.insert(layout(picture).array()).inserted else { return nil }
        places.append(place(index))
        return picture
      }
      guard !pictures.isEmpty else { continue }
      let batch = concatenated(pictures, dim: 0)
      let maps = try features.maps(of: batch)
      rows.append(describe(batch, maps))
      sums.add(maps)
    }
    guard !rows.isEmpty else { return nil }
    let all = concatenated(rows, dim: 0)
    guard all.shape[0] >= 20 else { return nil }
    return DomainModel(
      rows: all, folds: folds(of: places), heat: sums.heat(), width: width, height: height, falseWarning: falseWarning)
  }

  private init(rows: Tensor, folds: [[Int]], heat: Heat, width: Int, height: Int, falseWarning: Double) {
    let (mean, scale) = Self.moments(rows)
    let heldOut = Self.heldOutDistances(rows, folds).sorted()
    self.init(
      width: width, height: height, heldOut: heldOut, falseWarning: falseWarning, mean: mean, scale: scale,
      space: Space(of: (rows - mean) / scale), heat: heat)
  }

  private init(
    width: Int, height: Int, heldOut: [Float], falseWarning: Double, mean: Tensor, scale: Tensor, space: Space,
    heat: Heat
  ) {
    (self.width, self.height, self.heldOut, self.falseWarning) = (width, height, heldOut, falseWarning)
    (self.mean, self.scale, self.space, self.heat) = (mean, scale, space, heat)
    // The conformal quantile; too few pictures for so small a share put it above all of them.
    let place = Int((Double(heldOut.count + 1) * (1 - falseWarning)).rounded(.up)) - 1
    threshold = place < heldOut.count ? Double(heldOut[place]) : Double(heldOut.last ?? 0) * 1.000001
  }

  private static func moments(_ rows: Tensor) -> (mean: Tensor, scale: Tensor) {
    let mean = rows.mean(dims: [0], keepDims: true)
    let centred = rows - mean
    let scale = (centred * centred).mean(dims: [0], keepDims: true).sqrt()
    // A feature that never moves in training says nothing by a hair's breadth of movement.
    return (mean, scale.clamped(min: Swift.max(1e-6, 0.05 * scale.mean().item())))
  }

  /// Rows in five parts: of each place five blocks of neighbours.
  private static func folds(of places: [String?], count: Int = 5) -> [[Int]] {
    let groups = Dictionary(grouping: places.indices) { places[$0] }.values
    return (0..<count).map { fold in
      groups.flatMap { $0[fold * $0.count / count..<(fold + 1) * $0.count / count] }.sorted()
    }
  }

  /// Each fold by the others.
  private static func heldOutDistances(_ rows: Tensor, _ folds: [[Int]]) -> [Float] {
    folds.filter { !$0.isEmpty }.flatMap { fold -> [Float] in
      let held = Set(fold)
      let rest = (0..<rows.shape[0]).filter { !held.contains($0) }
      let others = rows.index(select: Tensor(rest, device: rows.device), dim: 0)
      let (mean, scale) = moments(others)
      return Space(of: (others - mean) / scale)
        .distances((rows.index(select: Tensor(fold, device: rows.device), dim: 0) - mean) / scale)
    }
  }

  /// A picture's own figures and those of its maps, `[N, D]`.
  private static func describe(_ pictures: Tensor, _ maps: [Tensor]) -> Tensor {
    let (height, width) = (pictures.shape[2], pictures.shape[3])
    let across =
      pictures.narrow(dim: 3, start: 1, length: width - 1) - pictures.narrow(dim: 3, start: 0, length: width - 1)
    let down =
      pictures.narrow(dim: 2, start: 1, length: height - 1) - pictures.narrow(dim: 2, start: 0, length: height - 1)
    return concatenated(
      [layout(pictures), deviation(pictures), deviation(across), deviation(down)]
        + maps.flatMap { [$0.mean(dims: [2, 3]), deviation($0)] }, dim: 1)
  }

  /// The colours of nine parts of a picture.
  private static func layout(_ pictures: Tensor) -> Tensor {
    adaptiveAvgPool2d(pictures, outputSize: [3, 3]).reshaped([pictures.shape[0], -1])
  }

  private static func deviation(_ maps: Tensor) -> Tensor {
    let centred = maps - maps.mean(dims: [2, 3], keepDims: true)
    return (centred * centred).mean(dims: [2, 3]).sqrt()
  }

  private struct HeatSums {
    private var (sum, squares, places, kept) = (nil as Tensor?, nil as Tensor?, 0.0, [Tensor]())
    private let map = 1

    mutating func add(_ maps: [Tensor]) {
      let map = maps[min(self.map, maps.count - 1)]
      let own = map.sum(dims: [0, 2, 3], keepDims: true)
      let ownSquares = (map * map).sum(dims: [0, 2, 3], keepDims: true)
      sum = sum.map { $0 + own } ?? own
      squares = squares.map { $0 + ownSquares } ?? ownSquares
      places += Double(map.shape[0] * map.shape[2] * map.shape[3])
      // Some of the maps are enough to know how high a place may be.
      if kept.count < 20 { kept.append(map) }
    }

    func heat() -> Heat {
      guard let sum, let squares, let first = kept.first else { preconditionFailure("there was a picture") }
      let mean = sum / places
      let scale = (squares / places - mean * mean).clamped(min: 1e-8).sqrt()
      let unlimited = Heat(map: 0, mean: mean, scale: scale, limit: Tensor.ones([], device: first.device))
      let values = kept.flatMap { unlimited.values([$0]).array() }.sorted()
      let limit = Tensor([values[Int(Double(values.count - 1) * 0.99)]])
      return Heat(map: map, mean: mean, scale: scale, limit: limit)
    }
  }
}

extension DomainModel {
  /// What is said of a picture.
  public struct Judgement: Sendable {
    /// How far it is from the training pictures; about 1 for those.
    public let distance: Double
    /// The share of held-out training pictures that are nearer, 0...100.
    public let percentile: Double
    /// Whether it is unlike them (``threshold``).
    public let isUnlike: Bool
    /// Where: 1 is what one place of 100 reaches in training, `[height, width]` of the map.
    public let heat: (values: [Float], width: Int, height: Int)
  }

  /// Judges a picture `[1, C, height, width]` in -1...1, scaled as the training pictures were.
  ///
  /// - Throws: what the features throw.
  public func judge(_ picture: Tensor, by features: any DomainFeatures) throws -> Judgement {
    let maps = try features.maps(of: picture)
    let distance = Double(space.distances((Self.describe(picture, maps) - mean) / scale)[0])
    let below = heldOut.count { Double($0) < distance }
    let heatValues = heat.values(maps) / heat.limit
    return Judgement(
      distance: distance, percentile: 100 * Double(below) / Double(max(1, heldOut.count)),
      isUnlike: distance > threshold,
      heat: (values: heatValues.array(), width: heatValues.shape[2], height: heatValues.shape[1]))
  }

  /// All of it, for a model's file.
  public var tensors: [(name: String, tensor: Tensor)] {
    [
      ("size", Tensor([width, height])), ("false_warning", Tensor([Float(falseWarning)])),
      ("held_out", Tensor(heldOut)),
      ("mean", mean), ("scale", scale), ("basis", space.basis), ("variances", space.variances),
      ("residual", space.residual), ("heat_map", Tensor([heat.map])), ("heat_mean", heat.mean),
      ("heat_scale", heat.scale), ("heat_limit", heat.limit),
    ]
  }

  /// Reads what ``tensors`` gave; nil where something is missing.
  public init?(tensors: [(name: String, tensor: Tensor)]) {
    let held = Dictionary(tensors.map { ($0.name, $0.tensor) }) { $1 }
    guard let size = held["size"]?.int64Array(), size.count == 2, let share = held["false_warning"],
      let heldOut = held["held_out"]?.array(), let mean = held["mean"], let scale = held["scale"],
      let basis = held["basis"], let variances = held["variances"], let residual = held["residual"],
      let map = held["heat_map"]?.int64Array().first, let heatMean = held["heat_mean"],
      let heatScale = held["heat_scale"], let limit = held["heat_limit"], (1...65536).contains(size[0]),
      (1...65536).contains(size[1]), (0...15).contains(map)
    else { return nil }
    self.init(
      width: Int(size[0]), height: Int(size[1]), heldOut: heldOut, falseWarning: Double(share.item()), mean: mean,
      scale: scale, space: Space(basis: basis, variances: variances, residual: residual),
      heat: Heat(map: Int(map), mean: heatMean, scale: heatScale, limit: limit))
  }
}
