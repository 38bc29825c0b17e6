public import Torch
import Training
import Vision

/// Every choice of a feature memory.
public struct FeatureMemoryRecipe: PatchDetectorRecipe {
  public static let identifier = "feature-memory"

  /// How pictures become patches.
  public var patches = PatchRecipe()
  /// Which pictures.
  public var data = NormalDataRecipe()
  /// Scores and thresholds.
  public var score = PatchScoreRecipe()
  /// The memory.
  public var memory = Memory()

  /// What is remembered.
  public struct Memory: Codable, Sendable, Equatable {
    /// How many patches.
    public var size = 12_000
    /// How many patches are drawn from all pictures, evenly, for the greedy choice.
    public var candidates = 100_000
    /// Of how many neighbours the re-weighting is (PatchCore's eq. 7); 0 is none, as in its authors' code.
    public var neighbors = 0

    enum CodingKeys: String, CodingKey {
      case size = "memory"
      case candidates = "memory_candidates"
      case neighbors = "reweight_neighbors"
    }
  }

  /// 12,000 patches out of 100,000.
  public init() {}

  public func validate() throws {
    try check(memory.size > 0, "memory is \(memory.size); choose 1 patch or more, such as 12000")
    try check(
      memory.candidates >= memory.size,
      "memory_candidates are \(memory.candidates) for a memory of \(memory.size); choose at least as many")
    try check(
      (0...100).contains(memory.neighbors) && memory.neighbors != 1,
      "reweight_neighbors are \(memory.neighbors); choose 0 (none) or 2 to 100, such as 9")
  }

  /// At most 2,000 patches out of 20,000.
  public mutating func shrink() {
    memory.candidates = min(memory.candidates, 20_000)
    memory.size = min(memory.size, 2000, memory.candidates)
  }

  /// Draws candidates evenly from all pictures and keeps those that cover them best.
  public func learn(_ patches: NormalPatches, progress: (String, Double) -> Void) throws -> any PatchModel {
    let count = min(memory.candidates, patches.patchCount)
    // The candidates, their copy in one piece, and the projections of the choice.
    let bytes = count * (2 * patches.channels + Coreset.projection + 4) * MemoryLayout<Float>.size
    try AvailableMemory.require(
      bytes, for: "a memory of \(memory.size) patches out of \(count)", mend: "lower memory_candidates and memory")
    let random = RandomSource(seed: self.patches.seed)
    var (parts, taken, seen) = ([Tensor](), 0, 0)
    try patches.forEach(progress: { progress("looking at normal pictures", $0) }) { map in
      let rows = map.permuted(0, 2, 3, 1).reshaped([-1, patches.channels])
      seen += rows.size(0)
      // As many as keep the draw even, whatever the pictures' sizes.
      let wanted = min(rows.size(0), count * seen / patches.patchCount - taken)
      guard wanted > 0 else { return }
      taken += wanted
      let chosen = Tensor.randperm(rows.size(0), random: random).narrow(dim: 0, start: 0, length: wanted)
      parts.append(rows.index(select: chosen.to(rows.device)).to(.cpu))
    }
    let candidates = concatenated(parts)
    parts = []
    let kept = Coreset.indices(of: candidates, count: memory.size, random: random) {
      progress("choosing what to remember", $0)
    }
    return FeatureMemory(candidates.index(select: Tensor(kept)), reweighting: memory.neighbors)
  }

  public func model(of tensors: [String: Tensor]) throws -> any PatchModel {
    guard let patches = tensors["patches"], patches.rank == 2, patches.size(0) > 0 else {
      throw TrainingError(.recipe, "it has no remembered patches; train it again")
    }
    return FeatureMemory(patches, reweighting: memory.neighbors)
  }
}
