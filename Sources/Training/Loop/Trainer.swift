import Files
import Foundation
import Torch
import TorchNN
import TorchOptim
import Vision

/// How a sitting of training ended.
public enum TrainingOutcome: Sendable, Equatable {
  /// Every step of the plan is done.
  case finished
  /// A signal or a stop request ended it early; a checkpoint was written.
  case interrupted
}

/// Trains any adversarial system: the loop, schedules, precision, logging, samples, checkpoints, resuming and the stop
/// at NaN.
///
/// Everything runs on the calling thread, since autograd's modes belong to a thread. With a run folder it leaves files
/// there, and a run that was killed and resumed ends in the same bits as one that was not; without one it trains in memory.
public final class Trainer<System: AdversarialSystem> {
  /// What is trained.
  public let system: System
  /// How long and how.
  public let plan: TrainingPlan
  /// Where it is written; nil trains in memory alone.
  public let folder: RunFolder?
  /// How many steps are done, those of earlier sittings included.
  public internal(set) var step = 0

  /// Where the networks are.
  var device: Device { runner.device }

  let recipe: RecipeDocument
  let uses: [ModelUse]
  let rules: ResumeRules
  /// What a recipe of before lacks: its default, or what the program did before it had the key
  /// (``Recipe/formerValues(in:)``).
  let formerValues: (RecipeDocument) -> RecipeDocument
  let tell: (TrainingEvent) -> Void
  let resumeCommand: String
  private let sampleBatch: System.Batch?
  private let stop: StopRequest
  private let runner: TrainingStepRunner<System>
  var meter = LossMeter()
  var timer = StepTimer()
  private var lastCheckpointTime = ContinuousClock.now
  private var lastSampleStep: Int?
  private var shownLosses: [(name: String, value: Double)] = []

  /// Prepares a trainer; files are touched by `run` only.
  ///
  /// - Parameters:
  ///   - system: fresh networks and optimizers, made from the recipe.
  ///   - run: the folder to write to; nil writes nothing.
  ///   - recipe: every choice, resolved.
  ///   - uses: what can be done with the networks.
  ///   - rules: which keys may differ on resuming.
  ///   - formerValues: what keys stood for that a recipe of before lacks.
  ///   - sampleBatch: what sample sheets are drawn of; `nil` for none.
  ///   - resumeCommand: what a person types to go on, exactly.
  ///   - stop: may be raised from another thread, or by a signal's handler; the step under way is then the last.
  ///   - progress: is told what happens, on the calling thread.
  public init(
    system: System, plan: TrainingPlan, run folder: RunFolder? = nil, recipe: RecipeDocument = [:],
    uses: [ModelUse] = [], rules: ResumeRules = .standard,
    formerValues: @escaping (RecipeDocument) -> RecipeDocument = { _ in [:] },
    sampleBatch: System.Batch? = nil, resumeCommand: String = "", stop: StopRequest = StopRequest(),
    progress tell: @escaping (TrainingEvent) -> Void = { _ in }
  ) {
    self.system = system
    self.plan = plan
    self.folder = folder
    self.recipe = recipe
    self.uses = uses
    self.rules = rules
    self.formerValues = formerValues
    self.sampleBatch = sampleBatch
    self.resumeCommand = resumeCommand
    self.stop = stop
    self.tell = tell
    runner = TrainingStepRunner(system, precision: plan.precision)
  }

  /// Trains until the plan's last step or until stopped.
  ///
  /// - Parameters:
  ///   - data: is sought to the first step of this sitting.
  ///   - resume: whether the folder's run goes on, or a new one begins.
  /// - Throws: `TrainingError` when the folder, recipe or checkpoint does not allow it, a loss or weight is not finite
  ///   or a file cannot be written; what the data source throws.
  public func run(data: any BatchSource<System.Batch>, resume: Bool = false) throws -> TrainingOutcome {
    if plan.channelsLast { for network in system.networks { network.module.convert(to: .channelsLast) } }
    guard let folder else { return try begin(data, writer: nil) }
    try folder.check(resume: resume)
    try Folders.make(folder.path)
    let lock = try RunLock(inFolder: folder.path)
    defer { withExtendedLifetime(lock) {} }
    try folder.check(resume: resume)
    folder.checkpoints.clean()
    if resume { try restore(from: folder) }
    return try begin(
      data, writer: RunWriter(folder: folder, step: step, system: System.identifier, recipe: recipe))
  }

  private func begin(_ data: any BatchSource<System.Batch>, writer: RunWriter?) throws -> TrainingOutcome {
    tell(.began(introduction))
    defer { tell(.ended) }
    data.seek(to: step)
    return try train(on: data, writer: writer)
  }

  private func train(on data: any BatchSource<System.Batch>, writer: RunWriter?) throws -> TrainingOutcome {
    if step == 0 {
      try writeSample(writer)
      try writer?.writePage()
    }
    lastCheckpointTime = .now
    while step < plan.steps {
      if stop.isRaised { return try interrupt(writer) }
      try trainStep(on: data)
      try report(to: writer)
      if isCheckpointDue {
        try checkpointNow()
        try writer?.writePage()
      }
    }
    try writeSample(writer)
    try checkpointNow()
    try writer?.writePage()
    if let folder { tell(.note("finished \(plan.steps) steps; look at \(folder.pagePath)")) }
    return .finished
  }

