public import Torch

/// Refined pictures of earlier steps, which the discriminator sees beside those of now (1612.07828, section 2.3).
///
/// Half of each of the discriminator's refined batches comes from the buffer; then as many of its entries, drawn at
/// random, are replaced by new ones. While it holds fewer than half a batch nothing comes from it, and until it is full
/// new pictures are added and none is replaced.
public final class HistoryBuffer {
  /// The greatest number of pictures held; 0 hands everything through.
  public let capacity: Int
  /// How many it holds.
  public private(set) var count = 0
  private var pictures: Tensor?
  private var classes: Tensor?
  private let random: RandomSource

  /// An empty buffer; `random`, on the CPU, draws what comes out and what is replaced.
  public init(capacity: Int, random: RandomSource) {
    precondition(capacity >= 0, "a buffer holds 0 or more pictures")
    self.capacity = capacity
    self.random = random
  }

  /// Takes refined pictures `[N, C, H, W]` with their classes `[N]` (int64) where they have any, and returns as many,
  /// half of them older ones; none has a gradient.
  public func exchange(_ refined: Tensor, classes newClasses: Tensor? = nil) -> (pictures: Tensor, classes: Tensor?) {
    let refined = refined.detached()
    let half = min(refined.shape[0] / 2, capacity)
    guard half > 0 else { return (refined, newClasses) }
    defer { store(refined.narrow(dim: 0, start: 0, length: half), newClasses?.narrow(dim: 0, start: 0, length: half)) }
    guard count >= half, let pictures else { return (refined, newClasses) }
    let places = drawn(half, of: count).to(pictures.device)
    let kept = refined.shape[0] - half
    let mixed = concatenated(
      [refined.narrow(dim: 0, start: 0, length: kept), pictures.index(select: places, dim: 0)], dim: 0)
    guard let newClasses, let classes else { return (mixed, newClasses) }
    return (
      mixed,
      concatenated([newClasses.narrow(dim: 0, start: 0, length: kept), classes.index(select: places, dim: 0)], dim: 0)
    )
  }

  private func drawn(_ number: Int, of total: Int) -> Tensor {
    Tensor.randperm(total, random: random).narrow(dim: 0, start: 0, length: number)
  }

  private func store(_ new: Tensor, _ newClasses: Tensor?) {
    withoutGradients {
      let pictures = self.pictures ?? Tensor.zeros([capacity] + new.shape.dropFirst(), device: new.device)
      self.pictures = pictures
      if let newClasses, classes == nil { classes = Tensor.zeros([capacity], dtype: .int64, device: newClasses.device) }
      let free = min(new.shape[0], capacity - count)
      var places = Array(count..<count + free)
      if free < new.shape[0] {
        // Only those are replaced that were there before.
        places += drawn(new.shape[0] - free, of: max(count, 1)).int64Array().map { Int($0) }
      }
      for (number, place) in places.enumerated() {
        pictures.narrow(dim: 0, start: place, length: 1).copy(from: new.narrow(dim: 0, start: number, length: 1))
        if let newClasses {
          classes?.narrow(dim: 0, start: place, length: 1)
            .copy(from: newClasses.narrow(dim: 0, start: number, length: 1))
        }
      }
      count += free
    }
  }

  /// What a checkpoint must hold: the pictures, `[count, C, H, W]`, and their classes; nothing while it is empty.
  public var state: [(name: String, tensor: Tensor)] {
    guard count > 0, let pictures else { return [] }
    let held = [(name: "pictures", tensor: pictures.narrow(dim: 0, start: 0, length: count))]
    return held + (classes.map { [(name: "classes", tensor: $0.narrow(dim: 0, start: 0, length: count))] } ?? [])
  }

  /// Takes back what ``state`` gave.
  public func load(_ state: [String: Tensor], device: Device = .cpu) {
    (count, pictures, classes) = (0, nil, nil)
    guard let stored = state["pictures"], capacity > 0 else { return }
    count = min(stored.shape[0], capacity)
    pictures = refilled(stored, device)
    classes = state["classes"].map { refilled($0, device) }
  }

  private func refilled(_ stored: Tensor, _ device: Device) -> Tensor {
    let whole = Tensor.zeros([capacity] + stored.shape.dropFirst(), dtype: stored.dtype, device: device)
    whole.narrow(dim: 0, start: 0, length: count).copy(from: stored.narrow(dim: 0, start: 0, length: count))
    return whole
  }
}
