import Foundation
import Torch
import TorchNN
import TorchOptim

extension Trainer {
  /// Writes a checkpoint of this step unless there is one, then removes the oldest beyond the plan's number.
  ///
  /// - Throws: when a weight, a moment or a loss is not finite, or the disk refuses; older checkpoints stay.
  func writeCheckpoint(in folder: RunFolder) throws {
    let store = folder.checkpoints
    if store.latest()?.step == step { return }
    try requireFinite(meter.means())
    try requireFiniteWeights()
    try requireFiniteMoments()
    do {
      try store.write(step: step) { folder in try writeFiles(to: Checkpoint(path: folder, step: step)) }
    } catch {
      throw TrainingError(
        .notWritten,
        "the checkpoint of step \(step) cannot be written: \(reason(error)); \(lastGood); "
          + "make room\(thenResume)")
    }
    store.keepNewest(plan.keepCheckpoints)
  }

  private func writeFiles(to checkpoint: Checkpoint) throws {
    func header(_ network: String) -> ModelHeader {
      ModelHeader(system: System.identifier, network: network, uses: uses, recipe: recipe, step: step)
    }
    for network in system.networks {
      try ModelFile.write(
        network.module.stateDictionary(), header(network.name), to: checkpoint.networkPath(network.name))
    }
    try ModelFile.write(trainingTensors, header("training"), to: checkpoint.trainingPath)
    let state = TrainingState(
      system: System.identifier, step: step, epoch: plan.epoch(ofStep: step), elapsedSeconds: timer.elapsed,
      lossCounts: meter.counts)
    try state.write(to: checkpoint.statePath)
  }

  /// Everything but weights that the next step depends on.
  private var trainingTensors: [(name: String, tensor: Tensor)] {
    var tensors: [(name: String, tensor: Tensor)] = []
    for entry in system.optimizers {
      tensors += entry.optimizer.stateDictionary().map { ("optimizer/\(entry.name)/\($0.name)", $0.tensor) }
    }
    tensors += system.randomSources.map { ("random/\($0.name)", $0.random.state) }
    tensors += system.auxiliaryState.map { ("auxiliary/\($0.name)", $0.tensor) }
    return tensors + meter.tensors.map { ("loss/\($0.name)", $0.tensor) }
  }

  // MARK: resuming

  /// Takes up the newest checkpoint; a run that was killed before its first one begins anew.
  func restore(from folder: RunFolder) throws {
    guard let checkpoint = folder.checkpoints.latest() else {
      if FileManager.default.fileExists(atPath: folder.recipePath) {
        try check(against: folder.recipe(), in: folder.recipePath)
      }
      tell(.note("\(folder.path) holds no checkpoint yet; beginning at step 0"))
      return
    }
    let state = try TrainingState(path: checkpoint.statePath)
    guard state.system == System.identifier else {
      throw TrainingError(
        .notRead,
        "\(checkpoint.path) belongs to \(state.system) and not to \(System.identifier); "
          + "resume it with `\(state.system)`, or choose another --out")
    }
    do {
      try restoreNetworks(from: checkpoint)
      try restoreTraining(from: checkpoint, state: state)
    } catch let error as TrainingError {
      throw error
    } catch {
      throw TrainingError(
        .notRead,
        "\(checkpoint.path) cannot be resumed: \(reason(error)); "
          + "remove this folder to resume from the checkpoint before")
    }
    step = state.step
    timer.elapsed = state.elapsedSeconds
  }

  private func check(against kept: RecipeDocument, in place: String) throws(TrainingError) {
    try rules.check(asked: recipe, against: formerValues(kept).overlaid(with: kept), in: place)
  }

  private func restoreNetworks(from checkpoint: Checkpoint) throws {
    // Recipes first: a contradiction explains more than the mis-shaped weights that follow from it.
    let files = try system.networks.map { network in
      (network, try SafetensorsFile(path: checkpoint.networkPath(network.name)))
    }
    for (_, file) in files.prefix(1) {
      let kept = try RecipeDocument(yaml: file.metadata["recipe"] ?? "", source: "the recipe in \(checkpoint.path)")
      try check(against: kept, in: "the checkpoint \(checkpoint.name)")
    }
    for (network, file) in files { try network.module.load(file.all(), strict: true) }
  }

  private func restoreTraining(from checkpoint: Checkpoint, state: TrainingState) throws {
    let file = try SafetensorsFile(path: checkpoint.trainingPath)
    func part(_ prefix: String) throws -> [(name: String, tensor: Tensor)] {
      try file.names.filter { $0.hasPrefix(prefix) }.map { (String($0.dropFirst(prefix.count)), try file.tensor($0)) }
    }
    for entry in system.optimizers { try entry.optimizer.load(dictionary(part("optimizer/\(entry.name)/"))) }
    let states = dictionary(try part("random/"))
    for source in system.randomSources {
      guard let state = states[source.name] else {
        throw TrainingError(.notRead, "\(checkpoint.trainingPath) lacks the random state \(source.name); it is damaged")
      }
      source.random.state = state
    }
    try system.loadAuxiliaryState(dictionary(part("auxiliary/")))
    meter.restore(try part("loss/").map { ($0.name, $0.tensor.to(device)) }, counts: state.lossCounts)
  }

  private func dictionary(_ entries: [(name: String, tensor: Tensor)]) -> [String: Tensor] {
    Dictionary(entries.map { ($0.name, $0.tensor) }) { first, _ in first }
  }

  // MARK: NaN and infinity

  func requireFinite(_ losses: [(name: String, value: Double)]) throws(TrainingError) {
    guard let bad = losses.first(where: { !$0.value.isFinite }) else { return }
    throw notFinite("the loss \(bad.name) became NaN or infinite by step \(step)")
  }

  func requireFiniteWeights() throws(TrainingError) {
    for network in system.networks {
      guard let bad = FiniteCheck.firstNonFinite(in: network.module.stateDictionary()) else { continue }
      throw notFinite("the weight \(bad) of the \(network.name) became NaN or infinite by step \(step)")
    }
  }

  private func requireFiniteMoments() throws(TrainingError) {
    for entry in system.optimizers {
      guard let bad = FiniteCheck.firstNonFinite(in: entry.optimizer.stateDictionary()) else { continue }
      throw notFinite("the optimizer state \(bad) of the \(entry.name) became NaN or infinite by step \(step)")
    }
  }

  private func notFinite(_ what: String) -> TrainingError {
    TrainingError(.notFinite, "\(what); \(lastGood); try a lower learning rate or --precision f32")
  }

  /// What a person has after a failure.
  private var lastGood: String {
    folder?.checkpoints.latest().map { "the last good checkpoint is kept: \($0.path)" } ?? "there is no checkpoint yet"
  }

  private var thenResume: String { resumeCommand.isEmpty ? " and resume" : " and go on with: \(resumeCommand)" }
}

/// An error's first line, without a full stop.
private func reason(_ error: any Error) -> String {
  let line = "\(error)".split(separator: "\n").first.map(String.init) ?? "\(error)"
  return line.hasSuffix(".") ? String(line.dropLast()) : line
}
