/// What can be done with a model.
public enum ModelUse: String, Codable, Sendable, CaseIterable {
  /// Pictures into others: `gan translate`.
  case translate
  /// Pictures from noise: `gan generate`, `gan traverse`, `gan diversity`.
  case generate
  /// Reading codes off pictures: `gan codes`, of a run folder.
  case codes
  /// Abnormal pictures: `gan detect`.
  case detect
  /// Simulated pictures made real: `gan refine`.
  case refine
  /// Classes of pictures, and features to compare sets of them by: `--features`.
  case judge
}

/// What a weights file of ours says of itself: the strings in the header of a `.safetensors`.
public struct ModelHeader: Sendable {
  /// The system that trained it, such as `pix2pix`.
  public var system: String
  /// Which of the system's networks it holds: `generator`, `discriminator`, `detector`.
  public var network: String
  /// What can be done with it.
  public var uses: [ModelUse]
  /// How it was trained, or only what its network is.
  public var recipe: RecipeDocument
  /// After how many steps of training; nil where nobody knows.
  public var step: Int?
  /// What a system adds, such as a threshold.
  public var further: [String: String]

  /// Puts a header together.
  public init(
    system: String, network: String, uses: [ModelUse], recipe: RecipeDocument, step: Int?,
    further: [String: String] = [:]
  ) {
    self.system = system
    self.network = network
    self.uses = uses
    self.recipe = recipe
    self.step = step
    self.further = further
  }

  static let formatVersion = "1"

  /// The header's strings.
  public var metadata: [String: String] {
    var strings = further
    strings["format_version"] = Self.formatVersion
    strings["system"] = system
    strings["network"] = network
    strings["uses"] = uses.map(\.rawValue).joined(separator: ",")
    strings["recipe"] = recipe.json()
    strings["step"] = step.map(String.init)
    return strings
  }

  /// What the systems of the files were good for that were written before files said so.
  static func formerUses(of system: String) -> [ModelUse] {
    switch system {
    case "pix2pix", "image-to-image": [.translate]
    case "dcgan", "wgan-gp", "cgan", "ac-gan": [.generate]
    case "infogan", "ss-infogan": [.generate, .codes]
    case "anogan", "f-anogan", "autoencoder": [.detect]
    case "classifier": [.judge]
    default: []
    }
  }
}

extension RecipeDocument {
  /// The recipe as it goes into a file that is handed on: without places of this machine and habits of the run.
  public func handedOn() -> RecipeDocument {
    var copy = self
    for key in [
      "data", "init", "labels", "vision", "simulated", "real", "unlabelled", "out", "checkpoint_every",
      "checkpoint_minutes", "keep_checkpoints", "log_every", "sample_every",
    ] { copy[key] = nil }
    return copy
  }
}
