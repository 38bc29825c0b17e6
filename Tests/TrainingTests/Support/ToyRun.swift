import Foundation
import TorchOptim
import Training

/// A run of the toy system in a folder.
struct ToyRun {
  let folder: RunFolder
  var plan = TrainingPlan(
    steps: 40, stepsPerEpoch: 10, checkpointEvery: 15, keepCheckpoints: 100, logEvery: 8, sampleEvery: 10,
    checkWeightsEvery: 5, schedule: .linearDecay(start: 2, length: 2))
  var recipe: RecipeDocument = ["system": .string("toy"), "lr": .number(2e-3), "steps": .integer(40)]
  var resumeCommand = "gan train toy --out 'my runs/x' --resume"

  init(_ path: String) { folder = RunFolder(path: path) }

  func trainer(
    _ system: ToySystem, stop: StopRequest = StopRequest(), console: TrainingConsole = TrainingConsole(style: .silent)
  ) -> Trainer<ToySystem> {
    Trainer(
      system: system, plan: plan, run: folder, recipe: recipe, sampleBatch: ToyBatch(index: 1_000_000),
      resumeCommand: resumeCommand, stop: stop, progress: console.show)
  }

  /// Every file that must not depend on how often the run was stopped, by its path in the folder.
  func lastingFiles() throws -> [String: Data] {
    var files: [String: Data] = [:]
    for case let name as String in FileManager.default.enumerator(atPath: folder.path) ?? .init() {
      let path = folder.path + "/" + name
      var isFolder: ObjCBool = false
      guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), !isFolder.boolValue else { continue }
      if name.hasPrefix("events.") || name == ".lock" || name == "index.html" { continue }
      let data = try Data(contentsOf: URL(fileURLWithPath: path))
      files[name] = name.hasSuffix("json") || name.hasSuffix("jsonl") ? withoutTimes(data) : data
    }
    return files
  }

  /// Times differ from run to run; all other numbers must not.
  private func withoutTimes(_ data: Data) -> Data {
    let text = String(decoding: data, as: UTF8.self)
    return Data(text.replacing(/"[a-z_]*seconds[a-z_]*" ?: ?[0-9.e\-]+/, with: "time").utf8)
  }
}

/// Lines that a console wrote.
final class ConsoleRecorder {
  private(set) var text = ""

  func console(_ style: TrainingConsole.Style = .lines) -> TrainingConsole {
    TrainingConsole(style: style, width: { 80 }, write: { self.text += $0 })
  }
}
