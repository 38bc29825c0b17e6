import Testing
import Vision

@testable import Datasets

/// Events are planted where their masks say, and nothing else changes.
struct PlantedEventsTests {
  /// Two textured "persons" who walk over a grey ground, the second the other way.
  private func clip(_ count: Int = 90) -> [Image] {
    (0..<count).map { frame in
      var pixels = [UInt8](repeating: 100, count: 160 * 120 * 3)
      for (left, top, shade) in [(10 + frame, 20, 0), (140 - frame, 70, 60)] {
        for y in top..<top + 24 {
          for x in left..<left + 10 where (0..<160).contains(x) {
            let level = UInt8(150 + shade + (y + x - left) % 9)
            for channel in 0..<3 { pixels[(y * 160 + x) * 3 + channel] = level }
          }
        }
      }
      return Image(width: 160, height: 120, channels: 3, pixels: pixels)
    }
  }

  private func levels(_ image: Image) -> [UInt8] { if case .uint8(let values) = image.samples { values } else { [] } }

  private func middle(_ mask: Image) -> (x: Double, y: Double)? {
    let marked = levels(mask).enumerated().filter { $0.element > 0 }.map(\.offset)
    guard !marked.isEmpty else { return nil }
    let count = Double(marked.count)
    return (
      marked.reduce(0) { $0 + Double($1 % 160) } / count, marked.reduce(0) { $0 + Double($1 / 160) } / count
    )
  }

  @Test(arguments: PlantedEvents.Kind.allCases)
  func eventsAreWhereTheMasksSay(kind: PlantedEvents.Kind) throws {
    let frames = clip()
    let planted = try #require(PlantedEvents(frames).planted(kind, seed: 1))
    #expect(planted.frames.count == 90 && planted.masks.count == 90 && planted.range.lowerBound == 30)
    #expect(planted.range.upperBound <= 60)
    var changed = 0
    for (place, mask) in planted.masks.enumerated() {
      let (before, after, marks) = (levels(frames[place]), levels(planted.frames[place]), levels(mask))
      let isMarked = marks.contains(255)
      #expect(isMarked == planted.range.contains(place), "\(place)")
      let outside = marks.indices.filter { marks[$0] == 0 }
      let isKept = outside.allSatisfy { before[3 * $0] == after[3 * $0] }
      #expect(isKept, "\(place)")
      if before != after { changed += 1 }
    }
    // Who stands still is walked over by the one that it was cut from: there it cannot be seen.
    #expect(changed >= planted.range.count - 2)
    // The same seed plants the same.
    let again = try #require(PlantedEvents(frames).planted(kind, seed: 1))
    let isSame = again.frames == planted.frames && again.masks == planted.masks
    #expect(isSame)
  }

  @Test func peopleWalkBackStandAndJump() throws {
    let events = PlantedEvents(clip())
    func path(_ kind: PlantedEvents.Kind) throws -> [(x: Double, y: Double)] {
      try #require(events.planted(kind, seed: 2)).masks.compactMap(middle)
    }
    let (back, walk) = (try path(.against), try path(.texture))
    #expect(back.count == 30 && walk.count == 30)
    let (way, normal) = (back[29].x - back[0].x, walk[29].x - walk[0].x)
    #expect(abs(way + normal) < 3 && abs(way) > 20, "\(way) \(normal)")
    let still = try path(.frozen)
    #expect(still.allSatisfy { abs($0.x - still[0].x) < 0.01 && abs($0.y - still[0].y) < 0.01 })
    let jump = try path(.jump).map(\.y)
    #expect((jump.max() ?? 0) - (jump.min() ?? 0) > 5)
    #expect((walk.map(\.y).max() ?? 0) - (walk.map(\.y).min() ?? 0) < 1.5)
  }

  @Test func whereNobodyWalksNobodyIsCutOut() {
    let empty = [Image](repeating: Image(width: 160, height: 120, channels: 3, level: 90), count: 60)
    #expect(PlantedEvents(empty).planted(.against, seed: 1) == nil)
  }
}
