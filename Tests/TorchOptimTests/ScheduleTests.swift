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

  private static let plateaus: [String: PlateauSchedule] = [
    "minimum": PlateauSchedule(reduction: 0.5, patience: 3),
    "maximum": PlateauSchedule(
      .maximum, reduction: 0.3, patience: 2, threshold: .relative(0.05), minimumFactor: 0.02),
    "cooldown": PlateauSchedule(reduction: 0.1, patience: 1, threshold: .absolute(0.01), cooldown: 3),
  ]

  @Test(arguments: ["minimum", "maximum", "cooldown"]) func plateauEqualsPyTorch(_ name: String) throws {
    var schedule = try #require(Self.plateaus[name])
    let expected = try fixture["plateau.\(name)"].array()
    for (index, metric) in try fixture["plateau.metrics"].array().enumerated() {
      schedule.record(Double(metric))
      #expect(abs(schedule.factor - Double(expected[index])) < 1e-7, "metric \(index)")
    }
    #expect(schedule.factor < 1)
  }

  @Test func plateauResumes() throws {
    let metrics = try fixture["plateau.metrics"].array().map(Double.init)
    var whole = try #require(Self.plateaus["cooldown"])
    var first = whole
    for metric in metrics { whole.record(metric) }
    for metric in metrics.prefix(9) { first.record(metric) }
    var second = try #require(Self.plateaus["cooldown"])
    try second.load(Dictionary(uniqueKeysWithValues: first.stateDictionary().map { ($0.name, $0.tensor) }))
    for metric in metrics.dropFirst(9) { second.record(metric) }
    #expect(second.factor == whole.factor && second.best == whole.best)
    #expect(throws: OptimizerStateError.self) { try second.load([:]) }
  }
}
