import Adversarial
public import ArgumentParser
import Foundation
import Torch
import Training
import Vision

/// Where and with how many threads to compute.
struct ComputeOptions: ParsableArguments {
  @Option(help: "Where to compute: cpu, cuda, cuda:INDEX, or auto, which takes a GPU where there is one.")
  var device = "auto"

  @Option(help: ArgumentHelp("Threads of the CPU; 0 is one for each core.", valueName: "count"))
  var threads = 0

  mutating func validate() throws {
    guard threads >= 0 else { throw ValidationError("--threads is \(threads); use 1 or more, or 0 for all cores") }
  }

  /// Sets the threads and returns the device.
  func prepare() throws -> Device {
    // Affinity and control groups may leave fewer cores than the machine has.
    setThreadCount(threads > 0 ? threads : min(threadCount, availableCoreCount))
    // The cores belong to libtorch; several decoders already run beside each other.
    VisionThreads.use(1)
    keepFreedMemory()
    return try Device(parsing: device)
  }
}

extension Precision: ExpressibleByArgument {
  /// Without instructions for bfloat16 libtorch computes it slowly.
  static func warnIfSlow(_ precision: Precision) {
    guard precision == .bf16, !hasBFloat16Instructions else { return }
    Chatter.warning("this processor has no bfloat16 instructions: bf16 is slower here than f32, and rounds more")
  }
}

/// A trained generator and how to run it.
struct ModelOptions: ParsableArguments {
  @Option(help: ArgumentHelp("The run folder, or a weights file.", valueName: "run|file"))
  var model: String

  @OptionGroup var running: ModelRunOptions

  func translator(of generator: TrainedGenerator, scale: TranslationScale) throws -> ImageTranslator {
    try running.translator(of: generator, scale: scale)
  }
}

/// How to run a trained generator.
struct ModelRunOptions: ParsableArguments {
  @Flag(help: "Dropout off and running statistics, in place of pix2pix's way: both as in training.")
  var evalMode = false

  @Option(help: "Draws what is left to chance, such as dropout masks without --eval-mode.")
  var seed: UInt64 = 0

  /// How to choose a number format.
  enum PrecisionChoice: String, ExpressibleByArgument, CaseIterable { case f32, bf16, auto }

  @Option(
    help: "The number format to compute in; auto is bf16 where it is fast and stays within one level of f32, else f32.")
  var precision = PrecisionChoice.f32

  @OptionGroup var compute: ComputeOptions

  /// What decides an output, in words.
  var choices: String { "eval=\(evalMode) seed=\(seed) precision=\(precision.rawValue)" }

  func translator(of generator: TrainedGenerator, scale: TranslationScale = .learned) throws -> ImageTranslator {
    let device = try compute.prepare()
    let mode: ImageTranslator.Mode = evalMode ? .evaluation : .asTrained(seed: seed)
    guard let precision = Precision(rawValue: precision.rawValue) else {
      let (translator, agreement) = try generator.fastestTranslator(device: device, mode: mode, scale: scale)
      let found = agreement.map { String(format: "%.2f%% of a drawn street within one level of f32 in bf16", 100 * $0) }
      Chatter.note("computing in \(translator.precision.rawValue): \(found ?? "no instructions for bfloat16")")
      return translator
    }
    Precision.warnIfSlow(precision)
    return try generator.translator(device: device, mode: mode, precision: precision, scale: scale)
  }
}
