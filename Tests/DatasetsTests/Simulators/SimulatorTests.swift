import Foundation
import Testing
import Vision

@testable import Datasets

struct SimulatorTests {
  @Test func drawsTheSameFromASeed() {
    let digits = DigitSimulator(randomisation: RandomisedSimulation())
    #expect(digits.picture(seed: 3, index: 7).image == digits.picture(seed: 3, index: 7).image)
    #expect(digits.picture(seed: 3, index: 7).image != digits.picture(seed: 4, index: 7).image)
    #expect(digits.picture(seed: 3, index: 27).label == 7)
    let eyes = EyeSimulator()
    #expect(eyes.picture(seed: 1, index: 5).image == eyes.picture(seed: 1, index: 5).image)
    #expect(eyes.picture(seed: 1, index: 5).values == eyes.picture(seed: 1, index: 5).values)
  }

  /// As MNIST says of itself: 20 pixels of 28 the longer way, full contrast, the centre of mass in the middle.
  @Test func framesDigitsAsMNISTDoes() throws {
    for randomisation in [nil, RandomisedSimulation()] {
      let digits = DigitSimulator(randomisation: randomisation, isFramed: true)
      for index in 0..<40 {
        let values = digits.picture(seed: 5, index: index).image.normalized().map { ($0 + 1) / 2 }
        let lit = values.indices.filter { values[$0] >= 0.5 }
        let (columns, rows) = (lit.map { $0 % 28 }, lit.map { $0 / 28 })
        let longer = max(columns.max()! - columns.min()!, rows.max()! - rows.min()!) + 1
        #expect((18...21).contains(longer), "digit \(index) has \(longer)")
        #expect(values.min() == 0 && values.max()! > 0.8)
        let mass = values.reduce(0, +)
        for place in [{ $0 % 28 }, { $0 / 28 }] as [(Int) -> Int] {
          let centre = values.indices.reduce(Float(0)) { $0 + values[$1] * Float(place($1)) } / mass
          #expect(abs(centre - 13.5) < 0.3)
        }
      }
    }
  }

  /// The pupil lies where the annotation says: the place is dark in nearly every eye.
  @Test func annotatesThePupil() throws {
    for eyes in [EyeSimulator(), EyeSimulator(isFramed: true)] {
      var dark = 0
      for index in 0..<60 {
        let picture = eyes.picture(seed: 9, index: index)
        let place = (x: Int(picture.values[2].rounded()), y: Int(picture.values[3].rounded()))
        guard case .uint8(let pixels) = picture.image.samples else { continue }
        #expect((0..<55).contains(place.x) && (0..<35).contains(place.y))
        if pixels[place.y * 55 + place.x] < 70 { dark += 1 }
      }
      #expect(dark >= 54)
    }
  }

  /// In MPIIGaze the corners of the lids are near the border, the iris is large, and people look ahead.
  @Test func framesEyesAsMPIIGazeDoes() {
    func eyes(_ isFramed: Bool) -> [[Double]] {
      let simulator = EyeSimulator(width: 55, height: 35, isFramed: isFramed)
      return (0..<60).map { simulator.picture(seed: 2, index: $0).values }
    }
    let (framed, roomy) = (eyes(true), eyes(false))
    func mean(_ column: Int, _ rows: [[Double]]) -> Double { rows.reduce(0) { $0 + $1[column] } / Double(rows.count) }
    #expect(abs(mean(2, framed) - 28) < 1 && abs(mean(3, framed) - 16) < 1, "\(mean(2, framed)) \(mean(3, framed))")
    #expect(mean(4, framed) < 6 && mean(6, framed) > 49)
    #expect(mean(4, roomy) > 6 && mean(6, roomy) < 49)
    #expect(framed.allSatisfy { (-0.22...0.2).contains($0[0]) && abs($0[1]) <= 0.28 })
  }

  /// The mask is of the same street as the picture, and has what a street has.
  @Test func masksStreets() throws {
    let street = RoadSimulator(width: 96, height: 54).picture(seed: 1, index: 0)
    let mask = try #require(street.mask)
    guard case .uint8(let levels) = mask.samples else { return }
    let kinds = Set(levels)
    #expect(kinds.isSuperset(of: [SurfaceKind.sky.rawValue, SurfaceKind.road.rawValue]))
    #expect(kinds.allSatisfy { $0 < UInt8(SurfaceKind.allCases.count) })
    // The middle of the lower edge is the road ahead of the camera.
    #expect(levels[53 * 96 + 48] == SurfaceKind.road.rawValue || levels[53 * 96 + 60] == SurfaceKind.road.rawValue)
    #expect(street.image == RoadScene.pair(seed: 1, index: 0, width: 96, height: 54).day)
  }

  @Test func spreadsLevelsEvenly() {
    let ramp = Image(width: 64, height: 1, channels: 1, pixels: (0..<64).map { UInt8(100 + $0 / 2) })
    guard case .uint8(let levels) = ramp.equalised().samples else { return }
    // OpenCV's equalizeHist of the same: 32 levels from 0 to 255 in even steps.
    let known = (0..<64).map { (place: Int) -> UInt8 in
      let step = Float(place / 2 * 2)
      return UInt8((step * 255 / 62).rounded())
    }
    #expect(levels == known)
    let flat = Image(width: 4, height: 4, channels: 1, level: 9)
    #expect(flat.equalised() == flat)
  }

  @Test func widensAndThinsLines() {
    let bar = (0..<81).map { Float($0 % 9 == 4 ? 1 : 0) }
    let sum = bar.reduce(0, +)
    #expect(Morphology.widened(bar, width: 9, height: 9, by: 1).reduce(0, +) == 3 * sum)
    #expect(Morphology.widened(bar, width: 9, height: 9, by: 0.5).reduce(0, +) == 2 * sum)
    #expect(Morphology.widened(bar, width: 9, height: 9, by: -1).reduce(0, +) == 0)
  }

  @Test func sineIsRight() {
    for step in -400...400 {
      let angle = Float(step) / 50
      #expect(abs(Trigonometry.sin(angle) - Float(Foundation.sin(Double(angle)))) < 1e-5, "\(angle)")
    }
  }
}
