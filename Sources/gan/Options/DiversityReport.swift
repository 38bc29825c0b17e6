import Adversarial
import Datasets
import Features
import Foundation
import Metrics
import Reports
import Vision

/// What the birthday test found, for the terminal, for programs and as a page.
struct DiversityReport {
  private let test: BirthdayTest
  private let pictures: any PictureSet
  private let batches: [[Int]]
  private let distances: String
  private let reference: Reference?
  private let seed: UInt64

  /// The real pictures that set the threshold.
  struct Reference: Encodable {
    let source: String
    /// The part of them; nil where they are not parted.
    let split: String?
  }

  /// - Parameters:
  ///   - batches: the places in the set of each batch's pictures.
  ///   - reference: what set the threshold, where something did.
  ///   - seed: drew the batches, and a model's pictures.
  init(
    _ test: BirthdayTest, pictures: any PictureSet, batches: [[Int]], distances: String, reference: Reference?,
    seed: UInt64
  ) {
    self.test = test
    self.pictures = pictures
    self.batches = batches
    self.distances = distances
    self.reference = reference
    self.seed = seed
  }

  // MARK: - For the terminal

  var table: String {
    let estimate = test.estimate
    let rows = test.batches.map { batch in
      let pairs = batch.size * (batch.size - 1) / 2
      return [String(batch.size), String(pairs), String(batch.duplicates.pairs)]
    }
    let lines = ([["pictures", "pairs", "duplicates"]] + rows).map { row in
      row.map { String(repeating: " ", count: max(0, 12 - $0.count)) + $0 }.joined()
    }
    var text = lines.joined(separator: "\n") + "\n"
    let (lower, upper) = (Self.count(estimate.interval.lower), Self.count(estimate.interval.upper))
    if estimate.duplicates > 0 {
      text += "different pictures: \(Self.count(estimate.support)) (95%: \(lower) to \(upper))\n"
      text += "a batch of \(Self.count(estimate.evenOddsSize.rounded(.up))) holds a duplicate more likely than not\n"
    } else {
      text += "different pictures: \(lower) or more (95%); no duplicate was seen\n"
    }
    if estimate.dispersion > 1.5 {
      text += String(
        format: "some pictures come more often than others: the number is that of an even generator with as many "
          + "duplicates, and its interval allows for %.1f times the variance\n", estimate.dispersion)
    }
    return text + String(format: "duplicates: up to %.4g apart, ", test.threshold.distance) + test.threshold.origin
      + (reference.map { " (\($0.source)" + ($0.split.map { ", the \($0) part" } ?? "") + ")" } ?? "")
      + "\npictures: of \(pictures.source), seed \(seed)"
      + "\ndistances: root mean squares of \(distances)"
  }

  private static func count(_ value: Double) -> String { value < 1e15 ? String(Int(value.rounded())) : "any number" }

  // MARK: - For programs

  struct Summary: Encodable {
    struct Pair: Encodable {
      let first: String
      let second: String
      let distance: Double
    }
    struct Batch: Encodable {
      let size: Int
      let pairs: Int
      let duplicates: Int
      let nearest: [Pair]
    }
    let images: String
    let distances: String
    let threshold: DuplicateThreshold
    let reference: Reference?
    let seed: UInt64
    let batches: [Batch]
    let duplicates: Int
    let support: Double
    let interval: ConfidenceInterval
    let dispersion: Double
    let page: String?
  }

  func summary(page: String?) -> Summary {
    Summary(
      images: pictures.source, distances: distances, threshold: test.threshold, reference: reference, seed: seed,
      batches: zip(test.batches, batches).map { batch, places in
        Summary.Batch(
          size: batch.size, pairs: batch.size * (batch.size - 1) / 2, duplicates: batch.duplicates.pairs,
          nearest: batch.nearest.map { pair in
            Summary.Pair(
              first: pictures.pictureName(at: places[pair.first]),
              second: pictures.pictureName(at: places[pair.second]),
              distance: pair.distance)
          })
      }, duplicates: test.estimate.duplicates, support: test.estimate.support, interval: test.estimate.interval,
      dispersion: test.estimate.dispersion, page: page)
  }

  // MARK: - For a person

  /// Writes the pairs' pictures and the page; returns its path.
  func writePage(to output: String) throws -> String {
    do {
      try FileManager.default.createDirectory(atPath: output + "/pairs", withIntermediateDirectories: true)
    } catch {
      throw CommandError("\(output) cannot be made; check that its parent is a folder that may be written to")
    }
    let shown = try test.batches.indices.map { index in
      let batch = test.batches[index]
      return DiversityPage.Batch(
        size: batch.size,
        pairs: try batch.nearest.enumerated().map { number, pair in
          try self.pair(pair, batches[index], stem: "\(output)/pairs/batch\(index + 1)-\(number + 1)")
        })
    }
    let path = output + "/index.html"
    try DiversityPage(
      title: "How many different pictures are in \(pictures.source)?", distances: distances,
      threshold: test.threshold, automatic: test.estimate, batches: shown
    ).write(to: path)
    return path
  }

  private func pair(_ pair: PicturePair, _ places: [Int], stem: String) throws -> DiversityPage.Pair {
    let both = [places[pair.first], places[pair.second]]
    let files = try zip(pictures.pictures(at: both), ["a", "b"]).map { picture, letter in
      let file = "\(stem)\(letter).png"
      try picture.write(to: file)
      return file
    }
    return DiversityPage.Pair(
      first: files[0], second: files[1],
      names: both.map { pictures.pictureName(at: $0) }.joined(separator: " and "), distance: pair.distance,
      isDuplicate: pair.distance <= test.threshold.distance)
  }
}
