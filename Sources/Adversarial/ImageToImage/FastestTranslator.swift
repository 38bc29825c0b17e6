import Datasets
public import Torch
import Training
public import Vision

extension TrainedGenerator {
  /// The share of values that must stay within one level of f32 for bf16 to be as good.
  public static let leastAgreement = 0.999

  /// Translates in bf16 where the processor multiplies it and nothing is lost, else in f32.
  ///
  /// What is lost is tried on a drawn street of 256x256 pixels: bf16 is taken where at least ``leastAgreement`` of its
  /// translation's values are within one level of 255 of those in f32.
  /// - Returns: the translator, and the share of values within one level; nil where bf16 was not tried.
  /// - Throws: what ``translator(device:mode:precision:scale:)`` throws.
  public func fastestTranslator(
    device: Device = .cpu, mode: ImageTranslator.Mode = .asTrained(seed: 0), scale: TranslationScale = .learned
  ) throws -> (translator: ImageTranslator, agreement: Double?) {
    let full = try translator(device: device, mode: mode, scale: scale)
    guard hasBFloat16Instructions else { return (full, nil) }
    let lower = try translator(device: device, mode: mode, precision: .bf16, scale: scale)
    let street = RoadScene.pair(seed: 0, index: 0, width: 256, height: 256).day
    let agreement = try lower.agreement(with: full, on: street)
    return (agreement >= Self.leastAgreement ? lower : full, agreement)
  }
}

extension ImageTranslator {
  /// The share of the values of a picture's translation that are within one level of 255 of another translator's.
  ///
  /// - Throws: when the device has no room for the picture.
  public func agreement(with other: ImageTranslator, on picture: Image) throws(TorchError) -> Double {
    let (own, others) = (try self(picture).normalized(), try other(picture).normalized())
    // Levels are 2 / 255 apart in -1...1.
    let near = zip(own, others).count { abs($0 - $1) < 3 / 255 }
    return Double(near) / Double(Swift.max(own.count, 1))
  }
}
