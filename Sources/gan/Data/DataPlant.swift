import AnomalyDetection
import ArgumentParser
import Datasets
import Files
import Foundation
import Vision

extension DataCommand {
  struct Plant: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Put known events into normal clips of a fixed camera, with masks: something to choose scores by.",
      discussion: """
        A person walks back, stands in mid-step, jumps, a thing of another texture moves, a thing is put down: a clip of \
        each kind, as OUT/Test/KIND-CLIP with masks in OUT/Test/KIND-CLIP_gt, for `gan evaluate --data OUT`, which reads \
        from OUT/planted.csv which clip holds which kind. Take clips that no network saw: --held-out-of MODEL.
        """)

    @Argument(help: "Normal video: a folder of clips, or a file.") var data: String
    @Option(help: ArgumentHelp("The folder to write to.", valueName: "dir")) var out: String
    @Option(help: ArgumentHelp("Clips to use by name; may be repeated. The default is all.", valueName: "name"))
    var clip: [String] = []
    @Option(help: ArgumentHelp("Take the clips that this model held out when it was fitted.", valueName: "run|file"))
    var heldOutOf: String?
    @Option(help: "Kinds: \(PlantedEvents.Kind.allCases.map(\.rawValue).joined(separator: ", ")); the default is all.")
    var kind: [String] = []
    @Option(help: "Frames of each clip; 0 is all of it.") var frames = 180
    @Option(help: "The frame at which clips begin.") var first = 0
    @Option(help: "How often each kind is planted into a clip, each time alone and with another draw.") var repeats = 1
    @Option(help: "Draws the persons.") var seed: UInt64 = 1

    func validate() throws {
      guard repeats > 0, first >= 0, frames == 0 || frames >= 60 else {
        throw ValidationError("--repeats is 1 or more, --first 0 or more, --frames 60 or more, or 0")
      }
    }

    func run() throws {
      let kinds = try kind.isEmpty ? PlantedEvents.Kind.allCases : kind.map(Self.parsed)
      var table = PlantedTable()
      let set = try openVideoSet(at: data)
      let names = clip + (try heldOutOf.map { try TrainedFlowDetector(at: $0).calibration.clips } ?? [])
      if let unknown = names.first(where: { name in !set.clips.contains { $0.name == name } }) {
        throw CommandError(
          "\(data) has no clip \(unknown); it has \(set.clips.prefix(20).map(\.name).joined(separator: ", "))")
      }
      for one in set.clips where names.isEmpty || names.contains(one.name) {
        let video = try one.reader { Chatter.warning($0) }
        var images: [Image] = []
        while let frame = try video.next() {
          guard frame.index >= first else { continue }
          images.append(frame.image)
          if frames > 0, images.count == frames { break }
        }
        guard images.count >= 60 else {
          Chatter.warning("\(one.name) has \(images.count) frames and is left out; 60 are needed")
          continue
        }
        let events = PlantedEvents(images)
        for kind in kinds {
          for turn in 0..<repeats {
            guard let planted = events.planted(kind, seed: seed, turn: turn) else {
              Chatter.warning(
                turn == 0
                  ? "nobody in \(one.name) can be followed long enough for '\(kind.rawValue)'"
                  : "\(one.name) has nobody else for '\(kind.rawValue)' after \(turn)")
              break
            }
            let suffix = repeats > 1 ? "-\(turn + 1)" : ""
            let name = "\(kind.rawValue)-\((one.name as NSString).deletingPathExtension)\(suffix)"
            try write(planted.frames, planted.masks, name)
            table.rows.append(
              .init(
                clip: name, kind: kind.rawValue, source: one.name, first: planted.range.lowerBound + 1,
                last: planted.range.upperBound))
          }
        }
      }
      guard !table.rows.isEmpty else { throw CommandError("no event could be planted; see what is said of each clip") }
      try AtomicFile.write(table.csv, to: out + "/" + PlantedTable.fileName)
      Chatter.note("\(table.rows.count) clips in \(out)/Test")
      print(out)
    }

    private static func parsed(_ name: String) throws -> PlantedEvents.Kind {
      guard let kind = PlantedEvents.Kind(rawValue: name) else {
        throw ValidationError(
          "--kind \(name) is unknown; choose \(PlantedEvents.Kind.allCases.map(\.rawValue).joined(separator: ", "))")
      }
      return kind
    }

    private func write(_ frames: [Image], _ masks: [Image], _ name: String) throws {
      for (folder, images) in [(name, frames), (name + "_gt", masks)] {
        let path = out + "/Test/" + folder
        try Folders.make(path)
        for (place, image) in images.enumerated() {
          try image.write(to: path + String(format: "/%03d.png", place + 1))
        }
      }
    }
  }
}