  private var introduction: String {
    let sizes = system.networks.map { "\($0.name) \(short($0.module.parameterCount)) parameters" }
    let place = step == 0 ? "" : ", going on after step \(step)"
    return "\(System.identifier): \(sizes.joined(separator: ", ")); \(plan.steps) steps, \(plan.precision.rawValue)"
      + (folder.map { ", run \($0.path)" } ?? "") + place
  }

  // MARK: one step

  private func trainStep(on data: any BatchSource<System.Batch>) throws {
    let (batch, waited) = try timed { try nextBatch(from: data) }
    LastResort.name(
      "step \(step + 1) of training", mend: "use a smaller --batch-size or --image-size, or free some of it")
    let factor = plan.learningRateFactor(atStep: step)
    let (_, computed) = timed {
      for (phase, losses) in runner.run(batch, step: step, factor: factor) { meter.add(losses, phase: phase) }
    }
    step += 1
    timer.add(data: waited, compute: computed)
    tell(.stepped(progress))
  }

  /// A source that fails must not cost the steps since the last checkpoint.
  private func nextBatch(from data: any BatchSource<System.Batch>) throws -> System.Batch {
    do {
      return try data.next()
    } catch {
      try? checkpointNow()
      throw error
    }
  }

  // MARK: after a step

  private func report(to writer: RunWriter?) throws {
    if isDue(plan.logEvery) || step == plan.steps { try writeLog(writer) }
    if isDue(plan.checkWeightsEvery) { try requireFiniteWeights() }
    if isDue(plan.sampleEvery) {
      try writeSample(writer)
      try writer?.writePage()
    }
  }

  private func isDue(_ interval: Int) -> Bool { interval > 0 && step.isMultiple(of: interval) }

  private var isCheckpointDue: Bool {
    let minutes = (ContinuousClock.now - lastCheckpointTime) / .seconds(60)
    return isDue(plan.checkpointEvery) || (plan.checkpointMinutes > 0 && minutes >= plan.checkpointMinutes)
  }

  private var progress: TrainingProgress {
    TrainingProgress(
      step: step, steps: plan.steps, epoch: plan.epoch(ofStep: max(0, step - 1)),
      secondsPerStep: timer.recentSecondsPerStep, losses: shownLosses)
  }

  private func writeLog(_ writer: RunWriter?) throws {
    let (losses, waited) = timed { meter.means() }
    timer.add(synchronization: waited)
    try requireFinite(losses)
    let means = timer.takeMeans()
    shownLosses = losses
    try writer?.write(
      LogRecord(
        step: step, epoch: plan.epoch(ofStep: step - 1), losses: losses,
        learningRates: system.optimizers.map { ($0.name, $0.optimizer.learningRate) }, secondsPerStep: means.total,
        dataSeconds: means.data, computeSeconds: means.compute))
    meter.reset()
    tell(.logged(progress))
  }

  private func writeSample(_ writer: RunWriter?) throws {
    guard let writer, plan.sampleEvery > 0, let sampleBatch, lastSampleStep != step else { return }
    lastSampleStep = step
    let image = drawSample(sampleBatch)
    try writer.write(sample: image, step: step)
  }

  /// Draws without leaving a trace: random states, buffers and modes are as before.
  private func drawSample(_ batch: System.Batch) -> Image {
    let states = system.randomSources.map { ($0.random, $0.random.state.cloned()) }
    let buffers = system.networks.flatMap { $0.module.namedBuffers() }.map {
      ($0.buffer.value, $0.buffer.value.cloned())
    }
    let modes = system.networks.map { ($0.module, $0.module.isTraining) }
    defer {
      for (random, state) in states { random.state = state }
      withoutGradients { for (buffer, old) in buffers { buffer.copy(from: old) } }
      for (module, isTraining) in modes { module.train(isTraining) }
    }
    return withoutGradients { runner.inPrecision { system.sampleSheet(batch, step: step) } }
  }

  private func interrupt(_ writer: RunWriter?) throws -> TrainingOutcome {
    try checkpointNow()
    try writer?.writePage()
    let command = resumeCommand.isEmpty ? "" : "; go on with: \(resumeCommand)"
    if folder != nil { tell(.note("stopped after step \(step) of \(plan.steps), checkpoint written\(command)")) }
    return .interrupted
  }

  private func checkpointNow() throws {
    if let folder { try writeCheckpoint(in: folder) }
    lastCheckpointTime = .now
  }
}

/// `54.4 M`.
private func short(_ count: Int) -> String {
  switch count {
  case 1_000_000...: String(format: "%.1f M", Double(count) / 1e6)
  case 1_000...: String(format: "%.1f k", Double(count) / 1e3)
  default: "\(count)"
  }
}
