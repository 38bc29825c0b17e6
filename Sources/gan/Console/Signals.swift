import Foundation
import Synchronization
import Training

/// The first of SIGINT and SIGTERM that came; a signal handler reaches nothing but globals.
private let firstSignal = Atomic<Int32>(0)
private let stopRequest = StopRequest()

/// Turns SIGINT and SIGTERM into a wish to stop, for the commands that can end in order. A second signal ends the program at
/// once: files of a run have their names only when they are whole.
enum Signals {
  /// Watches for signals; the request is raised by the first.
  static func trap() -> StopRequest {
    // A parent that starts programs from a worker thread, as Foundation's Process may, hands its blocked signals down.
    var mask = sigset_t()
    sigemptyset(&mask)
    for number in [SIGINT, SIGTERM] { sigaddset(&mask, number) }
    pthread_sigmask(SIG_UNBLOCK, &mask, nil)
    for number in [SIGINT, SIGTERM] {
      signal(number) { number in
        let (isFirst, _) = firstSignal.compareExchange(expected: 0, desired: number, ordering: .relaxed)
        if !isFirst { _exit(128 + number) }
        stopRequest.raise()
      }
    }
    return stopRequest
  }

  /// The exit status of a program that a signal ended: 130 or 143.
  static var exitStatus: Int32 { 128 + max(SIGINT, firstSignal.load(ordering: .relaxed)) }
}
