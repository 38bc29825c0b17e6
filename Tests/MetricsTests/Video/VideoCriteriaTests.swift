import Testing
import Vision

@testable import Metrics

/// Criteria whose answers are known by hand.
struct VideoCriteriaTests {
  private func mask(_ places: [Int], width: Int = 10, height: Int = 10) -> Image {
    var levels = [UInt8](repeating: 0, count: width * height)
    for place in places { levels[place] = 255 }
    return Image(width: width, height: height, channels: 1, pixels: levels)
  }

  private func map(_ values: [Int: Float]) -> [Float] { (0..<100).map { values[$0] ?? 0 } }

  private func square(_ left: Int, _ top: Int, _ side: Int) -> [Int] {
    (top..<top + side).flatMap { y in (left..<left + side).map { y * 10 + $0 } }
  }

  @Test func fortyPercentMustBeFound() {
    let criterion = PixelCriterion()
    // Five abnormal pixels: two of them are needed.
    let five = mask([0, 1, 2, 3, 4])
    #expect(criterion.score(map: map([0: 5, 1: 4, 2: 3, 50: 9]), mask: five) == 4)
    #expect(criterion.score(map: map([50: 9]), mask: five) == 0)
    #expect(criterion.score(map: map([50: 9]), mask: nil) == 9)
    // A mask that marks nothing is a normal frame.
    #expect(criterion.score(map: map([50: 9]), mask: mask([])) == 9)
    #expect(PixelCriterion(share: 1).score(map: map([0: 5, 1: 4, 2: 3, 3: 2, 4: 1]), mask: five) == 1)
    #expect([1, 2, 3, 5, 10].map { criterion.needed(of: $0) } == [1, 1, 2, 2, 4])
  }

  /// A detector that marks exactly what is abnormal.
  @Test func aPerfectDetectorHasAreasOfOne() throws {
    var criteria = RegionCriteria(width: 10, height: 10)
    for clip in 0..<2 {
      criteria.beginClip()
      for frame in 0..<10 {
        let places = square(clip * 4 + frame / 4, 2, 3)
        let isAbnormal = frame >= 5
        criteria.add(
          map: map(isAbnormal ? Dictionary(uniqueKeysWithValues: places.map { ($0, 1) }) : [:]),
          mask: isAbnormal ? mask(places) : nil)
      }
    }
    #expect(criteria.regions == 10 && criteria.tracks == 2)
    let areas = try criteria.areas()
    #expect(abs(areas.region - 1) < 1e-9 && abs(areas.track - 1) < 1e-9)
  }

  @Test func aDetectorThatFindsNothingHasNone() throws {
    var criteria = RegionCriteria(width: 10, height: 10)
    for frame in 0..<10 {
      criteria.add(map: map([:]), mask: frame < 5 ? mask(square(1, 1, 3)) : nil)
    }
    let areas = try criteria.areas()
    // All that is over a threshold of 0 is the whole frame: it overlaps the square by 9 of 100.
    #expect(areas.region < 0.01 && areas.track < 0.01)
  }

  /// Half of the regions are found before the first false alarm, and the rest never.
  @Test func halfIsHalf() throws {
    var criteria = RegionCriteria(width: 10, height: 10)
    for frame in 0..<8 {
      let places = square(2, 2, 3)
      // Frames far apart in time belong to one track, since neighbours overlap.
      let found = frame < 4
      criteria.add(
        map: map(found ? Dictionary(uniqueKeysWithValues: places.map { ($0, 2) }) : [99: 1]), mask: mask(places))
    }
    let areas = try criteria.areas()
    #expect(abs(areas.region - 0.5) < 0.05 && abs(areas.track - 1) < 1e-9, "\(areas)")
  }

  @Test func tracksEndWithClipsAndWhereNothingOverlaps() {
    var criteria = RegionCriteria(width: 10, height: 10)
    criteria.add(map: map([:]), mask: mask(square(0, 0, 2) + square(6, 6, 2)))
    criteria.add(map: map([:]), mask: mask(square(1, 0, 2) + square(6, 7, 2)))
    #expect(criteria.regions == 4 && criteria.tracks == 2)
    criteria.add(map: map([:]), mask: mask(square(4, 0, 2)))
    #expect(criteria.tracks == 3)
    criteria.beginClip()
    criteria.add(map: map([:]), mask: mask(square(4, 0, 2)))
    #expect(criteria.tracks == 4 && criteria.regions == 6)
    // A normal frame ends tracks, too.
    criteria.add(map: map([:]), mask: nil)
    criteria.add(map: map([:]), mask: mask(square(4, 0, 2)))
    #expect(criteria.tracks == 5)
  }

  /// More false alarms at the same find can only make areas smaller.
  @Test func falseAlarmsCost() throws {
    func area(alarms: Int) throws -> Double {
      var criteria = RegionCriteria(width: 10, height: 10)
      for frame in 0..<10 {
        let places = square(2, 2, 3)
        if frame < 5 {
          criteria.add(
            map: map(Dictionary(uniqueKeysWithValues: places.map { ($0, Float(5 - frame)) })), mask: mask(places))
        } else {
          criteria.add(map: map(frame - 5 < alarms ? [99: 4.5] : [:]), mask: nil)
        }
      }
      return try criteria.areas().region
    }
    let (none, some, many) = (try area(alarms: 0), try area(alarms: 2), try area(alarms: 5))
    #expect(none > some && some > many && many > 0.1, "\(none) \(some) \(many)")
  }

  @Test func figuresOfRegionsNeedRegions() throws {
    var criteria = RegionCriteria(width: 10, height: 10)
    criteria.add(map: map([3: 1]), mask: nil)
    #expect { try criteria.areas() } throws: { "\($0)".contains("masks") }
  }
}
