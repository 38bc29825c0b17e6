import Synchronization

/// A wish to end a run after the step that is under way; may be raised from any thread, and from a signal's handler.
public final class StopRequest: Sendable {
  private let raised = Atomic<Bool>(false)

  /// A request that nobody has raised.
  public init() {}

  /// Raises the request.
  public func raise() { raised.store(true, ordering: .relaxed) }

  /// Whether it was raised.
  public var isRaised: Bool { raised.load(ordering: .relaxed) }
}
