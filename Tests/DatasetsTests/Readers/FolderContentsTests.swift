import Foundation
import Testing
import Vision

@testable import Datasets

/// What is read of a folder, what is not, and that it is said.
struct FolderContentsTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  @Test func whatIsLeftOutIsCounted() throws {
    try folder.pictures(["a.png", "sub/b.JPG"])
    for name in ["c.psd", "sub/d.psd", "e.xcf", "notes.txt", "README"] { try folder.write("no picture", to: name) }
    let pictures = try ImageFolder(folder.path)
    #expect(pictures.files == ["a.png", "sub/b.JPG"])
    #expect(pictures.leftOut.counts == ["psd": 2, "xcf": 1] && pictures.leftOut.count == 3)
    #expect(
      pictures.summary.hasSuffix("3 files left out, not being pictures that are read: 2 .psd, 1 .xcf (such as c.psd)"))
    try FileManager.default.removeItem(atPath: folder.path("a.png"))
    try FileManager.default.removeItem(atPath: folder.path("sub/b.JPG"))
    #expect { try ImageFolder(folder.path) } throws: {
      isSentence("\($0)", naming: folder.path) && "\($0)".contains("2 .psd")
    }
  }

  /// Scanners number their files and give no extension.
  @Test func filesWithoutExtensionAreJudgedByTheirHeader() throws {
    try folder.picture("one.png")
    for name in ["IM0001", "1.2.840.113619"] {
      try FileManager.default.copyItem(atPath: folder.path("one.png"), toPath: folder.path(name))
    }
    try folder.write("nothing", to: "DICOMDIR")
    let pictures = try ImageFolder(folder.path)
    #expect(pictures.files == ["1.2.840.113619", "IM0001", "one.png"] && pictures.leftOut.counts == ["": 1])
    #expect(try pictures.load(1) == pictures.load(2))
  }

  @Test func anOutputInsideIsNotTakenForInput() throws {
    try folder.pictures(["a.png", "out/a.png", "deep/out/x.png"])
    #expect(try ImageFolder(folder.path).count == 3)
    #expect(
      try ImageFolder(folder.path, excluding: [folder.path("out"), folder.path("none")]).files == [
        "a.png", "deep/out/x.png",
      ])
    // By another way of writing it, too.
    try FileManager.default.createSymbolicLink(
      atPath: folder.path("link"), withDestinationPath: folder.path("deep/out"))
    #expect(try ImageFolder(folder.path, excluding: [folder.path("./out/"), folder.path("link")]).files == ["a.png"])
  }

  /// `gan train X --data DIR --out DIR/run`: the samples of the first run are no data of the second.
  @Test func runsOfOursAreNoData() throws {
    try folder.pictures(["a/1.png", "a/2.png", "b/1.png", "b/2.png", "b/run/samples/step-00000100.jpg"])
    try folder.pictures(["run/samples/step-00000100.jpg", "run/results/x.png", "own/samples/1.png"])
    for file in ["run/recipe.yaml", "run/log.jsonl", "b/run/recipe.yaml", "b/run/log.jsonl", "own/recipe.yaml"] {
      try folder.write("steps: 1\n", to: file)
    }
    let all = try ImageFolder(folder.path)
    #expect(all.files == ["a/1.png", "a/2.png", "b/1.png", "b/2.png", "own/samples/1.png"])
    #expect(all.leftOut.runs == ["b/run", "run"] && all.leftOut.count == 0)
    #expect(all.summary.hasSuffix("; 2 folders left out, being a training run and no data (b/run/)"))
    let labelled = try openLabelledDataset(at: folder.path)
    #expect(labelled.classNames == ["a", "b", "own"] && labelled.count == 5)
    #expect(labelled.summary.contains("being a training run and no data (run/)"))
    // Whoever names the run itself means it.
    #expect(try ImageFolder(folder.path("run")).files == ["results/x.png", "samples/step-00000100.jpg"])
  }

  @Test func everyKindOfSetSaysIt() throws {
    try folder.pictures(["p/A/1.png", "p/B/1.png", "c/good/1.png", "c/bad/1.png", "c/loose.png"])
    for name in ["p/A/2.psd", "p/B/3.psd", "c/bad/4.psd"] { try folder.write("x", to: name) }
    #expect(try openPairedDataset(at: folder.path("p"), split: nil).summary.contains("2 .psd"))
    #expect(try openUnalignedDataset(at: folder.path("p"), split: nil).summary.contains("2 .psd"))
    for summary in [
      try openAnomalySet(at: folder.path("c"), split: "test").summary,
      try openLabelledDataset(at: folder.path("c")).summary,
    ] {
      #expect(summary.contains("1 .psd") && summary.contains("1 picture left out, lying beside the class folders"))
    }
  }

  @Test func damagedPicturesOfClassesAreLeftOut() throws {
    try folder.pictures(["x/0.png", "x/2.png", "y/3.png"])
    try folder.write("cut", to: "x/1.png")
    let named = SkipRegister(onSkip: { #expect($0.contains("x/1.png")) })
    let images = try openLabelledDataset(at: folder.path, skipped: named)
    #expect(images.labels == [0, 0, 1] && named.count == 1 && images.summary.contains("x/1.png"))
    // Labels of a list follow the pictures that are left.
    try folder.write("file,label\n0.png,b\n1.png,a\n2.png,c\n3.png,b\n", to: "labels.csv")
    let listed = try openLabelledDataset(at: folder.path, labels: folder.path("labels.csv"))
    #expect(listed.labels?.map { listed.classNames[$0] } == ["b", "c", "b"])
    #expect { try openLabelledDataset(at: folder.path, skipped: SkipRegister(strict: true)) } throws: {
      "\($0)".contains("x/1.png")
    }
    let single = try openLabelledDataset(at: folder.path, format: .singleFolder)
    #expect(single.labels == nil && single.count == 3)
    #expect(throws: DatasetError.self) { try openLabelledDataset(at: folder.path, format: .idx) }
  }
}
