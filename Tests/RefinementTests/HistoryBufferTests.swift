import Testing
import Torch

@testable import Refinement

/// Pictures are told apart by their only value: the k-th that was refined is k.
struct HistoryBufferTests {
  private func refined(from first: Int, count: Int = 6) -> Tensor {
    Tensor((first..<first + count).map { Float($0) }, shape: [count, 1, 1, 1])
  }

  private func values(_ tensor: Tensor?) -> [Int] { tensor?.array().map { Int($0) } ?? [] }

  /// Half a batch is added each time until it is full; from then on it holds as many, half a batch of them new.
  @Test func fillsAndTurnsOver() {
    let buffer = HistoryBuffer(capacity: 8, random: RandomSource(seed: 1))
    var held: Set<Int> = []
    for turn in 0..<40 {
      let new = refined(from: 6 * turn)
      let shown = values(buffer.exchange(new).pictures)
      #expect(shown.count == 6)
      if turn == 0 {
        #expect(shown == values(new) && buffer.count == 3)
      } else {
        // Half of the batch is of now, half was held before.
        #expect(shown.prefix(3) == values(new).prefix(3) && Set(shown.suffix(3)).isSubset(of: held))
        #expect(Set(shown.suffix(3)).count == 3)
      }
      let now = Set(values(buffer.state.first?.tensor))
      #expect(now.count == min(8, 3 * (turn + 1)) && buffer.count == now.count)
      #expect(Set(values(new).prefix(3)).isSubset(of: now))
      if turn >= 3 { #expect(now.subtracting(held).count == 3 && held.subtracting(now).count == 3) }
      held = now
    }
    // Nothing stays for ever.
    #expect(held.min().map { $0 > 6 * 10 } ?? false)
  }

  @Test func keepsClassesWithTheirPictures() {
    let buffer = HistoryBuffer(capacity: 5, random: RandomSource(seed: 2))
    for turn in 0..<9 {
      let new = refined(from: 6 * turn)
      let names = (6 * turn..<6 * turn + 6).map { Int64($0) * 10 }
      let shown = buffer.exchange(new, classes: Tensor(names, shape: [6]))
      #expect(shown.classes?.int64Array().map { Int($0) } == values(shown.pictures).map { $0 * 10 })
    }
  }

  @Test func goesOnAsBeforeFromItsState() {
    let (one, other) = (RandomSource(seed: 3), RandomSource(seed: 9))
    let buffer = HistoryBuffer(capacity: 7, random: one)
    for turn in 0..<5 { _ = buffer.exchange(refined(from: 6 * turn)) }
    let copy = HistoryBuffer(capacity: 7, random: other)
    copy.load(Dictionary(uniqueKeysWithValues: buffer.state.map { ($0.name, $0.tensor.cloned()) }))
    other.state = one.state
    for turn in 5..<9 {
      #expect(
        buffer.exchange(refined(from: 6 * turn)).pictures.equal(to: copy.exchange(refined(from: 6 * turn)).pictures))
    }
  }

  @Test func withoutRoomHandsThrough() {
    let buffer = HistoryBuffer(capacity: 0, random: RandomSource(seed: 1))
    #expect(values(buffer.exchange(refined(from: 3)).pictures) == Array(3..<9) && buffer.state.isEmpty)
  }
}
