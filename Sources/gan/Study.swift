import ArgumentParser
import Datasets
import Files
import Foundation
import Metrics
import Reports
import Vision

struct Study: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Ask people which pictures are real: a page for the browser, and the score of their answers.",
    discussion: """
      STUDY/index.html opens from disk: real and refined pictures in a random order, answered by keys, buttons or swipes. \
      At the end it says how often the answers were right, with an exact p-value and interval, and saves them as JSON, \
      which --score computes again.
      """)

  @Option(help: ArgumentHelp("The folder of refined pictures.", valueName: "dir")) var simulated: String?
  @Option(help: ArgumentHelp("The folder of real pictures.", valueName: "dir")) var real: String?
  @Option(
    name: [.customShort("o"), .customLong("output")], help: ArgumentHelp("The folder to write.", valueName: "dir"))
  var output: String?
  @Option(help: "Pictures of each kind.") var count = 50
  @Option(help: "Draws the pictures and their order.") var seed: UInt64 = 1
  @Option(help: ArgumentHelp("Scale all pictures to this, such as 55x35; the default is their own.", valueName: "size"))
  var imageSize: String?
  @Flag(help: "Show all in grey.") var grey = false
  @Flag(help: "Spread each picture's levels evenly.") var equalise = false
  @Option(help: ArgumentHelp("Score the answers that the page saved.", valueName: "file")) var score: String?
  @Flag(help: "With --score: print one JSON object.") var json = false

  mutating func validate() throws {
    guard count >= 1 else { throw ValidationError("--count is \(count); use 1 or more") }
    let makes = simulated != nil || real != nil || output != nil
    guard makes != (score != nil) else { throw ValidationError("give --simulated, --real and -o, or --score") }
    if makes, simulated == nil || real == nil || output == nil {
      throw ValidationError("a study takes --simulated, --real and -o")
    }
  }

  func run() throws {
    if let score { return try printScore(of: score) }
    guard let simulated, let real, let output else { return }
    let preparation = PicturePreparation(
      size: try imageSize.map { try Preprocess.Size(parsing: $0) }, channels: grey ? 1 : nil, equalises: equalise)
    var draws = CounterRandom(seed: seed, 0x5354_5544)
    let sides = try [(real, true), (simulated, false)].map { path, isReal in
      try drawn(path, isReal: isReal, preparation, using: &draws)
    }
    try requireAlike(sides)
    let all = sides.flatMap { $0.map(\.item) }
    let items = draws.permutation(all.count).map { all[$0] }
    try Folders.make(output)
    let names = items.map(\.name).joined(separator: "\n")
    let mark = Array(names.utf8).reduce(seed &+ 14_695_981_039_346_656_037) { ($0 ^ UInt64($1)) &* 1_099_511_628_211 }
    let path = output + "/index.html"
    try StudyPage(identifier: String(mark, radix: 16), items: items, seed: seed).write(to: path)
    print(path)
  }

  private typealias Shown = (item: StudyPage.Item, image: Image)

  private func drawn(
    _ directory: String, isReal: Bool, _ preparation: PicturePreparation, using draws: inout CounterRandom
  ) throws -> [Shown] {
    let files = try SimulationFiles(directory, excluding: output ?? "")
    var shown: [Shown] = []
    for place in draws.permutation(files.pictures.count) where shown.count < count {
      let file = files.pictures[place]
      do {
        let image = preparation(try Image(path: files.path(file)))
        // Every picture is a PNG: the file's own format would give it away.
        let bytes = try image.encoded(as: "png")
        let name = (isReal ? "real/" : "refined/") + file
        shown.append((StudyPage.Item(name: name, isReal: isReal, bytes: bytes, type: "image/png"), image))
      } catch {
        Chatter.error(error)
      }
    }
    guard shown.count == count else {
      throw CommandError("\(directory) has \(shown.count) pictures that can be read; lower --count \(count)")
    }
    return shown
  }

  /// A study in which sizes or colours give the answer away asks nothing.
  private func requireAlike(_ sides: [[Shown]]) throws {
    let all = sides.flatMap { $0 }
    guard let first = all.first else { return }
    for one in all where (one.image.width, one.image.height) != (first.image.width, first.image.height) {
      throw CommandError(
        "\(one.item.name) is \(one.image.width)x\(one.image.height) and \(first.item.name) "
          + "\(first.image.width)x\(first.image.height), which would tell them apart; give --image-size")
    }
    let colours = sides.map { side in Set(side.map { $0.image.channels }) }
    guard colours[0] == colours[1] else {
      throw CommandError("one side is grey and the other in colour, which would tell them apart; add --grey")
    }
  }

  private func printScore(of path: String) throws {
    let score = try StudyScore(at: path)
    if json { try printJSON(score) } else { print(score) }
  }
}

/// Answers of a study, counted anew: what the file says of its own result is not believed.
struct StudyScore: Encodable, CustomStringConvertible {
  let total: Int
  let right: Int
  let accuracy: Double
  let pValue: Double
  let interval: [Double]

  private struct Answers: Decodable {
    struct Answer: Decodable {
      let name: String
      let real: Bool
      let answer: String
    }
    let answers: [Answer]
  }

  init(at path: String) throws {
    guard let data = FileManager.default.contents(atPath: path) else {
      throw CommandError("\(path) cannot be read; check the path of the answers")
    }
    guard let file = try? JSONDecoder().decode(Answers.self, from: data), !file.answers.isEmpty,
      file.answers.allSatisfy({ ["real", "refined"].contains($0.answer) })
    else { throw CommandError("\(path) holds no answers of a study; save them again from its page") }
    let right = file.answers.count { ($0.answer == "real") == $0.real }
    let test = BinomialTest(successes: right, of: file.answers.count)
    (total, self.right, accuracy, pValue) = (file.answers.count, right, test.share, test.pValue)
    interval = [test.interval.lower, test.interval.upper]
  }

  var description: String {
    String(
      format: "%d of %d right: %.1f%%, 95%% interval %.1f%% to %.1f%%, exact p-value %.4g against chance", right, total,
      100 * accuracy, 100 * interval[0], 100 * interval[1], pValue)
  }
}
