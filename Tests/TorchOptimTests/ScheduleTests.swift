import Foundation
import TensorFixtures
import Testing
import Torch
import TorchOptim

/// Schedules against the sequences of PyTorch's schedulers.
@Suite struct ScheduleTests {
  private let fixture: Fixture
  init() throws { fixture = try Fixture("schedules.safetensors") }

  @Test(arguments: [
    ("linear", LearningRateSchedule.linearDecay(start: 3, length: 4)), ("step", .step(size: 3, gamma: 0.5)),
    ("cosine", .cosine(length: 10, minimum: 0.1)),
  ])
  func equalsPyTorch(_ name: String, _ schedule: LearningRateSchedule) throws {
    let expected = try fixture[name].array()
    #expect(expected.count >= 8)
    for (epoch, rate) in expected.enumerated() {
      #expect(abs(schedule.factor(at: epoch) - Double(rate)) < 1e-6, "epoch \(epoch)")
    }
  }

  @Test func constantAndBeyondTheEnd() {
    #expect(LearningRateSchedule.constant.factor(at: 1000) == 1)
    #expect(LearningRateSchedule.linearDecay(start: 100, length: 100).factor(at: 99) == 1)
    #expect(LearningRateSchedule.linearDecay(start: 100, length: 100).factor(at: 5000) == 0)
    #expect(LearningRateSchedule.cosine(length: 10, minimum: 0.1).factor(at: 5000) == 0.1)
  }

  @Test func schedulesSurviveJSON() throws {
    for schedule in [LearningRateSchedule.linearDecay(start: 3, length: 4), .constant, .step(size: 2, gamma: 0.1)] {
      let data = try JSONEncoder().encode(schedule)
      #expect(try JSONDecoder().decode(LearningRateSchedule.self, from: data) == schedule)
    }
  }

  @Test func aLinearFallStopsAtItsMinimum() {
    let fall = LearningRateSchedule.linearFall(length: 600, share: 0.4, minimum: 0.02)
    #expect([0, 360, 480, 540, 599, 5000].map { fall.factor(at: $0) } == [1, 1, 0.5, 0.25, 0.02, 0.02])
    #expect(LearningRateSchedule.scaled(0.3).factor(at: 7) == 0.3)
  }
}
