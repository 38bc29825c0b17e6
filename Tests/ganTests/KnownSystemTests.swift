import ArgumentParser
import Datasets
import Files
import Testing
import Torch

@testable import AnomalyDetection
@testable import Training
@testable import gan

/// The one list of systems agrees with what systems, files and openers say.
struct KnownSystemTests {
  @Test func everySystemIsThereOnceAndTrainedByItsName() {
    let names = KnownSystem.all.map { $0.command.configuration.commandName ?? "" }
    #expect(Set(names).count == names.count)
    for system in KnownSystem.all {
      let name = system.command.configuration.commandName
      // FastCUT is CUT with other numbers.
      #expect(name == system.identifier || name == "fastcut" && system.identifier == "cut")
    }
  }

  @Test func howAModelIsJudgedFitsWhatItDoes() {
    for system in KnownSystem.all {
      let use: ModelUse =
        switch system.evaluation {
        case .pairs, .unpaired: .translate
        case .drawn: .generate
        case .classes: .judge
        case .anomalies, .motion: .detect
        case .refinement: .refine
        }
      #expect(system.uses.first == use, "\(system.identifier)")
      // Files of before that files said so.
      let former = ModelHeader.formerUses(of: system.identifier)
      #expect(former.isEmpty || former == system.uses, "\(system.identifier)")
    }
  }

  /// What `gan data inspect` says that a folder may be trained on by.
  @Test func inspectionNamesEverySystem() {
    var named: [DatasetReading.Kind: Set<String>] = [:]
    for system in KnownSystem.all {
      let kind: DatasetReading.Kind? =
        switch system.evaluation {
        case .pairs: .paired
        case .unpaired: .unpaired
        case .drawn, .classes: .labelled
        case .anomalies: .anomaly
        case .motion: .video
        // Two folders, of which each may be laid out in many ways.
        case .refinement: nil
        }
      if let kind { named[kind, default: []].insert(system.command.configuration.commandName ?? "") }
    }
    for kind in DatasetReading.Kind.allCases { #expect(Set(kind.systems) == named[kind]) }
  }

  @Test func everyDetectorIsOpened() {
    let opened = anomalySystems.map { $0.identifier } + patchDetectors.map { $0.identifier }
    let known = KnownSystem.all.filter { $0.evaluation == .anomalies }.map(\.identifier)
    #expect(Set(opened) == Set(known) && opened.count == known.count)
  }

  @Test func filesSayHowTheyAreJudged() throws {
    try withTemporaryFolder { folder in
      func evaluation(_ system: String, _ uses: [ModelUse]) throws -> KnownSystem.Evaluation {
        let path = folder + "/\(system).safetensors"
        let header = ModelHeader(system: system, network: "generator", uses: uses, recipe: [:], step: nil)
        try ModelFile.write([("weight", Tensor([1, 2] as [Float]))], header, to: path)
        return try KnownSystem.evaluation(of: path)
      }
      let known = [
        try evaluation("cut", [.translate]), try evaluation("flow-anomaly", [.detect]),
        try evaluation("image-to-image", [.translate]),
      ]
      #expect(known == [.unpaired, .motion, .pairs])
      #expect { try evaluation("next-gan", [.generate]) } throws: { error in
        "\(error)".contains("next-gan.safetensors") && "\(error)".contains("does not know; update it")
      }
      #expect(throws: FileError.self) { try KnownSystem.evaluation(of: folder + "/none") }
    }
  }
}
