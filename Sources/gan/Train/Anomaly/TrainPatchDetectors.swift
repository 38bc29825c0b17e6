import AnomalyDetection
import ArgumentParser

private let patchDiscussion = """
  No network is trained: one that was trained on ImageNet turns normal pictures into patches of features, which are \
  learned in a minute or two. Its weights come once by `gan weights fetch efficientnet-lite0`. Patches, network, recipe \
  and threshold become one file, model.safetensors, in the run folder, which `gan detect` and `gan evaluate` take.
  """

struct TrainFeatureMemory: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "feature-memory",
    abstract: "Remember patches of normal pictures; far from all is abnormal (PatchCore, Roth et al. 2022).",
    discussion: patchDiscussion)

  @Option(help: "How many patches are remembered.") var memory: Int?
  @OptionGroup var options: PatchDetectorOptions

  func run() throws {
    var options = options
    if let memory { options.settings.append("memory=\(memory)") }
    try options.train(FeatureMemoryRecipe.self)
  }
}

struct TrainPatchGaussian: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "patch-gaussian",
    abstract: "Learn a Gaussian of patches at each place: for things that lie alike (PaDiM, Defard et al. 2021).",
    discussion: patchDiscussion)

  @OptionGroup var options: PatchDetectorOptions

  func run() throws { try options.train(PatchGaussianRecipe.self) }
}
