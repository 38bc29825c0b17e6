import Testing
import Torch
import Training

@testable import Adversarial

struct ImagePoolTests {
  private func picture(_ value: Double) -> Tensor { Tensor.full([1, 1, 2, 2], value) }

  @Test func fillsBeforeItSwaps() {
    let pool = ImagePool(capacity: 5, random: RandomSource(seed: 1))
    for value in 0..<5 { #expect(pool.exchange(picture(Double(value))).max().item() == Double(value)) }
    #expect(pool.state.first?.tensor.shape == [5, 1, 2, 2])
  }

  @Test func handsOutOlderPicturesHalfOfTheTime() {
    let pool = ImagePool(capacity: 50, random: RandomSource(seed: 1))
    let older = (0..<1050).filter { pool.exchange(picture(Double($0))).max().item() != Double($0) }.count
    #expect((440...560).contains(older))
  }

  @Test func withoutCapacityHandsThrough() {
    let pool = ImagePool(capacity: 0, random: RandomSource(seed: 1))
    for value in 0..<9 { #expect(pool.exchange(picture(Double(value))).max().item() == Double(value)) }
    #expect(pool.state.isEmpty)
  }

  @Test func goesOnFromItsState() {
    let random = RandomSource(seed: 7)
    let pool = ImagePool(capacity: 3, random: random)
    for value in 0..<10 { _ = pool.exchange(picture(Double(value))) }
    let copyRandom = RandomSource(seed: 0)
    copyRandom.state = random.state
    let copy = ImagePool(capacity: 3, random: copyRandom)
    copy.load(Dictionary(uniqueKeysWithValues: pool.state.map { ($0.name, $0.tensor) }))
    for value in 10..<40 {
      #expect(pool.exchange(picture(Double(value))).equal(to: copy.exchange(picture(Double(value)))))
    }
  }
}
