import Foundation
import TestFolders
import Testing
import Torch
import TorchNN
import TorchOptim
import Vision

@testable import Training

struct TrainerTests {
  let scratch: ScratchFolder
  var run: ToyRun

  init() throws {
    scratch = try ScratchFolder()
    run = ToyRun(scratch.path + "/run")
  }

  private func log(_ run: ToyRun) throws -> [LoggedStep] {
    LoggedStep.parse(try String(contentsOfFile: run.folder.logPath, encoding: .utf8))
  }

  @Test func aRunFolderHoldsEverything() throws {
    let outcome = try run.trainer(ToySystem()).run(data: ToySource())
    #expect(outcome == .finished)
    #expect(try run.folder.recipe() == run.recipe)
    #expect(run.folder.checkpoints.all().map(\.step) == [15, 30, 40])
    #expect(run.folder.samples().map(\.step) == [0, 10, 20, 30, 40])
    let lines = try log(run)
    #expect(lines.map(\.step) == [8, 16, 24, 32, 40])
    #expect(
      Set(lines[0].values.keys) == [
        "step", "epoch", "discriminator/real", "discriminator/fake", "discriminator/total", "generator/gan",
        "generator/l1", "generator/total", "learning_rate", "seconds_per_step", "data_seconds", "compute_seconds",
      ])
    #expect(lines.map { $0.values["epoch"] } == [0, 1, 2, 3, 3])
    let last = try #require(lines.last?.values["generator/l1"])
    let first = try #require(lines.first?.values["generator/l1"])
    #expect(last < first)
    #expect(try Image(path: run.folder.samplePath(step: 40)).width > 30)
    #expect(try String(contentsOfFile: run.folder.pagePath, encoding: .utf8).contains("40 of 40"))
  }

  @Test func learningRatesFollowTheSchedule() throws {
    var run = run
    run.plan.logEvery = 10
    _ = try run.trainer(ToySystem()).run(data: ToySource())
    let base = 2e-3
    let expected = (0..<4).map { base * run.plan.schedule.factor(at: $0) }
    #expect(try log(run).map { $0.values["learning_rate"] } == expected)
    #expect(expected.last.map { $0 < base } == true)
  }

  @Test func weightFilesDescribeThemselves() throws {
    _ = try run.trainer(ToySystem()).run(data: ToySource())
    let checkpoint = try #require(run.folder.checkpoints.latest())
    let file = try SafetensorsFile(path: checkpoint.networkPath("generator"))
    #expect(file.metadata["system"] == "toy")
    #expect(file.metadata["network"] == "generator")
    #expect(file.metadata["step"] == "40")
    #expect(file.metadata["format_version"] == "1")
    #expect(try RecipeDocument(yaml: file.metadata["recipe"] ?? "") == run.recipe)
    #expect(file.names.contains("first.weight"))
  }

  @Test func eventsHoldScalarsAndSamples() throws {
    _ = try run.trainer(ToySystem()).run(data: ToySource())
    let name = try FileManager.default.contentsOfDirectory(atPath: run.folder.path).first {
      $0.hasPrefix("events.out.tf")
    }
    let events = try EventFileReader.events(inFile: run.folder.path + "/" + #require(name))
    let lines = try log(run)
    let scalars = events.filter { !$0.scalars.isEmpty }
    #expect(scalars.map(\.step) == lines.map(\.step))
    #expect(scalars.map { $0.scalars["generator/l1"] } == lines.map { $0.values["generator/l1"].map(Float.init) })
    #expect(events.filter { !$0.images.isEmpty }.map(\.step) == [0, 10, 20, 30, 40])
    let sheet = try #require(events.compactMap { $0.images["samples"] }.last)
    #expect(sheet.bytes == (try Data(contentsOf: URL(fileURLWithPath: run.folder.samplePath(step: 40)))))
  }

  @Test func samplesLeaveNoTrace() throws {
    var silent = ToyRun(scratch.path + "/silent")
    silent.plan.sampleEvery = 0
    var busy = run
    busy.plan.sampleEvery = 1
    _ = try silent.trainer(ToySystem()).run(data: ToySource())
    _ = try busy.trainer(ToySystem()).run(data: ToySource())
    #expect(silent.folder.samples().isEmpty)
    let (one, other) = (try silent.lastingFiles(), try busy.lastingFiles())
    for (name, data) in one where name.hasPrefix("checkpoints/") { #expect(other[name] == data, "\(name)") }
  }

  @Test func theOldestCheckpointsGo() throws {
    var run = run
    run.plan.checkpointEvery = 7
    run.plan.keepCheckpoints = 2
    _ = try run.trainer(ToySystem()).run(data: ToySource())
    #expect(run.folder.checkpoints.all().map(\.step) == [35, 40])
  }

  @Test func minutesMakeCheckpointsToo() throws {
    var run = run
    run.plan.checkpointEvery = 0
    run.plan.checkpointMinutes = 1e-9
    run.plan.steps = 5
    _ = try run.trainer(ToySystem()).run(data: ToySource())
    #expect(run.folder.checkpoints.all().map(\.step) == [1, 2, 3, 4, 5])
  }

  @Test func aFreshRunDoesNotWriteOverAnother() throws {
    _ = try run.trainer(ToySystem()).run(data: ToySource())
    let before = try run.lastingFiles()
    let error = #expect(throws: TrainingError.self) { try run.trainer(ToySystem()).run(data: ToySource()) }
    #expect(error?.kind == .runExists)
    #expect(try run.lastingFiles() == before)
  }

  @Test func twoTrainersCannotShareAFolder() throws {
    try FileManager.default.createDirectory(atPath: run.folder.path, withIntermediateDirectories: true)
    let lock = try RunLock(inFolder: run.folder.path)
    let error = #expect(throws: TrainingError.self) { try run.trainer(ToySystem()).run(data: ToySource()) }
    #expect(error?.kind == .locked)
    withExtendedLifetime(lock) {}
  }

  @Test func frozenModulesGetNoGradients() throws {
    let system = ToySystem()
    let frozen = system.discriminator.parameters()
    var states: [Bool] = []
    system.duringGeneratorPhase = { states.append(frozen.contains(where: \.requiresGrad)) }
    // A weight that its owner froze for good must not be thawed by a phase.
    let pinned = frozen[0]
    pinned.requiresGrad = false
    var run = run
    run.plan.steps = 3
    _ = try run.trainer(system).run(data: ToySource())
    #expect(states == [false, false, false])
    #expect(!pinned.requiresGrad)
    #expect(frozen.dropFirst().allSatisfy { $0.requiresGrad })
    #expect(system.generator.parameters().allSatisfy { $0.requiresGrad })
  }

  @Test func intervalsSkipSteps() throws {
    let system = ToySystem()
    system.generatorDue = .every(3)
    var count = 0
    system.duringGeneratorPhase = { count += 1 }
    var run = run
    run.plan.steps = 10
    _ = try run.trainer(system).run(data: ToySource())
    #expect(count == 4)
  }

  @Test func bfloat16TrainsAndDiffers() throws {
    var rough = run
    rough.plan.precision = .bf16
    let fine = ToyRun(scratch.path + "/fine")
    _ = try rough.trainer(ToySystem()).run(data: ToySource())
    _ = try fine.trainer(ToySystem()).run(data: ToySource())
    let (a, b) = (try log(rough), try log(fine))
    let (roughL1, fineL1) = (try #require(a.last?.values["generator/l1"]), try #require(b.last?.values["generator/l1"]))
    #expect(roughL1 != fineL1)
    #expect(abs(roughL1 - fineL1) < 0.1)
  }

  @Test func channelsLastTrainsToNearlyTheSame() throws {
    var last = run
    last.plan.channelsLast = true
    let first = ToyRun(scratch.path + "/first")
    _ = try last.trainer(ToySystem()).run(data: ToySource())
    _ = try first.trainer(ToySystem()).run(data: ToySource())
    let a = try #require(try log(last).last?.values["generator/l1"])
    let b = try #require(try log(first).last?.values["generator/l1"])
    // Dropout draws in the order of memory, so the masks are other ones.
    #expect(abs(a - b) < 1e-2)
    // A file holds rows, so that the run may go on without channels last.
    let file = try SafetensorsFile(path: #require(last.folder.checkpoints.latest()).networkPath("generator"))
    #expect(try file.tensor("first.weight").isContiguous)
  }

  @Test func consoleLinesSayWhereTheRunIs() throws {
    let recorder = ConsoleRecorder()
    let stop = StopRequest()
    let source = ToySource { step in if step == 19 { stop.raise() } }
    _ = try run.trainer(ToySystem(), stop: stop, console: recorder.console()).run(data: source)
    #expect(recorder.text.hasPrefix("toy: generator "))
    #expect(recorder.text.contains("step 16/40  epoch 2  discriminator/real "))
    #expect(
      recorder.text.hasSuffix(
        "stopped after step 20 of 40, checkpoint written; go on with: gan train toy --out 'my runs/x' --resume\n"))
  }
}
