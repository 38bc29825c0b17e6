import Foundation
import Testing
import Torch

@testable import AnomalyDetection

/// How scores become events, and maps scores.
struct FlowEventsTests {
  private func finder(_ change: (inout FlowScoreRecipe) -> Void = { _ in }) -> EventFinder {
    var recipe = FlowScoreRecipe()
    (recipe.release, recipe.leastLength, recipe.gap) = (0.5, 0.3, 0.2)
    change(&recipe)
    return EventFinder(recipe, threshold: 2, interval: 0.1)
  }

  /// Events of scores that come ten times a second.
  private func events(_ scores: [Double], _ finder: EventFinder) -> [MotionEvent] {
    var finder = finder
    var events: [MotionEvent] = []
    for (frame, score) in scores.enumerated() {
      if let event = finder.push(frame: frame, time: Double(frame) / 10, score: score, place: { [frame, 0, 1, 1] }) {
        events.append(event)
      }
    }
    return events + (finder.finish().map { [$0] } ?? [])
  }

  @Test func eventsBeginAtTheThresholdAndEndBelowItsShare() {
    let found = events([0, 1.5, 2, 3, 1.2, 1.1, 0, 0, 0, 0, 0], finder())
    #expect(found.count == 1)
    #expect(found.first?.firstFrame == 2 && found.first?.lastFrame == 5 && found.first?.number == 1)
    #expect(found.first?.peak == 1.5 && found.first?.peakFrame == 3 && found.first?.box == [3, 0, 1, 1])
    #expect(abs((found.first?.end ?? 0) - 0.5) < 1e-9)
  }

  @Test func shortEventsAreNoneAndShortPausesEndNone() {
    #expect(events([0, 3, 3, 0, 0, 0, 0, 0], finder()).isEmpty)
    #expect(events([0, 3, 3, 0, 0, 0, 0, 0], finder { $0.leastLength = 0.2 }).count == 1)
    let paused = events([3, 3, 0, 0, 3, 3, 0, 0, 0, 0], finder())
    #expect(paused.count == 1 && paused.first?.lastFrame == 5)
    let apart = events([3, 3, 3, 0, 0, 0, 0, 3, 3, 3], finder())
    #expect(apart.map(\.firstFrame) == [0, 7] && apart.map(\.number) == [1, 2])
    // An event that goes on at the end is told.
    #expect(apart.last?.lastFrame == 9)
    #expect(events([0, 1, 0], finder()).isEmpty)
  }

  @Test func aLineOfScoresStaysShort() {
    var line = ScoreLine(limit: 10)
    for step in 0..<1000 { line.add(step == 700 ? 50 : Double(step % 7)) }
    #expect(line.highest.count <= 10 && line.highest.max() == 50)
    #expect(line.highest.count >= 5)
    var few = ScoreLine(limit: 10)
    for step in 0..<7 { few.add(Double(step)) }
    #expect(few.highest == [0, 1, 2, 3, 4, 5, 6])
  }

  @Test func scoresAreMeansOfTheHighestCellsOfSmoothedMaps() {
    let rule = FlowMap(box: 0.5, top: 0.125, width: 8, height: 4)
    #expect(rule.box == 5 && rule.top == 4)
    var cells = [Float](repeating: 0, count: 32)
    cells[12] = 25
    let map = rule.smoothed(Tensor(cells, shape: [1, 4, 8]))
    #expect(map.shape == [1, 4, 8])
    #expect(abs(rule.scores(map)[0] - 1) < 1e-6)
    let none = FlowMap(box: 0, top: 0, width: 8, height: 4)
    #expect(none.box == 0 && none.top == 1)
    #expect(none.scores(none.smoothed(Tensor(cells, shape: [1, 4, 8]))) == [25])
  }
}
