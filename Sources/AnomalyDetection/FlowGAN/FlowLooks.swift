import Adversarial
import Datasets
import Features
import Torch
import TorchNN
import Training
import Vision

/// Looks at batches.
struct FlowLooks {
  /// The two networks; nil where nothing needs them.
  let networks: FlowNetworks?
  /// A network of pictures in general with what it remembers; nil where the model has none.
  let eyes: FlowEyes?
  /// Of the discriminator's maps by which frames are compared.
  let stride: Int

  /// What it can look for.
  var possible: Set<FlowComponent> {
    Set(
      FlowComponent.allCases.filter { component in
        if component.needsNetworks, networks == nil { return false }
        if component == .appearance { return eyes?.memory != nil }
        if let stride = component.featureStride { return eyes?.network.strides.contains(stride) == true }
        return true
      })
  }

  /// The maps of a batch, as means over cells of 2x2 pixels: `[N, H / 2, W / 2]` each.
  ///
  /// - Parameters:
  ///   - frames: `[N, C, H, W]` in -1...1.
  ///   - flows: `[N, 3, H, W]`, scaled.
  func cells(_ frames: Tensor, _ flows: Tensor, _ wanted: Set<FlowComponent>) -> [FlowComponent: Tensor] {
    withoutGradients {
      var maps: [FlowComponent: Tensor] = [:]
      let speed = flows.narrow(dim: 1, start: 2, length: 1)
      if wanted.contains(.magnitude) { maps[.magnitude] = speed }
      if wanted.contains(.appearance) { maps[.appearance] = eyes?.memory?.distances(frames) }
      if let networks {
        maps.merge(flowMaps(networks, frames, flows, speed, wanted)) { $1 }
        maps.merge(frameMaps(networks, frames, flows, wanted)) { $1 }
        if wanted.contains(.patches) { maps[.patches] = Self.patches(networks, frames, flows) }
      }
      let size = [frames.shape[2], frames.shape[3]]
      return maps.mapValues { map in
        let whole = map.shape[2] == size[0] ? map : upsample(map, size: size, mode: .bilinear)
        return avgPool2d(whole, kernelSize: 2).squeezed(dim: 1)
      }
    }
  }

  /// Delta_O.
  private func flowMaps(
    _ networks: FlowNetworks, _ frames: Tensor, _ flows: Tensor, _ speed: Tensor, _ wanted: Set<FlowComponent>
  ) -> [FlowComponent: Tensor] {
    guard wanted.contains(.flowL1) || wanted.contains(.flowOneSided) else { return [:] }
    let drawn = networks.toFlow.draw(frames)
    var maps: [FlowComponent: Tensor] = [:]
    if wanted.contains(.flowL1) { maps[.flowL1] = (flows - drawn).abs().mean(dims: [1], keepDims: true) }
    if wanted.contains(.flowOneSided) {
      maps[.flowOneSided] = relu(speed - relu(drawn.narrow(dim: 1, start: 2, length: 1)))
    }
    return maps
  }

  /// Delta_S.
  private func frameMaps(
    _ networks: FlowNetworks, _ frames: Tensor, _ flows: Tensor, _ wanted: Set<FlowComponent>
  ) -> [FlowComponent: Tensor] {
    let strides = wanted.compactMap(\.featureStride).sorted()
    let byFeatures = eyes != nil && !strides.isEmpty
    guard byFeatures || wanted.contains(.framePixels) || wanted.contains(.frameDiscriminator) else { return [:] }
    let drawn = networks.toFrame.draw(flows)
    var maps: [FlowComponent: Tensor] = [:]
    if wanted.contains(.framePixels) { maps[.framePixels] = Self.difference(frames, drawn) }
    if wanted.contains(.frameDiscriminator), let judge = networks.toFrame.discriminator as? PatchDiscriminator {
      maps[.frameDiscriminator] = Self.difference(
        judge.maps(concatenated([flows, frames], dim: 1), stride: stride),
        judge.maps(concatenated([flows, drawn], dim: 1), stride: stride))
    }
    if let eyes, byFeatures {
      let count = frames.shape[0]
      let both = eyes.maps(concatenated([frames, drawn], dim: 0), strides: strides)
      for (stride, map) in zip(strides, both) {
        maps[.frameFeatures(stride: stride)] = Self.difference(
          map.narrow(dim: 0, start: 0, length: count), map.narrow(dim: 0, start: count, length: count))
      }
    }
    return maps
  }

  private static func difference(_ seen: Tensor, _ drawn: Tensor) -> Tensor {
    (seen - drawn).abs().mean(dims: [1], keepDims: true)
  }

  /// -log D(x, y) of both: 0 where a patch is surely real.
  private static func patches(_ networks: FlowNetworks, _ frames: Tensor, _ flows: Tensor) -> Tensor {
    let ofFlow = softplus(networks.toFlow.discriminator(concatenated([frames, flows], dim: 1)) * -1)
    let ofFrame = softplus(networks.toFrame.discriminator(concatenated([flows, frames], dim: 1)) * -1)
    return ofFlow + ofFrame
  }

  /// The same of samples, stacked.
  func cells(
    _ samples: [(picture: Image, flow: FlowField)], scale: Double, _ wanted: Set<FlowComponent>, _ device: Device
  ) -> [FlowComponent: Tensor] {
    let batch = MotionBatch(samples, scale: scale)
    return cells(Tensor(batch.frames, device: device), Tensor(batch.flows, device: device), wanted)
  }
}
