import Datasets
import Foundation
import Synchronization
import Testing
import Vision

@Suite struct BatchLoaderTests {
  private final class Counter: Sendable {
    private let made = Mutex<[Int]>([])
    func add(_ step: Int) { made.withLock { $0.append(step) } }
    var all: [Int] { made.withLock { $0 } }
    var count: Int { all.count }
  }

  private func wait(until condition: () -> Bool) {
    for _ in 0..<500 where !condition() { Thread.sleep(forTimeInterval: 0.01) }
  }

  @Test func worksAheadButNotFurtherThanAllowed() throws {
    let counter = Counter()
    let loader = BatchLoader<Int>(prefetch: 3, workers: 2) { step throws(DatasetError) in
      counter.add(step)
      return step
    }
    wait { counter.count == 3 }
    Thread.sleep(forTimeInterval: 0.1)
    #expect(counter.all.sorted() == [0, 1, 2])
    #expect(try loader.next() == 0)
    wait { counter.count == 4 }
    #expect(counter.all.sorted() == [0, 1, 2, 3])
  }

  @Test func orderIsKeptWhenWorkersAreUneven() throws {
    let loader = BatchLoader<Int>(prefetch: 8, workers: 4) { step throws(DatasetError) in
      Thread.sleep(forTimeInterval: step % 3 == 0 ? 0.01 : 0)
      return step
    }
    #expect(try (0..<40).map { _ in try loader.next() } == Array(0..<40))
    #expect(loader.waitedSeconds > 0)
  }

  @Test func seeksAreExactWhileWorkersAreBusy() throws {
    let loader = BatchLoader<Int>(prefetch: 4, workers: 3) { step throws(DatasetError) in step }
    for target in [10, 3, 50, 0, 7] {
      loader.seek(to: target)
      #expect(try (0..<5).map { _ in try loader.next() } == Array(target..<target + 5))
    }
  }

  @Test func stoppingEndsTheWorkersAndWakesTheReader() throws {
    let counter = Counter()
    let loader = BatchLoader<Int>(prefetch: 2, workers: 1) { step throws(DatasetError) in
      counter.add(step)
      Thread.sleep(forTimeInterval: 0.02)
      return step
    }
    _ = try loader.next()
    loader.stop()
    #expect { try loader.next() } throws: { "\($0)".contains("stopped") }
    Thread.sleep(forTimeInterval: 0.1)
    let made = counter.count
    Thread.sleep(forTimeInterval: 0.1)
    #expect(counter.count == made)
  }

  @Test func lettingGoEndsTheWorkers() throws {
    /// Lives as long as some worker holds the closure.
    final class Witness: Sendable {}
    weak var witness: Witness?
    do {
      let held = Witness()
      witness = held
      let loader = BatchLoader<Int>(prefetch: 2, workers: 2) { [held] step throws(DatasetError) in
        _ = held
        return step
      }
      _ = try loader.next()
    }
    wait { witness == nil }
    #expect(witness == nil)
  }
}
