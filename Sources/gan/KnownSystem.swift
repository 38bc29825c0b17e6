import AnomalyDetection
import ArgumentParser
import Files
import Generation
import Judges
import Refinement
import Training
import Translation

/// What the program knows of a system: one entry of `all`, which is all that a new one adds to the program beside its
/// `gan train`.
struct KnownSystem {
  /// How `gan evaluate` judges a model.
  enum Evaluation {
    /// Translations beside the truth, pair by pair.
    case pairs
    /// Translations beside real pictures of the other side.
    case unpaired
    /// Pictures drawn from noise beside real ones, as wholes.
    case drawn
    /// Classes of labelled pictures.
    case classes
    /// Normal and abnormal pictures.
    case anomalies
    /// Clips with masks.
    case motion
    /// Simulated pictures before and after, beside real ones.
    case refinement
  }

  /// What model files call the system.
  let identifier: String
  /// What can be done with its models; their files say the same.
  let uses: [ModelUse]
  /// How its models are judged.
  let evaluation: Evaluation
  /// How it is trained.
  let command: any ParsableCommand.Type
  /// The recipe as `gan train` starts it.
  let defaults: () throws -> RecipeDocument

  private init<R: TrainableRecipe>(
    _ command: any ParsableCommand.Type, _ recipe: @autoclosure @escaping () -> R, _ evaluation: Evaluation
  ) {
    (identifier, uses, self.evaluation, self.command) = (R.System.identifier, R.uses, evaluation, command)
    defaults = { try RecipeDocument(encoding: recipe()) }
  }

  private init<R: PatchDetectorRecipe>(_ command: any ParsableCommand.Type, _ recipe: @autoclosure @escaping () -> R) {
    (identifier, uses, evaluation, self.command) = (R.identifier, R.uses, .anomalies, command)
    defaults = { try RecipeDocument(encoding: recipe()) }
  }

  /// Every system, in the order of `gan train --help`.
  static var all: [KnownSystem] {
    [
      KnownSystem(TrainPix2Pix.self, Pix2PixRecipe(), .pairs),
      KnownSystem(TrainCycleGAN.self, CycleGANRecipe(), .unpaired),
      KnownSystem(TrainCUT.self, CUTRecipe(), .unpaired),
      KnownSystem(TrainFastCUT.self, CUTRecipe.fast, .unpaired),
      KnownSystem(TrainSimGAN.self, SimGANRecipe(), .refinement),
      KnownSystem(TrainDCGAN.self, DCGANRecipe(), .drawn),
      KnownSystem(TrainWGANGP.self, WGANGPRecipe(), .drawn),
      KnownSystem(TrainConditionalGAN.self, ConditionalGANRecipe(), .drawn),
      KnownSystem(TrainACGAN.self, ACGANRecipe(), .drawn),
      KnownSystem(TrainInfoGAN.self, InfoGANRecipe(), .drawn),
      KnownSystem(TrainSSInfoGAN.self, SSInfoGANRecipe(), .drawn),
      KnownSystem(TrainClassifier.self, ClassifierRecipe(), .classes),
      KnownSystem(TrainSelfTraining.self, SelfTrainingRecipe(), .classes),
      KnownSystem(TrainAnoGAN.self, AnoGANRecipe(), .anomalies),
      KnownSystem(TrainFastAnoGAN.self, FastAnoGANRecipe(), .anomalies),
      KnownSystem(TrainAutoencoder.self, AutoencoderRecipe(), .anomalies),
      KnownSystem(TrainFeatureMemory.self, FeatureMemoryRecipe()),
      KnownSystem(TrainPatchGaussian.self, PatchGaussianRecipe()),
      KnownSystem(TrainFlowAnomaly.self, FlowGANRecipe(), .motion),
    ]
  }

  /// How a model is judged, by what some file of it says.
  ///
  /// - Throws: a sentence that names the file: missing, damaged, of a system that is not known.
  static func evaluation(of path: String) throws -> Evaluation {
    let folder = try ModelFile.folder(at: path)
    let file = try ModelFile(folder.flatMap { ModelFile.anyFile(in: $0) } ?? path)
    let system = file.header.system
    if let known = all.first(where: { $0.identifier == system }) { return known.evaluation }
    // A generator of another program, which `gan import` took over.
    if file.header.uses == [.translate] { return .pairs }
    throw FileError(path: file.path, reason: "it is a model of \(system), which this program does not know; update it")
  }
}
