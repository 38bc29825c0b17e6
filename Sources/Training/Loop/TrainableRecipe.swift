public import Torch

/// A recipe that knows its system and what that is trained on: training is then a call.
///
/// ```swift
/// let pictures = try openLabelledDataset(at: "digits")
/// let trained = try InfoGANRecipe().train(on: pictures) { event in … }
/// trained.system      // the networks, as they are in memory
/// ```
public protocol TrainableRecipe: Recipe {
  /// What is trained.
  associatedtype System: AdversarialSystem
  /// What it is trained on.
  associatedtype Source

  /// How long and how to train.
  var run: RunRecipe { get set }
  /// Which keys may differ when a run goes on.
  static var resumeRules: ResumeRules { get }
  /// What can be done with the model; its files say so.
  static var uses: [ModelUse] { get }

  /// Fills in what the data decides, so that the recipe says every number but those of the run.
  ///
  /// - Throws: a sentence that names the key whose value does not fit the others or the data.
  mutating func resolve(for source: Source) throws
  /// What training reads: how pictures are prepared, and in which order. The recipe is resolved.
  ///
  /// - Throws: a sentence about data that cannot be trained on.
  func batches(of source: Source, loading: Loading) throws -> TrainingBatches<System.Batch>
  /// Fills in the run's numbers.
  ///
  /// - Throws: a sentence that names the key whose value is out of its range.
  mutating func resolveRun(stepsPerEpoch: Int) throws
  /// Builds the system with fresh weights from the recipe's seed; the recipe is resolved.
  func makeSystem(for source: Source, device: Device) throws -> System
  /// Gives a new system the weights of another model, where the recipe names one; a run that goes on has its own.
  ///
  /// - Throws: a sentence that names the file and what is wrong with it.
  func start(_ system: System) throws
}

extension TrainableRecipe {
  /// What every system allows.
  public static var resumeRules: ResumeRules { .standard }

  /// Fresh weights.
  public func start(_ system: System) throws {}

  /// Fills in the run's numbers.
  public mutating func resolveRun(stepsPerEpoch: Int) throws { try run.resolve(stepsPerEpoch: stepsPerEpoch) }
}

/// How files are read while training goes on.
public struct Loading: Sendable {
  /// Whether the first picture that cannot be used ends the run, in place of being left out.
  public var strict = false
  /// Is told once of each picture that is left out, on some thread, in a sentence that names it.
  public var onSkip: @Sendable (String) -> Void = { _ in }

  /// Leaves bad pictures out, silently.
  public init() {}
}

/// What a run reads.
public struct TrainingBatches<Batch: Sendable> {
  /// The batches in their order.
  public let source: any BatchSource<Batch>
  /// How many show each sample once.
  public let perEpoch: Int
  /// What sample sheets are drawn of; nil for none.
  public let sample: Batch?

  /// Puts the parts together.
  public init(_ source: any BatchSource<Batch>, perEpoch: Int, sample: Batch?) {
    self.source = source
    self.perEpoch = perEpoch
    self.sample = sample
  }
}

/// A system whose training has ended, or was stopped.
public struct Trained<R: TrainableRecipe> {
  /// The networks.
  public let system: R.System
  /// The recipe with every number filled in.
  public let recipe: R
  /// The same as keys, with those that say which data it was.
  public let document: RecipeDocument
  /// Whether every step was taken.
  public let outcome: TrainingOutcome
  /// How many steps were taken.
  public let step: Int
  /// Where the networks are.
  public let device: Device
}

extension TrainableRecipe {
  /// Trains the recipe's system.
  ///
  /// - Parameters:
  ///   - source: the data.
  ///   - folder: where log, samples, checkpoints and a page are written; nil trains in memory alone.
  ///   - resume: whether the run in that folder goes on, or a new one begins.
  ///   - facts: further keys for `recipe.yaml`, such as where the data is.
  ///   - resumeCommand: what a person types to go on.
  ///   - stop: ends the run in order when it is raised.
  ///   - progress: is told what happens; `TrainingConsole().show` prints it.
  /// - Throws: `TrainingError` when recipe, folder or checkpoint do not allow it or a loss is not finite; what the data
  ///   throws.
  public func train(
    on source: Source, to folder: RunFolder? = nil, resume: Bool = false, facts: RecipeDocument = [:],
    loading: Loading = Loading(), device: Device = .cpu, resumeCommand: String = "", stop: StopRequest = StopRequest(),
    progress: @escaping (TrainingEvent) -> Void = { _ in }
  ) throws -> Trained<Self> {
    var recipe = self
    try recipe.resolve(for: source)
    let batches = try recipe.batches(of: source, loading: loading)
    defer { batches.source.stop() }
    try recipe.resolveRun(stepsPerEpoch: batches.perEpoch)
    let document = try RecipeDocument(encoding: recipe).overlaid(with: facts)
    let defaults = try RecipeDocument(encoding: Self())
    let system = try recipe.makeSystem(for: source, device: device)
    if !resume { try recipe.start(system) }
    let trainer = Trainer(
      system: system, plan: recipe.run.plan(stepsPerEpoch: batches.perEpoch), run: folder, recipe: document,
      uses: Self.uses, rules: Self.resumeRules, formerValues: { defaults.overlaid(with: Self.formerValues(in: $0)) },
      sampleBatch: batches.sample,
      resumeCommand: resumeCommand, stop: stop, progress: progress)
    let outcome = try trainer.run(data: batches.source, resume: resume)
    return Trained(
      system: system, recipe: recipe, document: document, outcome: outcome, step: trainer.step, device: device)
  }
}
