import Foundation
public import Torch
public import Training

/// One file of a system that translates both ways: both generators, and the discriminators for those who train on.
public struct BothWaysModel {
  /// The networks that a file may hold, by the names that stand before their weights.
  public static let networks = ["generator_A", "generator_B", "discriminator_A", "discriminator_B"]

  /// What the file says of itself.
  public let header: ModelHeader
  /// The networks that it holds.
  public let names: [String]
  private let tensors: [(name: String, tensor: Tensor)]
  private var domain: [(name: String, tensor: Tensor)] = []

  /// Puts networks together.
  public init(header: ModelHeader, networks: [(name: String, weights: [(name: String, tensor: Tensor)])]) {
    var header = header
    header.network = TrainedGenerator.bothWays
    header.recipe = header.recipe.handedOn()
    self.header = header
    names = networks.map(\.name)
    tensors = networks.flatMap { name, weights in weights.map { ("\(name)/\($0.name)", $0.tensor) } }
  }

  /// Takes the networks of a checkpoint's folder, averaged generators where it has them; nil where they are not of such a
  /// system.
  ///
  /// - Throws: when a file is damaged.
  public init?(checkpoint folder: String) throws {
    guard ModelFile.existing(["generator_A"], in: folder) != nil else { return nil }
    let files = try Self.networks.compactMap { name in
      try ModelFile.existing([name + "_ema", name], in: folder).map { (name, try ModelFile($0)) }
    }
    guard let first = files.first?.1 else { return nil }
    self.init(header: first.header, networks: try files.map { ($0.0, try $0.1.tensors()) })
    domain = try TrainingDomain.tensors(beside: first)
  }

  /// Writes the file.
  ///
  /// - Throws: when the disk refuses; an old file of that name stays.
  public func write(to path: String) throws {
    try ModelFile.write(tensors + domain.map { (TrainingDomain.prefix + $0.name, $0.tensor) }, header, to: path)
  }
}
