import Datasets
import Features
import Files
import Torch
import Training
import Vision

/// A network that knows pictures in general, as the semantic features h of a frame, and the patches of normal frames that
/// it remembers.
final class FlowEyes {
  /// As it was opened, for files.
  let network: any FeatureMapNetwork
  /// Patches of normal frames; nil where none were learned.
  private(set) var memory: FrameMemory?
  private let prepared: any FeatureMapNetwork
  private let recipe: FlowScoreRecipe
  private let device: Device

  /// - Parameters:
  ///   - size: of the frames.
  ///   - precision: within the network.
  /// - Throws: a sentence: a stride that the network does not have, frames that are too small for it.
  init(
    _ network: any FeatureMapNetwork, _ recipe: FlowScoreRecipe, size: Preprocess.Size, device: Device,
    precision: Precision = .f32
  ) throws {
    (self.network, self.recipe, self.device) = (network, recipe, device)
    try network.move(to: device)
    prepared = network.prepared(precision == .bf16 ? .bfloat16 : .float32)
    var wanted = recipe.score.needsMemory ? recipe.memoryStrides : []
    if recipe.frameFeatures == .features { wanted.append(recipe.stride) }
    for stride in wanted where !network.strides.contains(stride) {
      throw TrainingError(
        .recipe,
        "\(network.name) has no map of stride \(stride); choose delta_s_stride and memory_strides among "
          + "\(network.strides)")
    }
    // What goes wrong with frames of this size goes wrong here, and not at a frame.
    _ = try prepared.maps(
      of: Tensor.zeros([1, 1, size.height, size.width], device: device),
      strides: network.strides.filter([2, 4, 8, 16].contains))
  }

  /// The maps of frames `[N, C, H, W]` in -1...1, one a stride.
  func maps(_ frames: Tensor, strides: [Int]) -> [Tensor] {
    do {
      return try prepared.maps(of: frames, strides: strides)
    } catch {
      preconditionFailure("frames of this size went through when the network was opened: \(error)")
    }
  }

  /// Whether patches of the recipe can be remembered.
  var canRemember: Bool { recipe.memoryStrides.allSatisfy(network.strides.contains) }

  /// Learns patches of normal frames.
  func remember(_ frames: [Image], seed: UInt64) throws {
    memory = try FrameMemory(learning: frames, network: network, recipe: recipe, seed: seed, device: device)
  }

  /// Takes patches that were learned before.
  func remember(_ tensors: [String: Tensor], path: String) throws {
    guard let patches = tensors["patches"], let scale = tensors["scale"], patches.rank == 2, scale.rank == 1,
      patches.size(0) > 0, patches.size(1) == scale.size(0)
    else { throw FileError(path: path, reason: "its remembered patches are damaged; fit it again (--fit)") }
    memory = try FrameMemory(patches, scale: scale, network: network, recipe: recipe, device: device)
  }

  /// What a file keeps.
  var tensors: [(name: String, tensor: Tensor)] {
    var tensors = network.weights.map { (name: "features/" + $0.name, tensor: $0.tensor) }
    if let memory {
      tensors.append((name: "memory/patches", tensor: memory.patches))
      tensors.append((name: "memory/scale", tensor: memory.scale))
    }
    return tensors
  }
}

/// Patches of normal frames: a patch is as unusual as it is far from the nearest of them (PatchCore, 2106.08265).
struct FrameMemory {
  /// `[patches, channels]`.
  let patches: Tensor
  /// One over the deviation of each channel, `[channels]`.
  let scale: Tensor
  private let extractor: PatchExtractor
  private let model: FeatureMemory

  /// How many frames are looked at, and of how many of their patches those to remember are chosen.
  static let (frames, candidates) = (200, 40_000)

  private static func patchRecipe(_ recipe: FlowScoreRecipe) -> PatchRecipe {
    var patches = PatchRecipe()
    patches.strides = recipe.memoryStrides
    patches.grid = recipe.memoryStrides[0]
    // Nothing moves beyond the border, and models of before remember frames as they are.
    patches.border = 0
    return patches
  }

  init(
    learning frames: [Image], network: any FeatureMapNetwork, recipe: FlowScoreRecipe, seed: UInt64, device: Device
  ) throws {
    var whole = FeatureMemoryRecipe()
    whole.patches = Self.patchRecipe(recipe)
    whole.patches.seed = seed
    (whole.memory.size, whole.memory.candidates) = (recipe.memory, max(recipe.memory, Self.candidates))
    let extractor = try PatchExtractor(network, recipe: whole.patches, device: device)
    let normal = try NormalPatches(frames, recipe: whole.patches, extractor: extractor)
    guard let model = try whole.learn(normal, progress: { _, _ in }) as? FeatureMemory else {
      preconditionFailure("a memory was asked for")
    }
    (self.extractor, self.model, patches, scale) = (extractor, model, model.patches, normal.scale)
  }

  init(
    _ patches: Tensor, scale: Tensor, network: any FeatureMapNetwork, recipe: FlowScoreRecipe, device: Device
  ) throws {
    extractor = try PatchExtractor(network, recipe: Self.patchRecipe(recipe), device: device)
    (self.patches, self.scale, model) = (patches, scale, FeatureMemory(patches))
  }

  /// `[N, C, H, W]` in -1...1 to `[N, 1, h, w]`.
  func distances(_ frames: Tensor) -> Tensor {
    do {
      let maps = try extractor.patches(frames).to(patches.device) * PatchExtractor.beside(scale)
      return model.distances(maps).unsqueezed(dim: 1).to(frames.device)
    } catch {
      preconditionFailure("frames of this size went through when the memory was made: \(error)")
    }
  }
}
