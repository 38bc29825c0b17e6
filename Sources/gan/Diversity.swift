import Adversarial
import ArgumentParser
import Datasets
import Features
import Foundation
import Metrics
import Torch
import Vision

struct Diversity: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Estimate how many different pictures there are, from how often two of a batch are the same.",
    discussion: """
      The birthday test of Arora and Zhang (2017), on disjoint random batches of rising size, of pictures that --model \
      draws or that --images holds. Pairs within a threshold count as duplicates; -o writes a page on which a person \
      judges the nearest pairs instead. The threshold is taken from the nearest neighbours of real pictures \
      (--reference), else from those of the pictures themselves.
      """)

  @Option(help: ArgumentHelp("The run folder of a generator, or its weights file.", valueName: "run|file"))
  var model: String?

  @Option(help: ArgumentHelp("A folder of generated pictures, in place of --model.", valueName: "dir"))
  var images: String?

  @Option(help: "How many pictures the model has drawn; the default is what --sizes need, else 10000.")
  var count: Int?

  @Option(
    help: ArgumentHelp(
      "Real pictures, all different, that set the threshold: a folder, IDX files, CIFAR-10, USPS.", valueName: "dir"))
  var reference: String?

  @Option(help: "The part of the reference; the default is test where there is one.")
  var split: String?

  @OptionGroup var features: FeatureOptions

  @Option(
    help: ArgumentHelp("Sizes of the batches, such as 100,200,400; the default halves the set.", valueName: "list"))
  var sizes: String?

  @Option(
    help: ArgumentHelp(
      "The size at which pixels are compared; the default is the pictures' own, up to 64x64.", valueName: "size"))
  var imageSize: String?

  @Option(help: ArgumentHelp("The distance up to which two pictures are duplicates.", valueName: "distance"))
  var threshold: Double?

  @Option(help: "How many of the nearest pairs of a batch are shown.")
  var shown = 20

  @Option(help: "Draws the batches, and the model's pictures.")
  var seed: UInt64 = 0

  @Option(
    name: [.short, .customLong("output")],
    help: ArgumentHelp(
      "Write index.html and the nearest pairs here, for a person to judge.", valueName: "dir"))
  var output: String?

  @Flag(help: "Print one JSON object.")
  var json = false

  @OptionGroup var compute: ComputeOptions

  func validate() throws {
    guard (model == nil) != (images == nil) else {
      throw ValidationError("give --model GENERATOR, or --images DIR for pictures that lie in a folder")
    }
    if let count {
      guard model != nil else { throw ValidationError("--count goes with --model; --images holds as many as it holds") }
      guard count >= 2 else { throw ValidationError("--count is \(count); use 2 or more, better thousands") }
    }
    if split != nil, reference == nil { throw ValidationError("--split is the part of --reference; give that too") }
    guard shown > 0 else { throw ValidationError("--shown is \(shown); use 1 or more") }
    if let threshold, threshold < 0 { throw ValidationError("--threshold is \(threshold); use 0 or more") }
  }

  func run() throws {
    let device = try compute.prepare()
    let pictures = try pictures(device: device)
    let batches = try batches(of: pictures)
    let extractor = try features.extractor(device: device) ?? pixels(like: pictures)
    var threshold = threshold.map { DuplicateThreshold(chosen: $0) }
    var source: DiversityReport.Reference?
    if threshold == nil, let reference {
      let (real, part) = try openPictures(at: reference, split: split)
      source = DiversityReport.Reference(source: reference, split: part)
      threshold = try self.threshold(of: real, named: reference, extractor)
    }
    var progress = CountProgress("pictures", of: batches.reduce(0) { $0 + $1.count })
    var done = 0
    let rows = try batches.map { indices in
      defer { done += indices.count }
      return try extractor.features(of: pictures, indices: indices, batchSize: 125) { progress.update(done + $0) }
    }
    let test = BirthdayTest(batches: rows, threshold: threshold, shown: shown)
    let report = DiversityReport(
      test, pictures: pictures, batches: batches, distances: Self.distances(extractor), reference: source, seed: seed)
    let page = try output.map { try report.writePage(to: $0) }
    if json { try printJSON(report.summary(page: page)) } else { print(report.table) }
    if let page, !json { print(page) }
  }

  private static func distances(_ extractor: any FeatureExtractor) -> String {
    extractor is PixelFeatures
      ? "pixels (\(extractor.preparation))" : "features of \(extractor.source) (\(extractor.preparation))"
  }

  private func pictures(device: Device) throws -> any PictureSet {
    guard let model else { return try ImageFolder(images ?? "") }
    let needed = try sizes.map { try parsedSizes($0).reduce(0, +) }
    return DrawnPictures(
      by: try TrainedImageGenerator(at: model, device: device), count: count ?? needed ?? 10_000, seed: seed)
  }

  /// Disjoint batches of places in the set, in an order that the seed gives.
  private func batches(of pictures: any PictureSet) throws -> [[Int]] {
    guard pictures.count >= 2 else {
      throw CommandError("\(pictures.source) holds 1 picture; give 2 or more, better thousands")
    }
    let sizes = try self.sizes.map(parsedSizes) ?? BirthdayTest.sizes(for: pictures.count)
    let needed = sizes.reduce(0, +)
    guard needed <= pictures.count else {
      throw CommandError(
        "batches of \(sizes.map(String.init).joined(separator: ", ")) need \(needed) pictures, "
          + (model == nil ? "\(pictures.source) holds \(pictures.count); use" : "--count is \(pictures.count); use")
          + " smaller --sizes, or more pictures")
    }
    let order = Tensor.randperm(pictures.count, random: RandomSource(seed: seed)).int64Array().map { Int($0) }
    var start = 0
    return sizes.map { size in
      defer { start += size }
      return Array(order[start..<start + size])
    }
  }

  private func parsedSizes(_ text: String) throws -> [Int] {
    let sizes = text.split(separator: ",", omittingEmptySubsequences: false).map {
      Int($0.trimmingCharacters(in: .whitespaces)) ?? 0
    }
    guard sizes.allSatisfy({ $0 >= 2 }) else {
      throw ValidationError("--sizes is '\(text)'; give numbers of 2 or more, such as 100,200,400")
    }
    return sizes.sorted()
  }

  private func pixels(like pictures: any PictureSet) throws -> PixelFeatures {
    let first = try pictures.pictures(at: [0])[0]
    let size = try imageSize.map { try Preprocess.Size(parsing: $0) }
    return PixelFeatures(
      width: size?.width ?? min(first.width, 64), height: size?.height ?? min(first.height, 64),
      channels: first.channels == 1 ? 1 : 3)
  }

  /// At most 5,000 reference pictures, drawn with the seed.
  private func threshold(
    of reference: any PictureSet, named name: String, _ extractor: any FeatureExtractor
  ) throws -> DuplicateThreshold {
    let count = reference.count
    guard count >= 2 else { throw CommandError("\(name) holds 1 picture; give 100 or more") }
    let order = Tensor.randperm(count, random: RandomSource(seed: seed)).int64Array().prefix(5000).map { Int($0) }
    var progress = CountProgress("reference", of: order.count)
    let rows = try extractor.features(of: reference, indices: order) { progress.update($0) }
    return DuplicateThreshold(reference: PairDistances(rows).nearestNeighborDistances())
  }
}
