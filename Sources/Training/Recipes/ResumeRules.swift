/// Which keys of a recipe may differ from the checkpoint's when a run is resumed.
public struct ResumeRules: Sendable {
  /// Keys that say where and how often, not what is computed.
  public var free: Set<String>
  /// Keys whose number may grow.
  public var growing: Set<String>
  /// Names the keys.
  public init(free: Set<String>, growing: Set<String>) {
    self.free = free
    self.growing = growing
  }

  /// What every system allows: longer runs (with a fall of the learning rate as long), other intervals of writing, another device, other folders and workers.
  public static let standard = ResumeRules(
    free: [
      "checkpoint_every", "checkpoint_minutes", "keep_checkpoints", "log_every", "sample_every", "check_weights_every",
      "device", "out", "workers", "prefetch", "threads",
    ],
    growing: ["steps", "epochs", "lr_decay_length"])

  /// These rules with further free keys.
  public func allowing(_ keys: String...) -> ResumeRules {
    ResumeRules(free: free.union(keys), growing: growing)
  }

  /// Makes sure that `asked` goes on with what `kept` began.
  ///
  /// - Parameter place: what the sentence calls the owner of `kept`, such as `the checkpoint step-00000020`.
  /// - Throws: a sentence that names each key that contradicts, with both values.
  public func check(asked: RecipeDocument, against kept: RecipeDocument, in place: String) throws(TrainingError) {
    var contradictions: [(key: String, text: String)] = []
    let keys = kept.keys + asked.keys.filter { kept[$0] == nil }
    for key in keys where !free.contains(key) {
      let (old, new) = (kept[key], asked[key])
      if old == new { continue }
      if growing.contains(key), let old = old?.double, let new = new?.double, new > old { continue }
      let before = old.map { "\($0)" } ?? "not set"
      let now = new.map { "\($0)" } ?? "not set"
      contradictions.append((key, "\(key) is \(before) there and \(now) here"))
    }
    guard !contradictions.isEmpty else { return }
    throw TrainingError(
      .contradiction(keys: contradictions.map(\.key)),
      "the recipe contradicts \(place): \(contradictions.map(\.text).joined(separator: ", ")); resume with the same "
        + "values, or start another run in another folder (--out)")
  }
}
