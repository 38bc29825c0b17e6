import Foundation
import Testing
import Vision

@testable import Datasets

struct RouteAlignmentTests {
  /// A place of the route: a fixed random picture, blended into the next ones so that neighbours look alike.
  private func place(_ position: Double, noise seed: UInt64, gain: Double) -> Image {
    let (width, height) = (32, 16)
    var random = CounterRandom(seed: seed, UInt64(position * 100))
    var pixels: [UInt8] = []
    for y in 0..<height {
      for x in 0..<width {
        func level(_ index: Int) -> Double {
          var draws = CounterRandom(seed: 9, UInt64(index), UInt64(y * width + x))
          return Double(draws.uniform())
        }
        let index = Int(position)
        let share = position - Double(index)
        let value = level(index) * (1 - share) + level(index + 1) * share
        pixels.append(UInt8(max(0, min(255, 30 + gain * value + 40 * Double(random.uniform())))))
      }
    }
    return Image(width: width, height: height, channels: 1, pixels: pixels)
  }

  /// One run drops every third frame and begins later; light and noise differ.
  @Test func twoRunsOfOneRouteAreMatched() {
    let route = (0..<120).map { Double($0) * 0.5 }
    let a = route.map { RouteDescriptor(place($0, noise: 1, gain: 120)) }
    let kept = route.indices.filter { $0 >= 15 && $0 % 3 != 2 }
    let b = kept.map { RouteDescriptor(place(route[$0], noise: 2, gain: 50)) }
    let alignment = RouteAlignment(a, b)
    let right = alignment.matches.count { abs(kept[$0.b] - $0.a) <= 1 }
    #expect(
      alignment.matches.count > 90 && right * 10 >= 9 * alignment.matches.count,
      "\(right) of \(alignment.matches.count)")
    #expect(zip(alignment.matches, alignment.matches.dropFirst()).allSatisfy { $0.a < $1.a && $0.b <= $1.b })
  }

  /// Noise drowns single frames; together with its neighbours a frame is known.
  @Test func neighboursTellWhatAFrameDoesNot() {
    let route = (0..<90).map { Double($0) * 0.5 }
    let kept = route.indices.filter { $0 % 3 != 2 }
    let a = route.map { RouteDescriptor(place($0, noise: 1, gain: 5)) }
    let b = kept.map { RouteDescriptor(place(route[$0], noise: 2, gain: 5)) }
    func right(_ neighbours: Int) -> Int {
      RouteAlignment(a, b, neighbours: neighbours).matches.count { abs(kept[$0.b] - $0.a) <= 2 }
    }
    let (alone, together) = (right(0), right(5))
    #expect(together > 65 && alone < 30, "\(alone), \(together) of \(route.count)")
  }

  @Test func nothingIsSaidOfNothing() {
    #expect(RouteAlignment([], [RouteDescriptor(place(1, noise: 1, gain: 10))]).matches.isEmpty)
    let dark = RouteDescriptor(Image(width: 64, height: 32, channels: 1, level: 3))
    #expect(dark.values.allSatisfy { $0 == 0 })
    #expect(RouteAlignment([dark, dark], [dark, dark]).matches.isEmpty)
  }
}
