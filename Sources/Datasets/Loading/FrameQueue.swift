import Foundation

/// Hands items from one thread to another, a few at a time: whoever is ahead waits.
///
/// Unchecked, because the compiler cannot see it: every stored variable is touched only while `condition` is locked.
public final class FrameQueue<Item: Sendable>: @unchecked Sendable {
  private let condition = NSCondition()
  private let capacity: Int
  private var items: [Item] = []
  private var isEnded = false
  private var isCancelled = false
  private var failure: (any Error)?

  /// - Parameter capacity: how many items may wait.
  public init(capacity: Int) { self.capacity = capacity }

  /// Adds an item, waiting for room.
  ///
  /// - Returns: whether anybody still wants items.
  public func put(_ item: Item) -> Bool {
    condition.lock()
    defer { condition.unlock() }
    while items.count >= capacity, !isCancelled { condition.wait() }
    guard !isCancelled else { return false }
    items.append(item)
    condition.broadcast()
    return true
  }

  /// Says that no further items come, or why.
  public func end(_ error: (any Error)? = nil) {
    condition.lock()
    defer { condition.unlock() }
    failure = failure ?? error
    isEnded = true
    condition.broadcast()
  }

  /// Says that no further items are wanted.
  public func cancel() {
    condition.lock()
    defer { condition.unlock() }
    isCancelled = true
    items = []
    condition.broadcast()
  }

  /// The next item; nil at the end.
  ///
  /// - Throws: what the other side ended with.
  public func take() throws -> Item? {
    condition.lock()
    defer { condition.unlock() }
    while items.isEmpty, !isEnded, !isCancelled { condition.wait() }
    if items.isEmpty, let failure { throw failure }
    guard !items.isEmpty else { return nil }
    defer { condition.broadcast() }
    return items.removeFirst()
  }
}

/// A value that one thread at a time uses, handed to a thread of its own.
///
/// Unchecked: whoever makes one gives the value away and does not touch it again.
public struct GivenAway<Value>: @unchecked Sendable {
  /// The value.
  public let value: Value

  /// Gives a value away.
  public init(_ value: Value) { self.value = value }
}
