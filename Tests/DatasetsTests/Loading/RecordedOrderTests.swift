import Datasets
import Testing
import Vision

/// What the loaders handed out when runs of before were made (recorded at 3dca549): a resumed run must see the same.
@Suite struct RecordedOrderTests {
  /// Pictures that tell place and number, larger than the windows that are cut from them: nothing is scaled.
  private struct Pairs: PairedSource {
    let count = 11
    let bad: Set<Int> = [4, 5]
    let summary = "in memory"
    func name(at index: Int) -> String { "\(index)" }
    func load(_ index: Int) throws(DatasetError) -> PairedSample {
      if bad.contains(index) { throw DatasetError("\(index) is damaged") }
      func picture(_ blue: Int) -> Image {
        TemporaryFolder.coordinates(width: 40 + index, height: 36, blue: UInt8(blue))
      }
      return PairedSample(name: "\(index)", a: picture(index), b: picture(255 - index))
    }
  }

  /// FNV-1a.
  private func digest(_ bytes: some Sequence<UInt8>) -> UInt64 {
    bytes.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x0000_0100_0000_01B3 }
  }

  private func digest(_ values: [Float]) -> UInt64 {
    digest(
      values.lazy.flatMap { value in (0..<4).map { UInt8(truncatingIfNeeded: value.bitPattern >> (8 * UInt32($0))) } })
  }

  @Test func pairsComeAsBefore() throws {
    let window = Preprocess(mode: .crop, loadSize: .init(24), cropSize: .init(24), flip: true)
    let loader = PairedLoader(source: Pairs(), batchSize: 3, preprocess: window, channelsB: 1, seed: 42)
    let batches = try (0..<7).map { _ in try loader.next() }
    #expect(loader.batchesPerEpoch == 3)
    #expect(
      batches.map { $0.names.joined(separator: " ") } == [
        "6 9 10", "8 0 1", "6 2 3", "1 6 9", "8 0 6", "2 10 3", "6 6 2",
      ])
    #expect(
      batches.map { digest($0.a.values) } == [
        3567763309862689557, 16943242810446630437, 5267633225692962149, 7441674039654085525, 11068966824065159717,
        588548077012632613, 16051428693486768741,
      ])
    #expect(
      batches.map { digest($0.b.values) } == [
        5898579707496755933, 10070618631161379033, 18109017673726230115, 5270779670776092707, 2663953683302219081,
        2635998508666580215, 17527757143616792381,
      ])
  }

  @Test func labelledPicturesComeAsBefore() throws {
    let pixels = (0..<13 * 12).map { UInt8(truncatingIfNeeded: $0 * 37) }
    let images = LabelledImages(
      source: "memory", format: .idx, pixels: pixels, channels: 1, height: 3, width: 4,
      labels: (0..<13).map { $0 % 3 }, classNames: ["a", "b", "c"])
    let loader = LabelledLoader(images, batchSize: 4, seed: 7)
    let batches = try (0..<5).map { _ in try loader.next() }
    #expect(loader.batchesPerEpoch == 3)
    #expect(batches.map(\.indices) == [[0, 6, 9, 11], [3, 1, 5, 4], [8, 2, 12, 10], [9, 3, 11, 6], [7, 12, 5, 1]])
    #expect(batches.map { $0.labels ?? [] } == batches.map { $0.indices.map { $0 % 3 } })
    #expect(
      batches.map { digest($0.pixels) } == [
        1801666597992686405, 9337998397683144229, 7871646201938109717, 18343377202168241349, 13375028614446222949,
      ])
  }

  @Test func windowsOfNormalPicturesComeAsBefore() throws {
    let images = (0..<9).map {
      TemporaryFolder.coordinates(width: 28 + $0, height: 30, channels: $0 % 2 == 0 ? 1 : 3, blue: UInt8($0))
    }
    let grey = NormalLoader(images, side: 28, channels: 1, batchSize: 4, seed: 5)
    #expect(grey.batchesPerEpoch == 2)
    let greys = try (0..<5).map { _ in digest(try grey.next().values) }
    #expect(
      greys == [
        8610851444722708437, 10094741381297940897, 3761808165635136995, 8355895857457707665, 10685152235183682661,
      ])
    let colour = NormalLoader(images, side: 28, channels: 3, batchSize: 20, seed: 9)
    #expect(colour.batchesPerEpoch == 1)
    let colours = try (0..<3).map { _ in digest(try colour.next().values) }
    #expect(colours == [7254481084239605917, 1431967573701486901, 1128841830474175741])
  }
}
