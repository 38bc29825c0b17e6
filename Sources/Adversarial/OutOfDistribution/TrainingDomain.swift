import Features
import Files
import Foundation
public import Torch
import TorchNN
public import Training
public import Vision

/// Says of inputs how unlike they are to what a translator was trained on: by the generator's own features, and by ImageNet
/// features where the model has statistics of them and this machine the weights.
public final class TrainingDomain {
  private let judges: [(model: DomainModel, features: any DomainFeatures)]
  private let channels: Int
  private let device: Device

  /// What decides: the name of the features.
  public var features: String { judges[0].features.name }
  /// The share of pictures like the training set's that is warned of.
  public var falseWarning: Double { judges[0].model.falseWarning }
  /// The distance from which on a picture is unlike.
  public var threshold: Double { judges[0].model.threshold }
  /// The width and height that the model was trained at.
  public var size: (width: Int, height: Int) { (judges[0].model.width, judges[0].model.height) }

  /// The file beside a run's checkpoints.
  public static let fileName = "domain.safetensors"
  /// What stands before its tensors in a file that is handed on.
  public static let prefix = ModelFile.besidePrefix + "domain/"

  init(_ judges: [(model: DomainModel, features: any DomainFeatures)], channels: Int, device: Device) {
    precondition(!judges.isEmpty, "something judges")
    (self.judges, self.channels, self.device) = (judges, channels, device)
  }

  /// Judges a picture of any size; it is scaled to the size of training.
  ///
  /// - Throws: what the features throw.
  public func judge(_ image: Image) throws -> DomainModel.Judgement {
    let (model, features) = judges[0]
    return try model.judge(Self.tensor(image, model.width, model.height, channels, device), by: features)
  }

  /// Judges a picture by each kind of features that the model has statistics of.
  ///
  /// - Throws: what the features throw.
  public func judgements(of image: Image) throws -> [(features: String, judgement: DomainModel.Judgement)] {
    try judges.map { model, features in
      let picture = Self.tensor(image, model.width, model.height, channels, device)
      return (features.name, try model.judge(picture, by: features))
    }
  }

  private static func tensor(_ image: Image, _ width: Int, _ height: Int, _ channels: Int, _ device: Device) -> Tensor {
    let scaled = image.converted(to: channels == 1 ? .gray : .rgb).resized(width: width, height: height)
    return Tensor(scaled.normalized(), shape: [1, channels, height, width], device: device)
  }

  /// Learns the domain of a trained translator, and writes it beside the run's checkpoints.
  ///
  /// - Parameters:
  ///   - translator: as it came out of training.
  ///   - run: the run folder.
  ///   - way: stands before the names where a model goes both ways, such as `AtoB/`.
  ///   - width: of training pictures.
  ///   - height: of training pictures.
  ///   - count: how many pictures there are; at most 600, spread over them, are looked at.
  ///   - place: what view one shows, where that is known.
  ///   - picture: one of them; nil where it cannot be read.
  /// - Returns: how many held-out distances there are; 0, where the pictures are too few to say anything.
  /// - Throws: when the disk refuses.
  @discardableResult
  public static func learn(
    _ translator: ImageTranslator, run: String, way: String = "", width: Int, height: Int, count: Int,
    place: (Int) -> String? = { _ in nil }, picture: (Int) -> Image?
  ) throws -> Int {
    let looked = min(count, 600)
    let (channels, device) = (translator.recipe.inputChannels, translator.device)
    var judges: [any DomainFeatures] = [GeneratorFeatures(translator.network)]
    if let known = try? FeatureNetworks.open("efficientnet-lite0", deepest: 16), min(width, height) >= 32 {
      judges.append(ImageNetFeatures(known))
    }
    var tensors: [(name: String, tensor: Tensor)] = []
    var held = 0
    for features in judges {
      let model = try DomainModel.learned(
        from: looked, width: width, height: height, by: features, place: { place($0 * count / looked) },
        picture: { picture($0 * count / looked).map { tensor($0, width, height, channels, device) } })
      guard let model else { continue }
      held = model.heldOut.count
      tensors += model.tensors.map { (way + features.name + "/" + $0.name, $0.tensor.to(.cpu)) }
    }
    guard !tensors.isEmpty else { return 0 }
    let path = run + "/" + fileName
    if !way.isEmpty, Folders.holdsFile(path), let former = try? SafetensorsFile(path: path) {
      tensors += try former.names.filter { !$0.hasPrefix(way) }.map { ($0, try former.tensor($0)) }
    }
    try Safetensors.write(tensors.map { ($0.name, $0.tensor.contiguous()) }, metadata: ["content": "domain"], to: path)
    return held
  }

  /// The tensors beside a model's weights, or in the run that a checkpoint belongs to.
  ///
  /// - Throws: when a file is damaged.
  public static func tensors(beside file: ModelFile) throws -> [(name: String, tensor: Tensor)] {
    let own = try file.tensors(prefix: prefix)
    guard own.isEmpty else { return own }
    let folder = (file.path as NSString).deletingLastPathComponent
    for place in [folder, folder + "/../.."].map({ $0 + "/" + fileName }) where Folders.holdsFile(place) {
      let held = try SafetensorsFile(path: place)
      return try held.names.map { ($0, try held.tensor($0)) }
    }
    return []
  }
}

extension TrainedGenerator {
  /// What the model was trained on; nil where its file does not say.
  ///
  /// - Parameter translator: of this model, which says which way it goes where it could go both.
  /// - Throws: when a file is damaged.
  public func domain(for translator: ImageTranslator) throws -> TrainingDomain? {
    let tensors = try TrainingDomain.tensors(beside: file)
    let own = direction.map { $0.rawValue + "/" } ?? ""
    let way = tensors.contains { $0.name.hasPrefix(own) } ? own : ""
    func model(_ name: String) -> DomainModel? {
      let start = way + name + "/"
      return DomainModel(
        tensors: tensors.filter { $0.name.hasPrefix(start) }
          .map { (String($0.name.dropFirst(start.count)), $0.tensor.to(translator.device)) })
    }
    var judges: [(model: DomainModel, features: any DomainFeatures)] = []
    if let own = model("efficientnet-lite0"), let known = try? FeatureNetworks.open("efficientnet-lite0", deepest: 16) {
      try known.move(to: translator.device)
      judges.append((own, ImageNetFeatures(known)))
    }
    if let own = model("generator") { judges.append((own, GeneratorFeatures(translator.network))) }
    return judges.isEmpty
      ? nil : TrainingDomain(judges, channels: translator.recipe.inputChannels, device: translator.device)
  }
}
