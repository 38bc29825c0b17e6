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

  /// Each turn is another person or side, until there is none left.
  @Test func turnsDiffer() throws {
    let events = PlantedEvents(clip())
    let turns = (0..<9).map { events.planted(.frozen, seed: 1, turn: $0)?.masks }
    let found = turns.prefix { $0 != nil }.compactMap { $0 }
    #expect((2...8).contains(found.count) && turns[found.count...].allSatisfy { $0 == nil })
    for (place, one) in found.enumerated() {
      let isNew = found[..<place].allSatisfy { $0 != one }
      #expect(isNew, "\(place)")
    }
  }

  /// A person whose parts lie a few pixels apart in a large picture is one person.
  @Test func partsOfAPersonAreOne() {
    func frame(_ x: Int) -> Image {
      var pixels = [UInt8](repeating: 90, count: 320 * 480 * 3)
      // A head and a body, three rows apart.
      for y in 200..<270 where !(220..<223).contains(y) {
        for column in x..<x + 24 { for channel in 0..<3 { pixels[3 * (y * 320 + column) + channel] = 220 } }
      }
      return Image(width: 320, height: 480, channels: 3, pixels: pixels)
    }
    let planted = PlantedEvents((0..<60).map { frame(20 + 4 * $0) }).planted(.texture, seed: 1)
    let rows = planted.map { set in
      Set(levels(set.masks[set.range.lowerBound]).enumerated().filter { $0.element > 0 }.map { $0.offset / 320 })
    }
    #expect((rows?.count ?? 0) >= 70, "\(rows?.count ?? 0)")
  }

  @Test func whereNobodyWalksNobodyIsCutOut() {
    let empty = [Image](repeating: Image(width: 160, height: 120, channels: 3, level: 90), count: 60)
    #expect(PlantedEvents(empty).planted(.against, seed: 1) == nil)
  }
}
