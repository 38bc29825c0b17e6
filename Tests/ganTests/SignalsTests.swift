import Foundation
import Testing
import Training

@testable import gan

struct SignalsTests {
  @Test func theFirstSignalAsksAndTellsTheExitStatus() async {
    await #expect(processExitsWith: .exitCode(143)) {
      let stop = Signals.trap()
      #expect(!stop.isRaised)
      raise(SIGTERM)
      #expect(stop.isRaised)
      exit(Signals.exitStatus)
    }
  }

  @Test func aSecondSignalEndsAtOnce() async {
    await #expect(processExitsWith: .exitCode(128 + SIGINT)) {
      _ = Signals.trap()
      raise(SIGTERM)
      raise(SIGINT)
      exit(0)
    }
  }
}
