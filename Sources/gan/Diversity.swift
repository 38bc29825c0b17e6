import Adversarial
import ArgumentParser
import Datasets
import Foundation
import Metrics
import Torch
import Vision

struct Diversity: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Estimate how many different pictures there are, from how often two of a batch are the same.",
    discussion: """
      The birthday test of Arora and Zhang (2017), on disjoint random batches of rising size. Pairs within a threshold \
      count as duplicates; -o writes a page on which a person judges the nearest pairs instead. The threshold is taken \
      from the nearest neighbours of real pictures (--reference), else from those of the pictures themselves.
      """)

  @Option(help: ArgumentHelp("The folder of generated pictures.", valueName: "dir"))
  var images: String

  @Option(help: ArgumentHelp("A folder of real pictures, all different, that sets the threshold.", valueName: "dir"))
  var reference: String?

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

  @Option(help: "Draws the batches.")
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
    guard shown > 0 else { throw ValidationError("--shown is \(shown); use 1 or more") }
    if let threshold, threshold < 0 { throw ValidationError("--threshold is \(threshold); use 0 or more") }
  }

  func run() throws {
    let device = try compute.prepare()
    let folder = try ImageFolder(images)
    let batches = try batches(of: folder)
    let network: (any FeatureExtractor)? = try features.extractor(device: device)
    let extractor = try network ?? pixels(like: folder)
    var threshold = threshold.map { DuplicateThreshold(chosen: $0) }
    if threshold == nil, let reference {
      threshold = try self.threshold(of: ImageFolder(reference), extractor)
    }
    var progress = CountProgress("pictures", of: batches.reduce(0) { $0 + $1.count })
    var done = 0
    let rows = try batches.map { indices in
      defer { done += indices.count }
      return try extractor.features(of: folder, indices: indices) { progress.update(done + $0) }
    }
    let test = BirthdayTest(batches: rows, threshold: threshold, shown: shown)
    let report = DiversityReport(test, folder: folder, batches: batches, distances: Self.distances(extractor))
    let page = try output.map { try report.writePage(to: $0) }
    if json { try printJSON(report.summary(page: page)) } else { print(report.table) }
    if let page, !json { print(page) }
  }

  private static func distances(_ extractor: any FeatureExtractor) -> String {
    extractor is PixelFeatures
      ? "pixels (\(extractor.preparation))" : "features of \(extractor.source) (\(extractor.preparation))"
  }

  /// Disjoint batches of places in the folder, in an order that the seed gives.
  private func batches(of folder: ImageFolder) throws -> [[Int]] {
    guard folder.count >= 2 else {
      throw CommandError("\(folder.directory) holds 1 picture; give 2 or more, better thousands")
    }
    let sizes = try self.sizes.map(parsedSizes) ?? BirthdayTest.sizes(for: folder.count)
    let needed = sizes.reduce(0, +)
    guard needed <= folder.count else {
      throw CommandError(
        "batches of \(sizes.map(String.init).joined(separator: ", ")) need \(needed) pictures, \(folder.directory) holds "
          + "\(folder.count); use smaller --sizes, or more pictures")
    }
    let order = Tensor.randperm(folder.count, generator: Generator(seed: seed)).int64Array().map { Int($0) }
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

  private func pixels(like folder: ImageFolder) throws -> PixelFeatures {
    let first = try folder.load(0)
    let size = try imageSize.map { try Preprocess.Size(parsing: $0) }
    return PixelFeatures(
      width: size?.width ?? min(first.width, 64), height: size?.height ?? min(first.height, 64),
      channels: first.channels == 1 ? 1 : 3)
  }

  /// At most 5,000 reference pictures, drawn with the seed.
  private func threshold(of folder: ImageFolder, _ extractor: any FeatureExtractor) throws -> DuplicateThreshold {
    guard folder.count >= 2 else { throw CommandError("\(folder.directory) holds 1 picture; give 100 or more") }
    let order = Tensor.randperm(folder.count, generator: Generator(seed: seed)).int64Array().prefix(5000).map {
      Int($0)
    }
    var progress = CountProgress("reference", of: order.count)
    let rows = try extractor.features(of: folder, indices: order) { progress.update($0) }
    return DuplicateThreshold(reference: PairDistances(rows).nearestNeighborDistances())
  }
}
