import Adversarial
import ArgumentParser
import Foundation
import Torch
import Vision

/// A trained generator of pictures from noise, and what to fix of its inputs.
struct ImageModelOptions: ParsableArguments {
  @Option(help: ArgumentHelp("The run folder, or a generator's weights file.", valueName: "run|file"))
  var model: String

  @Option(help: "The class to draw, by name or number; the default is any.")
  var `class`: String?

  @Option(
    name: .customLong("code"),
    help: ArgumentHelp(
      "A code to fix; may be repeated: c1=0.5, c0=3.", valueName: "code=value"))
  var codes: [String] = []

  @Option(help: "Draws the noise and the codes that are not fixed.") var seed: UInt64 = 0

  @Option(help: "Draw noise again that is further from 0 than this: less variety, fewer bad pictures.")
  var truncation: Double?

  @OptionGroup var compute: ComputeOptions

  mutating func validate() throws {
    for code in codes where !code.dropFirst().contains("=") {
      throw ValidationError("--code takes CODE=VALUE such as c1=0.5, not '\(code)'")
    }
    if let truncation, !(truncation > 0) {
      throw ValidationError("--truncation is \(truncation); use a number above 0")
    }
  }

  func generator() throws -> TrainedImageGenerator { try TrainedImageGenerator(at: model, device: compute.prepare()) }

  /// Draws latent points with what the options fix.
  func sample(_ count: Int, of generator: TrainedImageGenerator) throws -> LatentSample {
    let space = generator.space
    var sample = space.sample(count, random: RandomSource(seed: seed), truncation: truncation)
    if let name = self.class { sample = sample.setting(code: 0, to: Double(try generator.classIndex(name))) }
    for setting in codes {
      let parts = setting.split(separator: "=", maxSplits: 1).map(String.init)
      let index = try space.index(ofCode: parts[0])
      sample = sample.setting(code: index, to: try value(parts[1], of: space.codes[index], named: parts[0]))
    }
    return sample
  }

  private func value(_ text: String, of code: LatentCode, named name: String) throws -> Double {
    if let categories = code.categories {
      guard let value = Int(text), (0..<categories).contains(value) else {
        throw CommandError("--code \(name)=\(text): \(name) is categorical; give 0 to \(categories - 1)")
      }
      return Double(value)
    }
    guard let value = Double(text), value.isFinite else {
      throw CommandError("--code \(name)=\(text): \(name) is a number, such as 0.5")
    }
    return value
  }
}

/// Makes the folder in which a file will lie.
func makeParent(of path: String) throws {
  let folder = (path as NSString).deletingLastPathComponent
  guard !folder.isEmpty else { return }
  do {
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
  } catch {
    throw CommandError("\(folder) cannot be made; check that its parent is a folder that may be written to")
  }
}
