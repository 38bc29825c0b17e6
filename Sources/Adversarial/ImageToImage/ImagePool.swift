public import Torch

/// A store of pictures that the generator made earlier, for the discriminator to see (Shrivastava et al. 2016).
///
/// It fills first; from then on each new picture is, by a coin's toss, either handed through or put in the place of a
/// stored one drawn at random, which is handed out instead. SimGAN's own buffer (`Refinement/SimGAN`) replaces half a batch.
public final class ImagePool {
  /// The greatest number of pictures held; 0 hands everything through.
  public let capacity: Int
  private var pictures: [Tensor] = []
  private let random: RandomSource

  /// An empty pool; `random`, on the CPU, tosses the coins.
  public init(capacity: Int, random: RandomSource) {
    precondition(capacity >= 0, "a pool holds 0 or more pictures")
    self.capacity = capacity
    self.random = random
  }

  /// Takes pictures `[N, C, H, W]` and returns as many, some of them older ones; none has a gradient.
  public func exchange(_ images: Tensor) -> Tensor {
    guard capacity > 0 else { return images.detached() }
    let images = images.detached()
    let handedOut = (0..<images.shape[0]).map { index in
      let picture = images.narrow(dim: 0, start: index, length: 1)
      if pictures.count < capacity {
        pictures.append(picture.cloned())
        return picture
      }
      let draws = Tensor.rand([2], random: random).array()
      guard draws[0] > 0.5 else { return picture }
      let place = min(Int(draws[1] * Float(capacity)), capacity - 1)
      let older = pictures[place]
      pictures[place] = picture.cloned()
      return older
    }
    return concatenated(handedOut, dim: 0)
  }

  /// What a checkpoint must hold: the pictures, `[count, C, H, W]`, under `pictures`, or under `pictures.0` and so on
  /// where their sizes differ; nothing while the pool is empty.
  public var state: [(name: String, tensor: Tensor)] {
    guard let first = pictures.first else { return [] }
    guard pictures.allSatisfy({ $0.shape == first.shape }) else {
      return pictures.enumerated().map { ("pictures.\($0.offset)", $0.element) }
    }
    return [("pictures", concatenated(pictures, dim: 0))]
  }

  /// Takes back what ``state`` gave.
  public func load(_ state: [String: Tensor]) {
    guard let stored = state["pictures"] else {
      pictures = (0..<capacity).lazy.map { state["pictures.\($0)"] }.prefix { $0 != nil }.compactMap { $0?.cloned() }
      return
    }
    pictures = (0..<min(stored.shape[0], capacity)).map { stored.narrow(dim: 0, start: $0, length: 1).cloned() }
  }
}
