import Datasets
import Foundation

/// A thread that works off a queue, beside those who fill it.
final class PipelineStage<Item: Sendable>: Sendable {
  /// What is to be worked off; whoever fills it ends it.
  let queue: FrameQueue<Item>
  private let ended = FrameQueue<Bool>(capacity: 1)

  /// Begins.
  ///
  /// - Parameters:
  ///   - capacity: how many items may wait.
  ///   - work: takes items until there are none. Where it gives up early, or throws, nobody waits for room in the queue.
  init(capacity: Int, _ work: sending @escaping (FrameQueue<Item>) throws -> Void) {
    queue = FrameQueue(capacity: capacity)
    let (queue, ended, work) = (queue, ended, GivenAway(work))
    Thread.detachNewThread {
      do {
        try work.value(queue)
        queue.cancel()
        ended.end()
      } catch {
        queue.cancel()
        ended.end(error)
      }
    }
  }

  /// Waits until all is done.
  ///
  /// - Throws: what the work threw.
  func finish() throws {
    queue.end()
    _ = try ended.take()
  }
}
