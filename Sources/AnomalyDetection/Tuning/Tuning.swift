import Datasets
import Foundation
import Metrics
import Torch
import Training
import Vision

/// What was tried on planted defects, and what was chosen.
public struct Tuning: Codable, Sendable {
  /// One choice of keys, and how well planted defects are found with it.
  public struct Row: Codable, Sendable {
    /// The keys and their values.
    public let keys: [String: String]
    /// The area under the ROC curve of pictures: those with a planted defect against the same ones without.
    public let imageAuroc: Double
    /// The same over pixels.
    public let pixelAuroc: Double
    /// The area of each kind of defect.
    public let kinds: [String: Double]

    /// What rows are ranked by: the mean of both areas.
    public var value: Double { (imageAuroc + pixelAuroc) / 2 }

    static func area(normal: [Double], planted: [Double]) throws -> Double {
      try ROCCurve(negatives: normal, positives: planted).auroc
    }
  }

  /// All that were tried.
  public let rows: [Row]
  /// The place of the one of the highest value.
  public let highest: Int
  /// The place of the chosen one: of those that planted defects do not tell from the highest, the one whose score is a
  /// mean over most pixels; then the quickest; then the higher value.
  public let chosen: Int

  /// One row, with what the choice between equals looks at.
  struct Trial {
    let row: Row
    /// The scores of the set's pictures without a defect.
    let normal: [Double]
    /// Those with one, all kinds of the first picture first.
    let planted: [Double]
    /// The share of the map that a score is a mean of: a wide mean rests on no single pixel.
    let share: Double
    /// The side of what the network looks at.
    let size: Int
  }

  /// Chooses by one standard error (Breiman et al. 1984, section 3.4.3): a few dozen pictures rank rows by chance that
  /// differ by less.
  ///
  /// - Parameter seed: of the bootstrap over pictures that tells the standard errors.
  init(_ trials: [Trial], seed: UInt64) throws {
    precondition(!trials.isEmpty, "something was tried")
    rows = trials.map(\.row)
    let highest = trials.indices.max { trials[$0].row.value < trials[$1].row.value } ?? 0
    let draws = Draws(trials[highest], seed: seed)
    let best = try draws.areas(trials[highest])
    let equals = try trials.indices.filter { place in
      let behind = trials[highest].row.value - trials[place].row.value
      return try behind <= 0 || behind <= draws.standardError(between: best, and: draws.areas(trials[place]))
    }
    (self.highest, chosen) = (
      highest,
      equals.max {
        let (one, other) = (trials[$0], trials[$1])
        return (one.share, -one.size, one.row.value) < (other.share, -other.size, other.row.value)
      } ?? highest
    )
  }

  /// Pictures drawn anew, each with all its defects, for a paired bootstrap of picture areas.
  private struct Draws {
    private let places: [[Int]]

    init(_ trial: Trial, seed: UInt64, count: Int = 100) {
      var random = CounterRandom(seed: seed, 0xB0075)
      let pictures = trial.normal.count
      places = (0..<count).map { _ in (0..<pictures).map { _ in random.integer(below: pictures) } }
    }

    /// The area of each draw.
    func areas(_ trial: Trial) throws -> [Double] {
      let kinds = trial.planted.count / trial.normal.count
      return try places.map { drawn in
        let normal = drawn.map { trial.normal[$0] }
        let planted = drawn.flatMap { trial.planted[$0 * kinds..<($0 + 1) * kinds] }
        return try Row.area(normal: normal, planted: planted)
      }
    }

    /// Of the difference of two rows' values, in which the area of pictures counts half.
    func standardError(between one: [Double], and other: [Double]) -> Double {
      let differences = zip(one, other).map { ($0 - $1) / 2 }
      let mean = differences.reduce(0, +) / Double(differences.count)
      let squares = differences.map { ($0 - mean) * ($0 - mean) }.reduce(0, +)
      return (squares / Double(max(1, differences.count - 1))).squareRoot()
    }
  }

  /// The row whose keys are used.
  public var best: Row { rows[chosen] }

  /// The table as JSON with sorted keys.
  public func json() throws -> String {
    let encoder = JSONEncoder()
    encoder.keyEncodingStrategy = .convertToSnakeCase
    encoder.outputFormatting = [.sortedKeys, .prettyPrinted]
    return String(decoding: try encoder.encode(self), as: UTF8.self) + "\n"
  }
}

