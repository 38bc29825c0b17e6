import ArgumentParser
import Datasets
import Foundation

extension DataCommand {
  struct Simulate: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "simulate",
      abstract: "Draw pictures with annotations, any number from a seed.",
      discussion: """
        eyes: eyes in grey, 55x35, with gaze, pupil and lids. digits: type and handwriting, 28x28, in a folder for \
        each class. roads: streets by day with a mask of classes. annotations.csv in DIR has a row for each picture.
        """)

    enum Kind: String, ExpressibleByArgument, CaseIterable { case eyes, digits, roads }

    @Argument(help: "What is drawn: eyes, digits or roads.") var kind: Kind

    @Option(
      name: [.customShort("o"), .customLong("output")],
      help: ArgumentHelp("The folder to write; it must be new or empty.", valueName: "dir"))
    var output: String

    @Option(help: "Pictures.") var count = 1000
    @Option(help: "The picture of a seed and a number is always the same.") var seed: UInt64 = 1
    @Flag(help: "Digits: change each by chance: place, shape, line and contrast.") var randomise = false
    @Flag(help: "Eyes and digits: set each as MPIIGaze's and MNIST's are, in place, size and gaze.")
    var framed = false
    @Option(help: "Digits: the share that a pen wrote, 0 to 1; the others are type.") var penShare: Double?
    @Flag(help: "Eyes: leave the levels as the light makes them, in place of spreading them evenly.")
    var plain = false
    @Option(help: ArgumentHelp("Eyes and roads: of a picture, such as 55x35.", valueName: "size")) var size: String?

    mutating func validate() throws {
      guard (1...10_000_000).contains(count) else {
        throw ValidationError("--count is \(count); choose 1 to 10,000,000")
      }
      if let penShare, !(0...1).contains(penShare) {
        throw ValidationError("--pen-share is \(penShare); choose 0 to 1")
      }
      if kind != .digits, randomise || penShare != nil {
        throw ValidationError("--randomise and --pen-share go with digits")
      }
      if kind == .roads, framed { throw ValidationError("--framed goes with eyes and digits") }
      if kind == .digits, size != nil { throw ValidationError("digits are 28x28; leave out --size") }
      if kind != .eyes, plain { throw ValidationError("--plain goes with eyes") }
    }

    func run() throws {
      let there = (try? FileManager.default.contentsOfDirectory(atPath: output)) ?? []
      guard there.isEmpty else {
        throw CommandError("\(output) is not empty; choose another folder, so that nothing is mixed up")
      }
      let size = try size.map { try Preprocess.Size(parsing: $0) }
      switch kind {
      case .digits:
        try write(
          DigitSimulator(
            penShare: Float(penShare ?? 0.5), randomisation: randomise ? RandomisedSimulation() : nil,
            isFramed: framed))
      case .eyes:
        try write(
          EyeSimulator(width: size?.width ?? 55, height: size?.height ?? 35, equalises: !plain, isFramed: framed))
      case .roads: try write(RoadSimulator(width: size?.width ?? 256, height: size?.height ?? 144))
      }
      Chatter.note("\(count) pictures of \(kind.rawValue) and \(SimulationFolder.annotations) in \(output)")
      print(output)
    }

    private func write(_ simulator: some Simulator) throws {
      try SimulationFolder.write(simulator, count: count, seed: seed, to: output)
    }
  }
}
