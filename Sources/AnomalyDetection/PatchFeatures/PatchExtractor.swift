import Features
import Torch
import Training

/// Turns pictures into patches of features: maps of several strides, averaged over neighbours, on one grid
/// (PatchCore, Roth et al. 2022, 2106.08265, section 3.1).
final class PatchExtractor {
  /// The network as it was opened, for files.
  let network: any FeatureMapNetwork
  private let prepared: any FeatureMapNetwork
  private let recipe: PatchRecipe
  private let device: Device

  /// - Throws: a sentence that names a stride that the network does not have.
  init(_ network: any FeatureMapNetwork, recipe: PatchRecipe, device: Device) throws {
    for stride in recipe.strides where !network.strides.contains(stride) {
      throw TrainingError(
        .recipe, "\(network.name) has no map of stride \(stride); choose strides among \(network.strides)")
    }
    try network.move(to: device)
    self.network = network
    self.recipe = recipe
    self.device = device
    prepared = network.prepared(recipe.precision == .bf16 ? .bfloat16 : .float32)
  }

  /// `[N, 1 or 3, H, W]` in -1...1 to `[N, channels, h, w]` with `h = H / grid`, rounded up.
  ///
  /// - Throws: pictures that are smaller than a stride.
  func patches(_ pictures: Tensor) throws -> Tensor {
    let (height, width) = (pictures.size(2), pictures.size(3))
    let size = [(height + recipe.grid - 1) / recipe.grid, (width + recipe.grid - 1) / recipe.grid]
    let border = self.border(height: height, width: width)
    let wide =
      border == 0
      ? pictures : pad(pictures, left: border, right: border, top: border, bottom: border, mode: .reflect)
    let all = try prepared.maps(of: wide.to(device), strides: recipe.strides)
    return withoutGradients {
      let maps = zip(all, recipe.strides).map { map, stride in
        map.narrow(dim: 2, start: border / stride, length: (height + stride - 1) / stride)
          .narrow(dim: 3, start: border / stride, length: (width + stride - 1) / stride)
      }
      return
        concatenated(maps.map { Self.resampled(Self.averaged($0, over: recipe.neighborhood), to: size) }, dim: 1)
    }
  }

  /// The recipe's border as far as pictures can be mirrored, in whole places of every map.
  private func border(height: Int, width: Int) -> Int {
    let coarsest = recipe.strides.max() ?? 1
    return min(recipe.border, min(height, width) - 1) / coarsest * coarsest
  }

  /// Numbers a channel as they are multiplied with maps.
  static func beside(_ channels: Tensor) -> Tensor { channels.reshaped([1, channels.count, 1, 1]) }

  /// Each place with its neighbours; at the border those that there are, repeated.
  static func averaged(_ map: Tensor, over side: Int) -> Tensor {
    let reach = side / 2
    guard reach > 0 else { return map }
    return avgPool2d(
      pad(map, left: reach, right: reach, top: reach, bottom: reach, mode: .replicate),
      kernelSize: side, stride: 1)
  }

  /// A finer map by means of equal parts, a coarser one by values between its places.
  static func resampled(_ map: Tensor, to size: [Int]) -> Tensor {
    if map.size(2) == size[0], map.size(3) == size[1] { return map }
    return map.size(2) >= size[0] && map.size(3) >= size[1]
      ? adaptiveAvgPool2d(map, outputSize: size) : upsample(map, size: size, mode: .bilinear)
  }
}
