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
  }

  /// All that were tried.
  public let rows: [Row]
  /// The place of the chosen one: the first of the highest value.
  public let chosen: Int

  init(_ rows: [Row]) {
    precondition(!rows.isEmpty, "something was tried")
    self.rows = rows
    chosen = rows.indices.max { rows[$0].value < rows[$1].value } ?? 0
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

  /// The row of scores, one for each picture of the set.
  func row(
    _ keys: [String: String], pixelAuroc: Double, normal: [Double], planted: [Double]
  ) throws -> Tuning.Row {
    func area(_ scores: [Double]) throws -> Double {
      try ROCCurve(scores: normal + scores, labels: normal.map { _ in false } + scores.map { _ in true }).auroc
    }
    var kinds: [String: Double] = [:]
    for kind in PlantedDefects.Kind.allCases {
      let own = zip(planted, set.planted).filter { $0.1.kind == kind }.map(\.0)
      if !own.isEmpty { kinds[kind.rawValue] = try area(own) }
    }
    return Tuning.Row(keys: keys, imageAuroc: try area(planted), pixelAuroc: pixelAuroc, kinds: kinds)
  }

  /// The row of a share of highest pixels.
  func row(_ keys: [String: String], topShare: Double, pixelAuroc: Double) throws -> Tuning.Row {
    try row(
      keys, pixelAuroc: pixelAuroc, normal: normal.map { $0.mean(ofHighest: topShare) },
      planted: planted.map { $0.mean(ofHighest: topShare) })
  }
}
