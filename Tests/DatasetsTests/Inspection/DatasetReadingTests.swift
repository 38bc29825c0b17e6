import Foundation
import Testing
import Vision

@testable import Datasets

/// What inspection says that trainings read is what they read.
struct DatasetReadingTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func reading(_ kind: DatasetReading.Kind, _ format: DatasetFormat? = nil, _ halves: Halves? = nil)
    throws -> DatasetReading
  {
    try #require(DatasetReading.all(at: folder.path, format: format, halves: halves).first { $0.kind == kind })
  }

  @Test func pairs() throws {
    try folder.pictures(["train/A/1.png", "train/B/1.png", "val/A/2.png", "val/B/2.png", "val/B/3.png"])
    let paired = try reading(.paired)
    #expect(paired.parts.map(\.name) == ["train", "val"] && paired.refusal == nil)
    for part in paired.parts {
      #expect(part.summary == (try openPairedDataset(at: folder.path, split: part.name).summary))
    }
    #expect(try reading(.unpaired).parts[1].summary == openUnalignedDataset(at: folder.path, split: "val").summary)
    #expect(try reading(.labelled).parts[0].summary.contains("2 classes (A, B)"))
    #expect(try reading(.anomaly).refusal?.contains("--normal-class") ?? false)
    #expect(try reading(.video).refusal?.contains("no clips") ?? false)
  }

  /// MVTec AD's folders: numbered alike, and yet no pairs.
  @Test func mvtec() throws {
    for index in 0..<4 { try folder.pictures(["train/good/\(index).png", "test/good/\(index).png"]) }
    for index in 0..<3 {
      try folder.picture("test/scratch/\(index).png")
      try folder.picture("ground_truth/scratch/\(index)_mask.png", channels: 1)
    }
    let anomaly = try reading(.anomaly)
    #expect(
      anomaly.parts == [
        .init(name: "train", summary: "parted folders: 4 normal pictures, 0 abnormal"),
        .init(name: "test", summary: "parted folders: 4 normal pictures, 3 abnormal, 3 masks"),
      ])
    // The part that is trained on has no two folders.
    #expect(try reading(.paired).refusal != nil)
    #expect { try openPairedDataset(at: folder.path, split: "test") } throws: {
      "\($0)".contains("normal and abnormal pictures (good, scratch)") && "\($0)".contains("--format paired-folders")
    }
    #expect(try openPairedDataset(at: folder.path, split: "test", format: .pairedFolders).count == 3)

    let report = try DatasetReport.inspect(folder.path)
    #expect(report.format == .anomaly && report.problems.isEmpty && report.splits.map(\.count) == [4, 7])
    #expect(report.classes?.map { "\($0.name) \($0.count)" } == ["good 8", "scratch 3"])
    #expect(report.description.contains("patch-gaussian: reads train: parted folders: 4 normal"))
    try folder.picture("ground_truth/scratch/9_mask.png")
    try folder.picture("ground_truth/scratch/0_mask.png", width: 20)
    try folder.picture("test/scratch/5.png")
    try folder.write("cut", to: "test/good/0.png")
    let kinds = try DatasetReport.inspect(folder.path).problems.map(\.kind)
    #expect(Set(kinds) == [.strayMask, .noMask, .sizeMismatch, .unreadable] && kinds.count == 4)
  }

  @Test func normalMapsArePairs() throws {
    for index in 0..<3 { try folder.pictures(["normal/\(index).png", "photo/\(index).png"]) }
    #expect(try reading(.paired).refusal == nil)
    #expect(try DatasetReport.inspect(folder.path).format == .pairedFolders)
    #expect(try DatasetReport.inspect(folder.path, format: .anomaly).format == .anomaly)
  }

  @Test func theOtherGuessIsNamed() throws {
    try folder.pictures(["trainA/1.png", "trainA/2.png", "trainB/1.png", "trainB/3.png"])
    #expect(
      try reading(.paired).refusal?.contains("1 have equal names: if those are partners, say --format paired") ?? false)
    #expect(try reading(.paired, .pairedFolders).parts.map(\.name) == ["train"])
    #expect(try reading(.unpaired).parts[0].summary.contains("2 in A"))
    #expect(try reading(.labelled).refusal?.hasSuffix("such as \(folder.path("trainA"))") ?? false)
    #expect(try DatasetReport.inspect(folder.path, format: .pairedFolders).format == .pairedFolders)
  }

  @Test func aFormatThatIsSaidOverrulesTheGuess() throws {
    for name in ["cat/1.png", "cat/2.png", "dog/1.png", "dog/2.png"] { try folder.picture(name, width: 40, height: 40) }
    #expect(try DatasetReport.inspect(folder.path).format == .pairedFolders)
    #expect(try DatasetReport.inspect(folder.path, format: .classFolders).format == .classFolders)
    #expect(try DatasetReport.inspect(folder.path, format: .singleFolder).format == .singleFolder)
    #expect(try reading(.labelled, .singleFolder).parts[0].summary.contains("no labels"))
    #expect(try reading(.anomaly, .singleFolder).parts[0].summary.contains("4 normal pictures"))
    #expect(try reading(.paired, .anomaly).refusal?.contains("no format of pairs") ?? false)
    let halves = try DatasetReport.inspect(folder.path, halves: .topBottom)
    #expect(halves.format == .aligned && halves.sizes?.common[0].height == 20)
    #expect(throws: DatasetError.self) { try DatasetReport.inspect(folder.path, format: .idx) }
    let clips = try DatasetReport.inspect(folder.path, format: .clips)
    #expect(clips.splits[0].summary == "video clips: 2 clips, 4 frames")
  }
}
