import Torch

/// Running sums of loss terms that stay on the device, so that no step waits for a number on the host.
struct LossMeter {
  private var sums: [(name: String, sum: Tensor, count: Int)] = []

  /// Adds what a phase returned: each term as `phase/term`, and the total where it is made of several.
  mutating func add(_ losses: LossTerms, phase: String) {
    withoutGradients {
      for term in losses.terms { add(term.value, name: "\(phase)/\(term.name)") }
      if losses.terms.count != 1 && !losses.terms.contains(where: { $0.name == "total" }) {
        add(losses.total.detached(), name: "\(phase)/total")
      }
    }
  }

  private mutating func add(_ value: Tensor, name: String) {
    if let index = sums.firstIndex(where: { $0.name == name }) {
      sums[index].sum.add(inPlace: value.to(.float64).reshaped([]))
      sums[index].count += 1
    } else {
      sums.append((name, value.to(.float64).reshaped([]).cloned(), 1))
    }
  }

  /// The mean of each term; this waits for the device. A term that was NaN or infinite once has such a mean.
  func means() -> [(name: String, value: Double)] { sums.map { ($0.name, $0.sum.item() / Double($0.count)) } }

  /// Forgets everything.
  mutating func reset() { sums = [] }

  /// The sums, for a checkpoint, under names that keep their order; the counts are in its `state.json`.
  var tensors: [(name: String, tensor: Tensor)] {
    sums.enumerated().map { ("\($0.offset)/\($0.element.name)", $0.element.sum) }
  }
  var counts: [String: Int] { Dictionary(sums.map { ($0.name, $0.count) }) { first, _ in first } }

  /// Takes back what `tensors` and `counts` gave.
  mutating func restore(_ tensors: [(name: String, tensor: Tensor)], counts: [String: Int]) {
    let numbered = tensors.compactMap { entry -> (position: Int, name: String, tensor: Tensor)? in
      let parts = entry.name.split(separator: "/", maxSplits: 1)
      guard parts.count == 2, let position = Int(parts[0]) else { return nil }
      return (position, String(parts[1]), entry.tensor)
    }
    sums = numbered.sorted { $0.position < $1.position }.compactMap { entry in
      counts[entry.name].map { (entry.name, entry.tensor, $0) }
    }
  }
}
