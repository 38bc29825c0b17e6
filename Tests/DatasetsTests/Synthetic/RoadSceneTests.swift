import Datasets
import Foundation
import Testing
import Vision

@Suite struct RoadSceneTests {
  private func pixels(_ image: Image) -> [UInt8] {
    guard case .uint8(let values) = image.samples else { return [] }
    return values
  }

  private func mean(_ image: Image) -> Double {
    Double(pixels(image).reduce(0) { $0 + Int($1) }) / Double(pixels(image).count)
  }

  @Test func sameSeedIndexAndSizeGiveTheSameBytes() {
    let one = RoadScene.pair(seed: 3, index: 11, width: 72, height: 48)
    let two = RoadScene.pair(seed: 3, index: 11, width: 72, height: 48)
    #expect(one.day == two.day && one.night == two.night)
    #expect(one.day.width == 72 && one.day.height == 48 && one.day.channels == 3)
    #expect(RoadScene.pair(seed: 3, index: 12, width: 72, height: 48).day != one.day)
    #expect(RoadScene.pair(seed: 4, index: 11, width: 72, height: 48).day != one.day)
  }

  @Test(arguments: 0..<6)
  func nightIsDarkWithBrightLights(_ index: Int) {
    let (day, night) = RoadScene.pair(seed: 1, index: index, width: 64, height: 64)
    #expect(mean(day) > 85 && mean(day) < 200)
    #expect(mean(night) < 0.66 * mean(day))
    #expect(pixels(night).max() ?? 0 > 230)
    #expect(pixels(night).count { $0 < 40 } > 64 * 64)
  }

  /// Edges of road, houses and cars are at the same places: gradients by day and by night go together, and more so
  /// than with the night shifted by a few pixels.
  @Test(arguments: 0..<3)
  func geometryIsExactlyPaired(_ index: Int) {
    let (width, height) = (96, 96)
    let (day, night) = RoadScene.pair(seed: 2, index: index, width: width, height: height)
    func edges(_ image: Image) -> [Double] {
      let grey = stride(from: 0, to: width * height * 3, by: 3).map { place in
        log(1 + (0..<3).reduce(0) { $0 + Double(pixels(image)[place + $1]) })
      }
      var edges = [Double](repeating: 0, count: width * height)
      for place in 0..<width * height where place % width + 1 < width {
        edges[place] = abs(grey[place + 1] - grey[place])
      }
      return edges
    }
    let (a, b) = (edges(day), edges(night))
    func agreement(shift: Int) -> Double {
      var sum = 0.0
      for y in height / 4..<height {
        for x in 8..<width - 8 { sum += min(a[y * width + x], 0.4) * min(b[y * width + x + shift], 0.4) }
      }
      return sum
    }
    let exact = agreement(shift: 0)
    for shift in [-6, -4, -2, 2, 4, 6] { #expect(exact > 1.05 * agreement(shift: shift)) }
  }

  @Test(arguments: [(32, 32), (40, 128), (160, 32), (1, 1), (7, 5)])
  func anySizeCanBeDrawn(_ width: Int, _ height: Int) {
    let (day, night) = RoadScene.pair(seed: 9, index: 0, width: width, height: height)
    #expect(pixels(day).count == width * height * 3 && pixels(night).count == width * height * 3)
  }

  @Test func manyStreetsCanBeDrawn() {
    for index in 0..<60 { _ = RoadScene.pair(seed: 77, index: index, width: 24, height: 24) }
  }

  @Test func writesAnAlignedSetWithoutSharedStreets() throws {
    let folder = try TemporaryFolder()
    try RoadScene.write(to: folder.path, train: 3, val: 2, width: 48, height: 40, seed: 5, fileExtension: "png")
    let train = try openPairedDataset(at: folder.path, split: "train")
    let val = try openPairedDataset(at: folder.path, split: "val")
    #expect(train is AlignedFolder && train.count == 3 && val.count == 2)
    let sample = try train.load(1)
    let pair = RoadScene.pair(seed: 5, index: 2, width: 48, height: 40)
    #expect(sample.a == pair.day && sample.b == pair.night)
    #expect(try val.load(1).a == RoadScene.pair(seed: 5, index: 3, width: 48, height: 40).day)
    #expect(try DatasetReport.inspect(folder.path).problems.isEmpty)
  }

  @Test func anUnwritableFolderIsNamed() {
    #expect { try RoadScene.write(to: "/dev/null/x", train: 1, val: 0, width: 32, height: 32, seed: 1) } throws: {
      "\($0)".contains("/dev/null/x")
    }
  }
}
