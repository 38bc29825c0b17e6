public import Torch
public import Training

/// Differentiable augmentation (Zhao et al. 2020, 2006.10738): what the discriminator sees, real and generated alike, is
/// changed by chance, so that a small set cannot be learned by heart; gradients go through the changes to the generator.
public struct DifferentiableAugmentation: Sendable, Equatable {
  /// One kind of change, each picture by its own draws.
  public enum Change: String, Sendable, CaseIterable {
    /// Brightness by -0.5...0.5, saturation by 0...2, contrast by 0.5...1.5.
    case color
    /// Shifted by up to an eighth of the side each way; what comes in is 0.
    case translation
    /// A square of half the side set to 0.
    case cutout
  }

  /// In the order in which they are applied.
  public let changes: [Change]

  /// Reads a policy such as `color,translation,cutout`; an empty one is no augmentation.
  ///
  /// - Throws: a sentence that names the word.
  public init?(policy: String) throws(TrainingError) {
    let words = policy.split(separator: ",").map { $0.filter { !$0.isWhitespace }.lowercased() }
    var changes: [Change] = []
    for word in words {
      guard let change = Change(rawValue: word == "colour" ? "color" : word) else {
        throw TrainingError(.recipe, "diffaugment has '\(word)'; use color, translation and cutout, with commas")
      }
      changes.append(change)
    }
    guard !changes.isEmpty else { return nil }
    self.changes = changes
  }

  /// Changes pictures `[N, C, H, W]` in -1...1; results may leave that range.
  ///
  /// Several pictures that belong together lie along the channels, 3 (or 1) each: they are shifted and cut alike.
  ///
  /// - Parameter random: draws, on the CPU.
  public func callAsFunction(_ images: Tensor, random: RandomSource) -> Tensor {
    changes.reduce(images.to(.float32)) { value, change in
      switch change {
      case .color: recoloured(value, random)
      case .translation: shifted(value, random)
      case .cutout: cut(value, random)
      }
    }
  }

  private func recoloured(_ images: Tensor, _ random: RandomSource) -> Tensor {
    let count = images.shape[0]
    let draws = Tensor.rand([3, count, 1, 1, 1], random: random).to(images.device)
    let width = images.shape[1] % 3 == 0 ? 3 : 1
    let pictures = images.split(size: width, dim: 1).map { picture in
      let bright = picture + (draws[0] - 0.5)
      let grey = bright.mean(dims: [1], keepDims: true)
      let saturated = (bright - grey) * (draws[1] * 2) + grey
      let level = saturated.mean(dims: [1, 2, 3], keepDims: true)
      return (saturated - level) * (draws[2] + 0.5) + level
    }
    return pictures.count == 1 ? pictures[0] : concatenated(pictures, dim: 1)
  }

  private func shifted(_ images: Tensor, _ random: RandomSource) -> Tensor {
    let (height, width) = (images.shape[2], images.shape[3])
    let (down, right) = (max(1, (height + 4) / 8), max(1, (width + 4) / 8))
    let padded = pad(images, left: right, right: right, top: down, bottom: down)
    let draws = Tensor.rand([images.shape[0], 2], random: random).array()
    return concatenated(
      (0..<images.shape[0]).map { index in
        let y = min(Int(draws[2 * index] * Float(2 * down + 1)), 2 * down)
        let x = min(Int(draws[2 * index + 1] * Float(2 * right + 1)), 2 * right)
        return padded.narrow(dim: 0, start: index, length: 1).narrow(dim: 2, start: y, length: height)
          .narrow(dim: 3, start: x, length: width)
      }, dim: 0)
  }

  private func cut(_ images: Tensor, _ random: RandomSource) -> Tensor {
    let (count, height, width) = (images.shape[0], images.shape[2], images.shape[3])
    let draws = Tensor.rand([count, 2], random: random).array()
    let (high, wide) = (height / 2, width / 2)
    var mask = [Float](repeating: 1, count: count * height * width)
    for index in 0..<count {
      // The middle of the square is anywhere in the picture.
      let middleY = Int(draws[2 * index] * Float(height)), middleX = Int(draws[2 * index + 1] * Float(width))
      for y in max(0, middleY - high / 2)..<min(height, middleY - high / 2 + high) {
        for x in max(0, middleX - wide / 2)..<min(width, middleX - wide / 2 + wide) {
          mask[(index * height + y) * width + x] = 0
        }
      }
    }
    return images * Tensor(mask, shape: [count, 1, height, width]).to(images.device)
  }
}
