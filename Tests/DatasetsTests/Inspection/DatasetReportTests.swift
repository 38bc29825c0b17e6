import Datasets
import Foundation
import Testing
import Vision

@Suite struct DatasetReportTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func kinds(_ report: DatasetReport) -> [String: Int] {
    Dictionary(grouping: report.problems, by: \.kind.rawValue).mapValues(\.count)
  }

  @Test func aSoundAlignedSet() throws {
    for name in ["train/1.png", "train/2.png", "val/1.png"] { try folder.picture(name, width: 128, height: 48) }
    let report = try DatasetReport.inspect(folder.path)
    #expect(report.format == .aligned)
    #expect(report.splits.map(\.name) == ["train", "val"] && report.splits.map(\.count) == [2, 1])
    #expect(report.sizes?.common.first.map { [$0.width, $0.height, $0.count] } == [64, 48, 3])
    #expect(report.channels.map { [$0.channels, $0.bitDepth, $0.count] } == [[3, 8, 3]])
    #expect(report.problems.isEmpty)
    #expect(report.description.contains("no problems found"))
  }

  @Test func everyProblemOfAlignedFiles() throws {
    for name in ["1", "2", "3", "4"] { try folder.picture("\(name).png", width: 128, height: 48) }
    try folder.picture("odd.png", width: 129, height: 48)
    try folder.picture("grey.png", width: 128, height: 48, channels: 1)
    try folder.picture("tiny.png", width: 40, height: 20)
    try folder.write([], to: "empty.png")
    try folder.write("text", to: "text.png")
    try folder.picture("1.jpg", width: 128, height: 48)
    let report = try DatasetReport.inspect(folder.path)
    #expect(report.format == .aligned)
    #expect(
      kinds(report) == [
        "unreadable": 1, "empty": 1, "tiny": 1, "mixedChannels": 1, "mixedSizes": 1, "oddWidth": 1, "duplicateStem": 1,
      ])
    for problem in report.problems { #expect(isSentence(problem.sentence, naming: folder.path)) }
    #expect(report.sizes?.smallest.width == 20 && report.sizes?.largest.height == 48)
  }

  @Test func everyProblemOfPairedFolders() throws {
    for name in ["1", "2", "3"] { try folder.pictures(["train/A/\(name).png", "train/B/\(name).png"]) }
    try folder.pictures(["train/A/only-a.png", "train/B/only-b.png"])
    try folder.picture("train/A/big.png", width: 80, height: 72)
    try folder.picture("train/B/big.png")
    let report = try DatasetReport.inspect(folder.path)
    #expect(report.format == .pairedFolders)
    #expect(report.splits.map(\.count) == [4])
    #expect(kinds(report) == ["unpaired": 2, "sizeMismatch": 1])
    #expect(report.problems.contains { $0.path.hasSuffix("A/big.png") && $0.sentence.contains("80x72") })
  }

  @Test func missingRowsOfACSV() throws {
    try folder.pictures(["1.png", "2.png"])
    try folder.write("1.png,2.png\n1.png,3.png\n", to: "pairs.csv")
    let report = try DatasetReport.inspect(folder.path("pairs.csv"))
    #expect(report.format == .csvPairs && kinds(report) == ["missing": 1])
  }

  @Test func unalignedAndSinglePictures() throws {
    try folder.pictures(["trainA/1.png", "trainA/2.png", "trainB/1.png"])
    let report = try DatasetReport.inspect(folder.path)
    #expect(report.format == .unaligned && report.splits.map(\.count) == [3])
    let single = try DatasetReport.inspect(folder.path("trainA"))
    #expect(single.format == .singleFolder && single.splits.map(\.name) == ["all"])
  }

  @Test func aTruncatedPictureIsUnreadable() throws {
    try folder.picture("whole.png", width: 128, height: 48)
    try folder.picture("whole.jpg", width: 128, height: 48)
    for kind in ["png", "jpg"] {
      let bytes = try Data(contentsOf: URL(fileURLWithPath: folder.path("whole." + kind)))
      try folder.write(Array(bytes.prefix(bytes.count / 2)), to: "cut.\(kind)")
    }
    let report = try DatasetReport.inspect(folder.path)
    #expect(
      Set(report.problems.filter { $0.kind == .unreadable }.map(\.path)) == [
        folder.path("cut.jpg"), folder.path("cut.png"),
      ])
  }

  @Test func survivesJSON() throws {
    try folder.pictures(["A/1.png", "B/1.png", "A/2.png"])
    let report = try DatasetReport.inspect(folder.path)
    let json = try JSONEncoder().encode(report)
    #expect(try JSONDecoder().decode(DatasetReport.self, from: json) == report)
    #expect(String(decoding: json, as: UTF8.self).contains("pairedFolders"))
    #expect(report.description.contains("unpaired"))
  }

  @Test func manyProblemsOfAKindAreCountedInTheText() throws {
    for index in 0..<14 { try folder.write([], to: "empty\(index).png") }
    let report = try DatasetReport.inspect(folder.path)
    #expect(report.problems.count == 14 && report.sizes == nil)
    #expect(report.description.contains("empty: and 4 more"))
  }

  @Test func nothingToInspect() {
    #expect(throws: DatasetError.self) { try DatasetReport.inspect(folder.path) }
    #expect(throws: DatasetError.self) { try DatasetReport.inspect("/does/not/exist") }
  }

  /// Checks what is said of real sets where the machine has them.
  @Test(.enabled(if: ProcessInfo.processInfo.environment["GAN_DATA"] != nil))
  func realSets() throws {
    let data = try #require(ProcessInfo.processInfo.environment["GAN_DATA"])
    let maps = try openPairedDataset(at: data + "/maps", split: nil)
    #expect(maps is AlignedFolder && maps.count == 600)
    let camvid = try #require(try openPairedDataset(at: data + "/camvid", split: "val") as? PairedFolders)
    #expect(camvid.count == 101 && camvid.directoryA.hasSuffix("val/label"))
    #expect(try openUnalignedDataset(at: data + "/bdd-daynight", split: "test").a.count == 100)
    #expect(throws: DatasetError.self) { try openPairedDataset(at: data + "/bdd-daynight", split: nil) }
    #expect(try DatasetReport.inspect(data + "/camvid").problems.isEmpty)
  }
}