/// Pictures without a defect, and the same ones with one planted.
struct PlantedSet {
  struct Sample {
    let image: Image
    let mask: Image
    let kind: PlantedDefects.Kind
  }

  let normal: [Image]
  let planted: [Sample]

  /// Plants one defect of each kind in each picture.
  ///
  /// - Parameters:
  ///   - originals: normal pictures as they are in their files.
  ///   - fitted: brings a picture to what the detector takes.
  init(_ originals: [Image], seed: UInt64, fitted: (Image) throws -> Image) rethrows {
    let defects = PlantedDefects(seed: seed)
    normal = try originals.map { try fitted($0.withBitDepth(8)) }
    planted = try originals.enumerated().flatMap { index, original in
      try PlantedDefects.Kind.allCases.map { kind in
        let (image, mask) = defects.plant(kind, in: original, index: index)
        let fitted = try fitted(image)
        return Sample(
          image: fitted, mask: mask.resized(width: fitted.width, height: fitted.height, interpolation: .nearest),
          kind: kind)
      }
    }
  }
}

/// How well maps tell planted defects from none.
struct PlantedRanking {
  private let normal: [HeatMap]
  private let planted: [HeatMap]
  private let set: PlantedSet

  /// Maps of the set's pictures in their order, not smoothed.
  init(_ set: PlantedSet, normal: [HeatMap], planted: [HeatMap]) {
    (self.set, self.normal, self.planted) = (set, normal, planted)
  }

  /// The same with smoothed maps.
  func smoothed(_ deviation: Double) -> PlantedRanking {
    PlantedRanking(set, normal: normal.map { $0.smoothed(deviation) }, planted: planted.map { $0.smoothed(deviation) })
  }

  /// Every fourth pixel each way: neighbours of a smoothed map say the same.
  private static let step = 4

  /// Over pixels.
  func pixelAuroc() throws -> Double {
    var pixels = PixelScores()
    func sparse(_ map: HeatMap) -> (values: [Float], width: Int, height: Int) {
      let step = min(Self.step, max(1, min(map.width, map.height) / 16))
      let (columns, rows) = (stride(from: 0, to: map.width, by: step), stride(from: 0, to: map.height, by: step))
      let values = rows.flatMap { y in columns.map { map.values[y * map.width + $0] } }
      return (values, Array(columns).count, Array(rows).count)
    }
    for map in normal {
      let part = sparse(map)
      try pixels.add(map: part.values, width: part.width, height: part.height, mask: nil)
    }
    for (map, sample) in zip(planted, set.planted) {
      let part = sparse(map)
      let step = min(Self.step, max(1, min(map.width, map.height) / 16))
      guard case .uint8(let levels) = sample.mask.samples else { continue }
      let mask = stride(from: 0, to: map.height, by: step).flatMap { y in
        stride(from: 0, to: map.width, by: step).map { levels[y * map.width + $0] }
      }
      let picture = Image(width: part.width, height: part.height, channels: 1, pixels: mask)
      try pixels.add(map: part.values, width: part.width, height: part.height, mask: picture)
    }
    return try pixels.auroc()
  }

  /// A trial of scores, one for each picture of the set.
  ///
  /// - Parameters:
  ///   - share: of the map that a score is a mean of.
  ///   - size: the side of what the network looks at.
  func trial(
    _ keys: [String: String], pixelAuroc: Double, normal: [Double], planted: [Double], share: Double, size: Int
  ) throws -> Tuning.Trial {
    var kinds: [String: Double] = [:]
    for kind in PlantedDefects.Kind.allCases {
      let own = zip(planted, set.planted).filter { $0.1.kind == kind }.map(\.0)
      if !own.isEmpty { kinds[kind.rawValue] = try Tuning.Row.area(normal: normal, planted: own) }
    }
    let row = Tuning.Row(
      keys: keys, imageAuroc: try Tuning.Row.area(normal: normal, planted: planted), pixelAuroc: pixelAuroc,
      kinds: kinds)
    return Tuning.Trial(row: row, normal: normal, planted: planted, share: share, size: size)
  }

  /// The trial of a share of highest pixels.
  func trial(_ keys: [String: String], topShare: Double, pixelAuroc: Double, size: Int) throws -> Tuning.Trial {
    try trial(
      keys, pixelAuroc: pixelAuroc, normal: normal.map { $0.mean(ofHighest: topShare) },
      planted: planted.map { $0.mean(ofHighest: topShare) }, share: topShare, size: size)
  }
}
