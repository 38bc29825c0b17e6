import ArgumentParser
import Datasets
import Files
import Foundation
import Vision

/// `gan data pairs`: which frames of two runs of one route belong together.
struct DataPairs: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "pairs",
    abstract: "Propose pairs between two unaligned runs of one route, such as a drive by day and one by night.",
    discussion: """
      A and B are folders of frames in the order of the route (by name). Frames that look alike whatever the light are \
      matched so that both runs go on; each may be faster, stop, or begin elsewhere. The list goes to `gan train pix2pix \
      --data PAIRS.csv`. Look at the sheet beside it before you believe it.
      """)

  @Argument(help: ArgumentHelp("The frames of one run.", valueName: "a")) var a: String
  @Argument(help: ArgumentHelp("The frames of the other.", valueName: "b")) var b: String

  @Option(name: [.short, .customLong("output")], help: ArgumentHelp("The list to write.", valueName: "csv"))
  var output: String

  @Flag(help: "Match each frame with the most alike one, whatever comes before and after: to compare with.")
  var nearest = false

  @Option(help: "How many pairs the sheet shows; 0 draws none.") var shown = 24
  @Flag(help: "Print one JSON object.") var json = false

  struct Report: Encodable {
    let a: Int
    let b: Int
    let pairs: Int
    let meanScore: Double
    let list: String
    let sheet: String?
  }

  func validate() throws {
    guard shown >= 0 else { throw ValidationError("--shown is \(shown); use 0 or more") }
    guard output.lowercased().hasSuffix(".csv") else {
      throw ValidationError("--output is \(output); give a name that ends in .csv")
    }
  }

  func run() throws {
    let (one, other) = (try ImageFolder(a), try ImageFolder(b))
    guard !one.isSameFolder(as: other) else { throw CommandError("A and B are the same folder (\(a)); give two runs") }
    let (descriptors, placesA) = try described(one)
    let (others, placesB) = try described(other)
    let alignment = RouteAlignment(descriptors, others)
    let pairs =
      nearest
      ? alignment.nearest.enumerated().map { (placesA[$0.offset], placesB[$0.element], 0.0) }
      : alignment.matches.map { (placesA[$0.a], placesB[$0.b], $0.score) }
    guard !pairs.isEmpty else {
      throw CommandError("no stretch of \(a) looks like one of \(b); are these two runs of one route?")
    }
    let folder = URL(fileURLWithPath: output).deletingLastPathComponent().path
    func written(_ path: String) -> String {
      let whole = URL(fileURLWithPath: path).standardizedFileURL.path
      return whole.hasPrefix(folder + "/") ? String(whole.dropFirst(folder.count + 1)) : whole
    }
    let rows = pairs.map { pair in
      [written(one.path(at: pair.0)), written(other.path(at: pair.1)), String(format: "%.2f", pair.2)]
        .map(Self.field).joined(separator: ",")
    }
    try AtomicFile.write((["a,b,score"] + rows).joined(separator: "\n") + "\n", to: output)
    let sheet = shown > 0 ? String(output.dropLast(4)) + "-sheet.jpg" : nil
    if let sheet { try drawSheet(pairs.map { ($0.0, $0.1) }, one, other).write(to: sheet) }
    let report = Report(
      a: one.count, b: other.count, pairs: pairs.count,
      meanScore: pairs.reduce(0) { $0 + $1.2 } / Double(pairs.count), list: output, sheet: sheet)
    if json { return try printJSON(report) }
    Chatter.note("\(report.pairs) pairs of \(one.count) frames of A and \(other.count) of B")
    if let sheet { Chatter.note("look at \(sheet): A on the left, B on the right") }
    print(output)
  }

  /// Descriptors of the frames that can be read, with their places.
  private func described(_ folder: ImageFolder) throws -> ([RouteDescriptor], [Int]) {
    var (descriptors, places) = ([RouteDescriptor](), [Int]())
    for index in 0..<folder.count {
      do {
        descriptors.append(RouteDescriptor(try folder.load(index)))
        places.append(index)
      } catch {
        Chatter.warning("\(error)")
      }
    }
    return (descriptors, places)
  }

  /// Pairs spread over the route, two columns of pairs.
  private func drawSheet(_ pairs: [(Int, Int)], _ a: ImageFolder, _ b: ImageFolder) throws -> Image {
    let count = min(shown, pairs.count)
    let chosen = (0..<count).map { pairs[$0 * pairs.count / count] }
    let pictures = try chosen.flatMap { pair in
      try [a.load(pair.0), b.load(pair.1)].map { image in
        image.converted(to: .rgb).resized(width: 192, height: max(1, 192 * image.height / image.width))
      }
    }
    return Montage.grid(pictures, columns: 4, titles: ["A", "B", "A", "B"])
  }

  private static func field(_ text: String) -> String {
    text.contains { ",\"\n".contains($0) } ? "\"" + text.replacing("\"", with: "\"\"") + "\"" : text
  }
}
