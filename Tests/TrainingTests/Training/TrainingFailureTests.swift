import Foundation
import TestFolders
import Testing
import Torch
import TorchNN

@testable import Training

struct TrainingFailureTests {
  let scratch: ScratchFolder
  let run: ToyRun

  init() throws {
    scratch = try ScratchFolder()
    run = ToyRun(scratch.path + "/run")
  }

  @Test func nanInALossStopsAndKeepsTheLastGoodCheckpoint() throws {
    let system = ToySystem()
    system.spoiledBatch = 21
    var run = run
    run.plan.checkWeightsEvery = 0
    let error = #expect(throws: TrainingError.self) { try run.trainer(system).run(data: ToySource()) }
    #expect(error?.kind == .notFinite)
    // By then the discriminator has seen the spoiled pictures too, and its loss is named first.
    let sentence = try #require(error?.description)
    #expect(sentence.hasPrefix("the loss ") && sentence.contains(" became NaN or infinite by step 24"))
    #expect(error?.description.contains("checkpoints/step-00000015") == true)
    #expect(run.folder.checkpoints.all().map(\.step) == [15])
    #expect(try run.trainer(ToySystem()).run(data: ToySource(), resume: true) == .finished)
  }

  @Test func aNanIsSeenBeforeACheckpointIsWritten() throws {
    let system = ToySystem()
    system.spoiledBatch = 28
    var run = run
    run.plan.checkWeightsEvery = 0
    run.plan.logEvery = 0
    let error = #expect(throws: TrainingError.self) { try run.trainer(system).run(data: ToySource()) }
    #expect(error?.description.contains("step 30") == true)
    #expect(run.folder.checkpoints.all().map(\.step) == [15])
  }

  @Test func aBadWeightIsNamed() throws {
    let system = ToySystem()
    let source = ToySource { step in
      if step == 17 { withoutGradients { system.discriminator.last.stateDictionary()[0].tensor.fill(.infinity) } }
    }
    var run = run
    run.plan.logEvery = 0
    let error = #expect(throws: TrainingError.self) { try run.trainer(system).run(data: source) }
    #expect(error?.kind == .notFinite)
    #expect(error?.description.contains("by step 20") == true)
    #expect(error?.description.hasPrefix("the weight ") == true)
  }

  @Test func theCheckTellsOverflowFromInfinity() {
    let large = Tensor.full([1000], 3e38)
    #expect(FiniteCheck.firstNonFinite(in: [("large", large), ("counts", Tensor([1, 2] as [Int64]))]) == nil)
    let good = Tensor.ones([3, 3])
    for bad in [Double.nan, .infinity, -.infinity] {
      let spoiled = Tensor.full([5], bad)
      #expect(FiniteCheck.firstNonFinite(in: [("good", good), ("spoiled", spoiled)]) == "spoiled")
    }
    let opposite = [("plus", Tensor.full([1], .infinity)), ("minus", Tensor.full([1], -.infinity))]
    #expect(FiniteCheck.firstNonFinite(in: opposite) == "plus")
    #expect(FiniteCheck.firstNonFinite(in: []) == nil)
  }

  @Test func aFullDiskKeepsThePreviousCheckpoint() async throws {
    let path = run.folder.path
    // The limit holds for a whole process, so it is set in one of its own.
    await #expect(processExitsWith: .success) { [path = path as String] in
      signal(SIGXFSZ, SIG_IGN)
      var run = ToyRun(path)
      run.plan.logEvery = 0
      run.plan.sampleEvery = 0
      let source = ToySource { step in
        if step == 20 { limitFiles(to: 1000) }
      }
      let error = #expect(throws: TrainingError.self) { try run.trainer(ToySystem()).run(data: source) }
      limitFiles(to: nil)
      #expect(error?.kind == .notWritten)
      let text = error?.description ?? ""
      #expect(text.hasPrefix("the checkpoint of step 30 cannot be written: "), "\(text)")
      #expect(text.contains("the last good checkpoint is kept: \(path)/checkpoints/step-00000015"), "\(text)")
      #expect(text.hasSuffix("make room and go on with: gan train toy --out 'my runs/x' --resume"), "\(text)")
      #expect(!text.contains("\n"))
    }
    #expect(try FileManager.default.contentsOfDirectory(atPath: path + "/checkpoints") == ["step-00000015"])
    #expect(try ToyRun(path).trainer(ToySystem()).run(data: ToySource(), resume: true) == .finished)
  }

  @Test func noTensorOutlivesItsStep() async {
    let path = run.folder.path
    // In a process of its own, where no other test makes tensors.
    await #expect(processExitsWith: .success) { [path = path as String] in
      var counts: [Int] = []
      let source = ToySource { _ in counts.append(liveTensorCount) }
      var run = ToyRun(path)
      run.plan.logEvery = 1
      _ = try run.trainer(ToySystem()).run(data: source)
      #expect(Set(counts[5..<40]).count == 1, "\(counts)")
    }
  }
}

/// Limits how long a file may become, which fails like a full disk does; `nil` takes the limit away.
private func limitFiles(to bytes: Int?) {
  var limit = rlimit()
  #if os(Linux)
    let resource = __rlimit_resource_t(RLIMIT_FSIZE.rawValue)
  #else
    let resource = RLIMIT_FSIZE
  #endif
  getrlimit(resource, &limit)
  limit.rlim_cur = bytes.map { rlim_t($0) } ?? limit.rlim_max
  setrlimit(resource, &limit)
}
