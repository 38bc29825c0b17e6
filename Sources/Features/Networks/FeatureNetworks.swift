public import Files
public import Torch
import TorchNN

/// Opens networks that give maps of features, by name or by file.
public enum FeatureNetworks {
  /// Opens a network.
  ///
  /// - Parameters:
  ///   - name: `efficientnet-lite0`, whose weights `gan weights fetch` brings; or the path of a file: weights of
  ///     EfficientNet-Lite0 or of torchvision's AlexNet (`.pth`, `.safetensors`), or a TorchScript that gives maps.
  ///   - deepest: the greatest stride that is needed, where the network can end there.
  /// - Throws: `FileError`: weights that are not there with the command that fetches them, or a file that is neither.
  public static func open(_ name: String, deepest: Int? = nil) throws(FileError) -> any FeatureMapNetwork {
    if let known = KnownWeights.named(name) { return try efficientNet(try known.installedPath(), deepest: deepest) }
    if name.hasSuffix(".pt") || name.hasSuffix(".ts") { return try ScriptMaps(path: name) }
    let weights = try tensors(path: name)
    if weights["_conv_stem.weight"] != nil { return try efficientNet(name, deepest: deepest) }
    if weights["features.0.weight"] != nil { return try loaded(AlexNet(random: RandomSource(seed: 0)), weights, name) }
    throw FileError(
      path: name,
      reason: "it has weights of neither EfficientNet-Lite0 nor AlexNet; give one of them, or a TorchScript file (.pt)")
  }

  /// The whole EfficientNet-Lite0 of the weights that `gan weights fetch` brought, with its head.
  ///
  /// - Throws: `FileError` where they are not there or damaged.
  public static func wholeEfficientNet() throws(FileError) -> EfficientNetLite0 {
    try efficientNet(try KnownWeights.efficientNetLite0.installedPath(), deepest: nil)
  }

  /// The network of weights that a model's file holds.
  ///
  /// - Parameters:
  ///   - name: what the network said of itself (`FeatureMapNetwork.name`).
  ///   - path: the file, for errors.
  public static func make(
    _ name: String, weights: [String: Tensor], path: String
  ) throws(FileError) -> any FeatureMapNetwork {
    switch name {
    case "efficientnet-lite0":
      let blocks = Set(weights.keys.compactMap { $0.split(separator: ".").dropFirst().first.flatMap { Int($0) } })
      // The first blocks of strides 2 to 32 are 0, 1, 3, 5 and 11.
      let deepest = [(0, 2), (2, 4), (4, 8), (10, 16), (15, 32)].first { $0.0 == blocks.max() }?.1
      guard let deepest else { throw FileError(path: path, reason: "its features have an unknown number of blocks") }
      let network = EfficientNetLite0(
        deepest: weights["_fc.weight"] == nil ? deepest : nil, random: RandomSource(seed: 0))
      return try loaded(network, weights, path)
    case "alexnet": return try loaded(AlexNet(random: RandomSource(seed: 0)), weights, path)
    default:
      throw FileError(path: path, reason: "its features are of an unknown network '\(name)'; update this program")
    }
  }

  private static func efficientNet(_ path: String, deepest: Int?) throws(FileError) -> EfficientNetLite0 {
    try loaded(EfficientNetLite0(deepest: deepest, random: RandomSource(seed: 0)), tensors(path: path), path)
  }

  /// Weights by the names of the network; those of a part that is left out are let go.
  private static func loaded<Network: Module>(
    _ network: Network, _ weights: [String: Tensor], _ path: String
  ) throws(FileError) -> Network {
    let names = Set(network.stateDictionary().map(\.name))
    do throws(StateDictionaryError) {
      try network.load(weights.filter { names.contains($0.key) })
    } catch {
      throw FileError(path: path, reason: error.description)
    }
    network.eval()
    network.setRequiresGrad(false)
    return network
  }

  private static func tensors(path: String) throws(FileError) -> [String: Tensor] {
    if path.hasSuffix(".safetensors") { return try SafetensorsFile(path: path).all() }
    let tensors = try TorchArchive.normalizedNames(TorchArchive.stateDictionary(path: path), path: path)
    return Dictionary(tensors.map { ($0.name, $0.tensor) }) { $1 }
  }
}
