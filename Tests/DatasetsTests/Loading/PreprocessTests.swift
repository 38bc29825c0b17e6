import Datasets
import Foundation
import Testing
import Vision

@Suite struct PreprocessTests {
  private func sample(_ width: Int, _ height: Int) -> PairedSample {
    PairedSample(
      name: "s", a: TemporaryFolder.coordinates(width: width, height: height, blue: 10),
      b: TemporaryFolder.coordinates(width: width, height: height, blue: 200))
  }

  private func pixels(_ image: Image) -> [UInt8] {
    guard case .uint8(let values) = image.samples else { return [] }
    return values
  }

  /// Red is the column, green the row: windows and mirrors can be read from the pixels.
  @Test(arguments: [Preprocess.Mode.crop, .resizeAndCrop])
  func windowAndMirrorAreTheSameForBoth(_ mode: Preprocess.Mode) throws {
    let preprocess = Preprocess(
      mode: mode, loadSize: .init(width: 60, height: 50), cropSize: .init(width: 32, height: 24), flip: true)
    var (origins, mirrored) = (Set<[UInt8]>(), 0)
    for index in 0..<40 as Range<UInt64> {
      var generator = CounterRandom(seed: 3, index)
      let result = try preprocess.apply(to: sample(60, 50), using: &generator)
      let (a, b) = (pixels(result.a), pixels(result.b))
      #expect(a.count == 32 * 24 * 3)
      for place in stride(from: 0, to: a.count, by: 3) where a[place] != b[place] || a[place + 1] != b[place + 1] {
        Issue.record("A and B differ in their geometry")
      }
      #expect(a[2] == 10 && b[2] == 200)
      let isMirrored = a[0] > a[3]
      mirrored += isMirrored ? 1 : 0
      let left = isMirrored ? a[31 * 3] : a[0]
      #expect(left <= 28 && a[1] <= 26)
      origins.insert([left, a[1]])
    }
    #expect(origins.count > 20)
    #expect((8...32).contains(mirrored))
  }

  @Test func theSameGeneratorGivesTheSameWindow() throws {
    let preprocess = Preprocess.jitter(to: .init(width: 48, height: 32))
    var (one, two) = (CounterRandom(seed: 9, 4), CounterRandom(seed: 9, 4))
    let (first, second) = (
      try preprocess.apply(to: sample(70, 50), using: &one), try preprocess.apply(to: sample(70, 50), using: &two)
    )
    #expect(first.a == second.a && first.b == second.b)
    #expect(first.a.width == 48 && first.a.height == 32)
  }

  @Test func sizesOfEachMode() throws {
    func size(_ mode: Preprocess.Mode, _ width: Int, _ height: Int, load: String = "64", crop: String = "48x40") throws
      -> [Int]
    {
      let preprocess = Preprocess(
        mode: mode, loadSize: try .init(parsing: load), cropSize: try .init(parsing: crop), flip: true)
      var generator = CounterRandom(seed: 1)
      let result = try preprocess.apply(to: sample(width, height), using: &generator)
      return [result.a.width, result.a.height]
    }
    #expect(try size(.resizeAndCrop, 100, 30) == [48, 40])
    #expect(try size(.crop, 100, 90) == [48, 40])
    #expect(try size(.crop, 20, 30) == [48, 40])
    #expect(try size(.scaleWidth, 128, 50) == [64, 25])
    #expect(try size(.none, 33, 47) == [33, 47])
  }

  @Test func partnersOfDifferentSizeAreNamed() throws {
    let odd = PairedSample(
      name: "street-7", a: TemporaryFolder.coordinates(width: 64, height: 48),
      b: TemporaryFolder.coordinates(width: 32, height: 24))
    for mode in [Preprocess.Mode.none, .crop] {
      let preprocess = Preprocess(mode: mode, loadSize: .init(32), cropSize: .init(20), flip: false)
      var generator = CounterRandom(seed: 1)
      #expect { try preprocess.apply(to: odd, using: &generator) } throws: {
        "\($0)".contains("street-7") && "\($0)".contains("64x48") && "\($0)".contains("32x24")
      }
    }
    var generator = CounterRandom(seed: 1)
    let resized = try Preprocess.jitter(to: .init(16)).apply(to: odd, using: &generator)
    #expect(resized.b.width == 16)
  }

  @Test func evaluationLeavesNothingToChance() throws {
    let preprocess = Preprocess.jitter(to: .init(width: 256, height: 192))
    #expect(preprocess.loadSize == .init(width: 286, height: 215))
    let plain = preprocess.withoutAugmentation
    var (one, two) = (CounterRandom(seed: 1), CounterRandom(seed: 2))
    let small = Preprocess(mode: plain.mode, loadSize: .init(30), cropSize: .init(30), flip: plain.flip)
    #expect(try small.apply(to: sample(40, 40), using: &one).a == small.apply(to: sample(40, 40), using: &two).a)
    #expect(plain.loadSize == plain.cropSize && !plain.flip)
  }

  @Test func sizesAreReadAndWritten() throws {
    #expect(try Preprocess.Size(parsing: "286") == .init(286))
    #expect(try Preprocess.Size(parsing: "256x192") == .init(width: 256, height: 192))
    for text in ["", "0", "12x", "x12", "-4", "1x2x3", "abc", "256,192", "99999999999999999999"] {
      #expect(throws: DatasetError.self) { try Preprocess.Size(parsing: text) }
    }
    let preprocess = Preprocess.jitter(to: .init(width: 256, height: 192))
    let json = try JSONEncoder().encode(preprocess)
    #expect(String(decoding: json, as: UTF8.self).contains("256x192"))
    #expect(try JSONDecoder().decode(Preprocess.self, from: json) == preprocess)
    #expect(try JSONDecoder().decode([Preprocess.Size].self, from: Data("[64]".utf8)) == [.init(64)])
  }

  @Test func windowLargerThanThePictureIsRefused() {
    let preprocess = Preprocess(mode: .resizeAndCrop, loadSize: .init(200), cropSize: .init(256), flip: false)
    #expect { try preprocess.validate() } throws: { "\($0)".contains("256") && "\($0)".contains("200") }
  }
}
