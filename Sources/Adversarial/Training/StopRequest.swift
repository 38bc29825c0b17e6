import Foundation
import Synchronization

/// A wish to end a run after the step that is under way; may be raised from any thread.
public final class StopRequest: Sendable {
  private let raised = Atomic<Bool>(false)

  /// A request that nobody has raised.
  public init() {}

  /// Raises the request.
  public func raise() { raised.store(true, ordering: .relaxed) }

  /// Whether it was raised.
  public var isRaised: Bool { raised.load(ordering: .relaxed) }
}

/// How many SIGINT and SIGTERM came while a trap was set; a signal handler reaches nothing but globals.
private let signalCount = Atomic<Int>(0)

/// Turns SIGINT and SIGTERM into a number to look at, until the trap is let go.
///
/// A second signal ends the process at once: files of a run have their names only when they are whole.
final class SignalTrap {
  private let previous: [(signal: Int32, handler: (@convention(c) (Int32) -> Void)?)]

  init() {
    signalCount.store(0, ordering: .relaxed)
    // A parent that starts programs from a worker thread, as Foundation's Process may, hands its blocked signals down.
    var mask = sigset_t()
    sigemptyset(&mask)
    for number in [SIGINT, SIGTERM] { sigaddset(&mask, number) }
    pthread_sigmask(SIG_UNBLOCK, &mask, nil)
    previous = [SIGINT, SIGTERM].map { number in
      let old = signal(number) { number in
        if signalCount.add(1, ordering: .relaxed).newValue > 1 { _exit(128 + number) }
      }
      return (number, old)
    }
  }

  deinit { for entry in previous { _ = signal(entry.signal, entry.handler) } }

  var hasFired: Bool { signalCount.load(ordering: .relaxed) > 0 }
}
