import Files
import Foundation
import TestFolders
import Testing

@testable import Training

struct CheckpointStoreTests {
  let folder: ScratchFolder
  let store: CheckpointStore

  init() throws {
    folder = try ScratchFolder()
    store = CheckpointStore(path: folder.path + "/checkpoints")
  }

  private func write(_ step: Int) throws {
    try store.write(step: step) { place in try AtomicFile.write("{}", to: place + "/state.json") }
  }

  @Test func keepsTheNewest() throws {
    for step in [1, 5, 20, 100_000_000] { try write(step) }
    #expect(store.all().map(\.step) == [1, 5, 20, 100_000_000])
    store.keepNewest(2)
    #expect(store.all().map(\.step) == [20, 100_000_000])
    store.keepNewest(0)
    #expect(store.latest()?.step == 100_000_000)
    #expect(try FileManager.default.contentsOfDirectory(atPath: store.path).count == 1)
  }

  @Test func aFailureLeavesTheOldOnesAlone() throws {
    try write(1)
    struct Failure: Error {}
    #expect(throws: Failure.self) {
      try store.write(step: 2) { place in
        try AtomicFile.write("half", to: place + "/generator.safetensors")
        throw Failure()
      }
    }
    #expect(try FileManager.default.contentsOfDirectory(atPath: store.path) == ["step-00000001"])
  }

  @Test func halfWrittenFoldersAreIgnoredAndCleaned() throws {
    try write(1)
    _ = try folder.write("{}", to: "checkpoints/.writing-step-00000009/state.json")
    _ = try folder.write("{}", to: "checkpoints/.removing-step-00000008/state.json")
    _ = try folder.write("x", to: "checkpoints/step-00000007/generator.safetensors")
    #expect(store.all().map(\.step) == [1])
    store.clean()
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: store.path).sorted() == ["step-00000001", "step-00000007"])
  }

  @Test func stateComesBack() throws {
    let state = TrainingState(
      system: "toy", step: 7, epoch: 2, elapsedSeconds: 1.5, lossCounts: ["generator/l1": 3, "discriminator/real": 2])
    let path = folder.path + "/state.json"
    try state.write(to: path)
    #expect(try TrainingState(path: path) == state)
    _ = try folder.write("{\"step\": 7", to: "state.json")
    #expect(throws: TrainingError.self) { try TrainingState(path: path) }
  }
}

struct RunFolderTests {
  @Test func freshStartsAndResumesAreToldApart() throws {
    let scratch = try ScratchFolder()
    let run = RunFolder(path: scratch.path + "/runs/first/")
    #expect(run.name == "first")
    try run.check(resume: false)
    #expect(throws: TrainingError.self) { try run.check(resume: true) }
    _ = try scratch.write("lr: 1\n", to: "runs/first/recipe.yaml")
    try run.check(resume: true)
    let error = #expect(throws: TrainingError.self) { try run.check(resume: false) }
    #expect(error?.kind == .runExists)
    #expect(error?.description.contains("--resume") == true)
    let file = RunFolder(path: scratch.path + "/runs/first/recipe.yaml")
    #expect(throws: TrainingError.self) { try file.check(resume: false) }
  }

  @Test func samplesAreSortedBySteps() throws {
    let scratch = try ScratchFolder()
    let run = RunFolder(path: scratch.path)
    for name in ["step-00000100.jpg", "step-00000020.png", "notes.txt", "step-x.jpg"] {
      _ = try scratch.write("", to: "samples/" + name)
    }
    #expect(run.samples().map(\.step) == [20, 100])
  }

  @Test func aSecondLockIsRefused() throws {
    let scratch = try ScratchFolder()
    do {
      let lock = try RunLock(inFolder: scratch.path)
      let error = #expect(throws: TrainingError.self) { try RunLock(inFolder: scratch.path) }
      #expect(error?.kind == .locked)
      #expect(error?.description.contains("process \(getpid())") == true)
      withExtendedLifetime(lock) {}
    }
    _ = try RunLock(inFolder: scratch.path)
  }
}

struct RunLogTests {
  private func record(_ step: Int) -> LogRecord {
    LogRecord(
      step: step, epoch: 1, losses: [("generator/l1", 0.25), ("generator/gan", 1.5)],
      learningRates: [("generator", 2e-4), ("discriminator", 1e-4)], secondsPerStep: 0.5, dataSeconds: 0.1,
      computeSeconds: 0.4)
  }

  @Test func linesHoldEverything() {
    #expect(
      record(10).json
        == "{\"step\":10,\"epoch\":1,\"generator/l1\":0.25,\"generator/gan\":1.5,\"learning_rate\":0.0002,"
        + "\"learning_rate/discriminator\":0.0001,\"seconds_per_step\":0.5,\"data_seconds\":0.1,\"compute_seconds\":0.4}"
    )
  }

  @Test func reopeningCutsWhatFollows() throws {
    let scratch = try ScratchFolder()
    let path = scratch.path + "/log.jsonl"
    do {
      let log = try RunLog(path: path, keepingThrough: 0)
      for step in [10, 20, 30] { try log.append(record(step)) }
    }
    // As a killed process leaves it: the last line without its end.
    try (scratch.read("log.jsonl") + "{\"step\":40,\"ep").write(toFile: path, atomically: false, encoding: .utf8)
    do {
      let log = try RunLog(path: path, keepingThrough: 20)
      try log.append(record(25))
    }
    #expect(LoggedStep.parse(try scratch.read("log.jsonl")).map(\.step) == [10, 20, 25])
    #expect(try scratch.read("log.jsonl").hasSuffix("}\n"))
  }
}
