import Foundation
import TestFolders
import Testing
import TorchOptim

@testable import Training

struct ResumeTests {
  let scratch: ScratchFolder
  let straight: ToyRun
  let broken: ToyRun

  init() throws {
    scratch = try ScratchFolder()
    straight = ToyRun(scratch.path + "/straight")
    broken = ToyRun(scratch.path + "/broken")
  }

  private func expectSameFiles() throws {
    let (one, other) = (try straight.lastingFiles(), try broken.lastingFiles())
    let extra = Set(other.keys).subtracting(one.keys).filter { !$0.hasPrefix("checkpoints/step-00000020") }
    #expect(extra.isEmpty)
    #expect(one.count > 15)
    for (name, data) in one { #expect(other[name] == data, "\(name)") }
  }

  @Test func aStoppedAndResumedRunEndsInTheSameBits() throws {
    #expect(try straight.trainer(ToySystem()).run(data: ToySource()) == .finished)
    let stop = StopRequest()
    let source = ToySource { step in if step == 19 { stop.raise() } }
    #expect(try broken.trainer(ToySystem(), stop: stop).run(data: source) == .interrupted)
    #expect(broken.folder.checkpoints.latest()?.step == 20)
    // Another seed: whatever the checkpoint did not bring back would differ.
    let again = broken.trainer(ToySystem(seed: 99))
    #expect(try again.run(data: ToySource(), resume: true) == .finished)
    #expect(again.step == 40)
    try expectSameFiles()
  }

  @Test func aRunMayGoOnForMoreSteps() throws {
    var short = broken
    short.plan.steps = 20
    short.recipe["steps"] = .integer(20)
    short.recipe["lr_decay_length"] = .integer(2)
    _ = try short.trainer(ToySystem()).run(data: ToySource())
    var longer = broken
    longer.recipe["lr_decay_length"] = .integer(4)
    let again = longer.trainer(ToySystem(seed: 99))
    #expect(try again.run(data: ToySource(), resume: true) == .finished)
    #expect(again.step == 40)
  }

  @Test func aKilledRunEndsInTheSameBits() async throws {
    _ = try straight.trainer(ToySystem()).run(data: ToySource())
    let path = broken.folder.path
    await #expect(processExitsWith: .signal(SIGKILL)) { [path = path as String] in
      let source = ToySource { step in if step == 26 { kill(getpid(), SIGKILL) } }
      _ = try ToyRun(path).trainer(ToySystem()).run(data: source)
    }
    #expect(broken.folder.checkpoints.all().map(\.step) == [15])
    // What the killed process wrote after its checkpoint is in the log until the run goes on.
    #expect(
      LoggedStep.parse(try String(contentsOfFile: broken.folder.logPath, encoding: .utf8)).map(\.step) == [8, 16, 24])
    _ = try broken.trainer(ToySystem(seed: 99)).run(data: ToySource(), resume: true)
    try expectSameFiles()
  }

  @Test func aRunThatWasKilledBeforeItsFirstCheckpointBeginsAgain() throws {
    _ = try straight.trainer(ToySystem()).run(data: ToySource())
    struct Failure: Error {}
    let system = ToySystem()
    #expect(throws: Failure.self) {
      try broken.trainer(system).run(data: ToySource { step in if step == 0 { throw Failure() } })
    }
    try FileManager.default.removeItem(atPath: broken.folder.checkpoints.path)
    _ = try broken.trainer(ToySystem()).run(data: ToySource(), resume: true)
    try expectSameFiles()
  }

  @Test func aFailingSourceCostsNoSteps() throws {
    struct Failure: Error {}
    #expect(throws: Failure.self) {
      try broken.trainer(ToySystem()).run(data: ToySource { step in if step == 18 { throw Failure() } })
    }
    #expect(broken.folder.checkpoints.latest()?.step == 18)
  }

  @Test func aContradictionNamesTheKeys() throws {
    var short = broken
    short.plan.steps = 15
    _ = try short.trainer(ToySystem()).run(data: ToySource())
    var other = broken
    other.recipe["lr"] = .number(1)
    other.recipe["log_every"] = .integer(3)
    let before = try broken.lastingFiles()
    let error = #expect(throws: TrainingError.self) {
      try other.trainer(ToySystem()).run(data: ToySource(), resume: true)
    }
    #expect(error?.kind == .contradiction(keys: ["lr"]))
    #expect(error?.description.contains("lr is 0.002 there and 1 here") == true)
    #expect(try broken.lastingFiles() == before)
  }

  @Test func anotherSystemsRunIsRefused() throws {
    var short = broken
    short.plan.steps = 15
    _ = try short.trainer(ToySystem()).run(data: ToySource())
    let state = short.folder.checkpoints.path + "/step-00000015/state.json"
    let text = try String(contentsOfFile: state, encoding: .utf8).replacing("\"toy\"", with: "\"pix2pix\"")
    try text.write(toFile: state, atomically: true, encoding: .utf8)
    let error = #expect(throws: TrainingError.self) {
      try broken.trainer(ToySystem()).run(data: ToySource(), resume: true)
    }
    #expect(error?.description.contains("belongs to pix2pix and not to toy") == true)
  }

  @Test(arguments: ["generator.safetensors", "training.safetensors", "state.json"])
  func aDamagedCheckpointIsOneSentence(_ name: String) throws {
    var short = broken
    short.plan.steps = 15
    _ = try short.trainer(ToySystem()).run(data: ToySource())
    let path = short.folder.checkpoints.path + "/step-00000015/" + name
    let data = try Data(contentsOf: URL(fileURLWithPath: path))
    try data.prefix(data.count / 2).write(to: URL(fileURLWithPath: path))
    let error = #expect(throws: TrainingError.self) {
      try broken.trainer(ToySystem()).run(data: ToySource(), resume: true)
    }
    #expect(error?.kind == .notRead)
    #expect(error?.description.contains(path) == true)
    #expect(error?.description.contains("\n") == false)
  }

  @Test func aFinishedRunStaysAsItIs() throws {
    _ = try broken.trainer(ToySystem()).run(data: ToySource())
    let before = try broken.lastingFiles()
    let again = broken.trainer(ToySystem(seed: 3))
    #expect(try again.run(data: ToySource { _ in Issue.record("no batch is needed") }, resume: true) == .finished)
    #expect(try broken.lastingFiles() == before)
  }
}
