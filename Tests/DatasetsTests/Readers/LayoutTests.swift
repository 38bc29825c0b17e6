import Datasets
import Testing
import Vision

@Suite struct LayoutTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func open(_ split: String? = nil, _ format: DatasetFormat? = nil) throws -> any PairedSource {
    try openPairedDataset(at: folder.path, split: split, format: format)
  }

  private func names(_ source: any PairedSource) -> [String] { (0..<source.count).map(source.name) }

  private func failure(_ split: String? = nil, _ format: DatasetFormat? = nil) -> String {
    do {
      _ = try openPairedDataset(at: folder.path, split: split, format: format)
      return ""
    } catch {
      return error.description
    }
  }

  @Test func alignedFilesBelowTrainAndVal() throws {
    for name in ["train/2.png", "train/10.png", "val/1.png"] { try folder.picture(name, width: 80, height: 36) }
    let train = try open()
    #expect(train is AlignedFolder)
    #expect(names(train) == ["10", "2"])
    #expect(train.summary.contains("2 in train"))
    #expect(names(try open("val")) == ["1"])
    #expect(names(try open("validation")) == ["1"])
    #expect(try availableSplits(at: folder.path) == ["train", "val"])
    let sample = try train.load(0)
    #expect(sample.a.width == 40 && sample.b.width == 40 && sample.b.height == 36)
    #expect(sample.b == TemporaryFolder.coordinates(width: 80, height: 36).cropped(x: 40, y: 0, width: 40, height: 36))
  }

  @Test func alignedFilesWithoutParts() throws {
    for name in ["a.png", "deeper/b.png"] { try folder.picture(name, width: 80, height: 36) }
    #expect(names(try open()) == ["a", "deeper/b"])
    #expect(try availableSplits(at: folder.path).isEmpty)
  }

  @Test func oddWidthNamesTheFile() throws {
    try folder.picture("train/odd.png", width: 81, height: 36)
    let source = try open(nil, .aligned)
    #expect { try source.load(0) } throws: { isSentence("\($0)", naming: "odd.png") && "\($0)".contains("81") }
  }

  @Test(arguments: [["A/train", "B/train"], ["train/A", "train/B"], ["train/photo", "train/label"]])
  func pairedFoldersBelowAPart(_ sides: [String]) throws {
    for side in sides { try folder.pictures([side + "/x.png", side + "/sub/y.png"]) }
    let source = try #require(try open() as? PairedFolders)
    #expect(names(source) == ["sub/y", "x"])
    let first = sides.sorted()[0]
    #expect(source.directoryA == folder.path(first))
    #expect(source.summary.contains("2 pairs") && source.summary.contains("A = "))
    #expect(names(try open("train")) == ["sub/y", "x"])
    #expect(try availableSplits(at: folder.path) == ["train"])
  }

  @Test func pairedFoldersWithoutParts() throws {
    try folder.pictures(["A/x.png", "A/y.png", "A/lonely.png", "B/x.jpg", "B/y.bmp"])
    let source = try #require(try open() as? PairedFolders)
    #expect(names(source) == ["x", "y"])
    #expect(source.unpairedA == ["lonely.png"] && source.unpairedB.isEmpty)
    #expect(source.summary.contains("1 picture of A without a partner in B, such as lonely.png"))
    #expect(try source.load(0).b.width == 40)
  }

  @Test func foldersWithoutACommonNameAreNotPairs() throws {
    try folder.pictures(["A/x.png", "B/y.png"])
    #expect(isSentence(failure(), naming: folder.path))
    #expect(failure().contains("without partners"))
    let forced = failure(nil, .pairedFolders)
    #expect(forced.contains("x.png") && forced.contains("y.png"))
    let unaligned = try openUnalignedDataset(at: folder.path, split: nil)
    #expect(unaligned.a.count == 1 && unaligned.b.count == 1)
  }

  @Test func trainAAndTrainBAreUnaligned() throws {
    try folder.pictures(["trainA/0.png", "trainA/1.png", "trainB/0.png", "testA/0.png", "testB/0.png"])
    #expect(try availableSplits(at: folder.path) == ["train", "test"])
    #expect(failure().contains("trainA"))
    let train = try openUnalignedDataset(at: folder.path, split: nil)
    #expect(train.a.count == 2 && train.b.count == 1)
    #expect(train.summary.contains("2 in A"))
    #expect(try openUnalignedDataset(at: folder.path, split: "test").a.count == 1)
    #expect(try open("train", .pairedFolders).count == 1)
  }

  /// Two towns, each by day and by night, look like two fixed cameras.
  @Test func aFormatThatIsSaidWinsForSidesToo() throws {
    try folder.pictures(["A/day/0.png", "A/day/1.png", "A/night/2.png", "B/day/3.png", "B/night/4.png"])
    let guessed = try openUnalignedDataset(at: folder.path, split: nil)
    #expect(guessed.a.files.allSatisfy { $0.contains("day") })
    let said = try openUnalignedDataset(at: folder.path, split: nil, format: .unaligned)
    #expect(said.a.count == 3 && said.b.count == 2)
    #expect(said.a.files.contains("night/2.png"))
    for format in [DatasetFormat.idx, .clips, .alderley] {
      #expect(throws: DatasetError.self) { try openUnalignedDataset(at: folder.path, split: nil, format: format) }
    }
    let reading = try #require(DatasetReading.all(at: folder.path, format: .unaligned).first { $0.kind == .unpaired })
    #expect(reading.parts.first?.summary == said.summary)
  }

  @Test func singlePicturesAreNotPairs() throws {
    try folder.picture("photo.png", width: 60, height: 45)
    #expect(isSentence(failure(), naming: folder.path))
    #expect(failure().contains("photo.png (60x45)"))
    #expect(try open(nil, .aligned).count == 1)
  }

  @Test func clutterIsNoPicture() throws {
    try folder.pictures(["A/x.png", "B/x.png"])
    for clutter in ["A/._x.png", "A/.hidden.png", "A/.DS_Store", "A/Thumbs.db", "A/notes.txt"] {
      try folder.write("clutter", to: clutter)
    }
    let source = try #require(try open() as? PairedFolders)
    #expect(source.count == 1 && source.unpairedA.isEmpty)
  }

  @Test func emptyAndMissingFoldersSayWhatToDo() throws {
    #expect(isSentence(failure(), naming: folder.path))
    #expect(failure().contains("expected"))
    #expect { try openPairedDataset(at: "/does/not/exist", split: nil) } throws: {
      "\($0)".contains("/does/not/exist does not exist")
    }
    try folder.picture("train/x.png", width: 80, height: 36)
    #expect(failure("test").contains("has only train"))
  }

  @Test func csvFilesAreFound() throws {
    try folder.pictures(["p/1.png", "q/1.png"])
    try folder.write("p/1.png,q/1.png\n", to: "pairs.csv")
    #expect(try open() is CSVPairs)
    #expect(try openPairedDataset(at: folder.path("pairs.csv"), split: nil).count == 1)
    try folder.write("p/1.png,q/1.png\np/1.png,q/1.png\n", to: "val.csv")
    #expect(try open("val").count == 2)
    #expect(try availableSplits(at: folder.path) == ["val"])
  }

  @Test func oneListHasNoOtherPartThanTrain() throws {
    try folder.pictures(["p/1.png", "q/1.png"])
    try folder.write("p/1.png,q/1.png\n", to: "pairs.csv")
    let list = folder.path("pairs.csv")
    for part in ["train", "training"] { #expect(try openPairedDataset(at: list, split: part).count == 1) }
    for part in ["val", "test", "night"] {
      #expect { try openPairedDataset(at: list, split: part) } throws: {
        isSentence("\($0)", naming: list) && "\($0)".contains("'\(part)'")
      }
      #expect(throws: DatasetError.self) { try openPairedDataset(at: list, split: part, format: .csvPairs) }
    }
  }

  @Test func orderIsThatOfBytes() throws {
    try folder.pictures(["Z.png", "a.png", "é.png", "10.png", "9.png", "A0/b.png"])
    #expect(try ImageFolder(folder.path).files == ["10.png", "9.png", "A0/b.png", "Z.png", "a.png", "é.png"])
  }

  /// 64x128 halves, faces and the like: nothing tells them from single pictures.
  @Test func theSeamCanBeSaid() throws {
    for name in ["train/0.png", "train/1.png"] { try folder.picture(name, width: 80, height: 80) }
    #expect { try openPairedDataset(at: folder.path, split: nil) } throws: {
      "\($0)".contains("80x80") && "\($0)".contains("--halves left-right or top-bottom")
    }
    let sides = try openPairedDataset(at: folder.path, split: nil, halves: .leftRight)
    let (left, right) = (try sides.load(0).a, try sides.load(0).b)
    #expect(left.width == 40 && left.height == 80 && sides.summary.contains("A = left half"))
    #expect(left == TemporaryFolder.coordinates(width: 80, height: 80).cropped(x: 0, y: 0, width: 40, height: 80))
    #expect(right == TemporaryFolder.coordinates(width: 80, height: 80).cropped(x: 40, y: 0, width: 40, height: 80))
    let levels = try openPairedDataset(at: folder.path, split: nil, halves: .topBottom)
    let whole = TemporaryFolder.coordinates(width: 80, height: 80)
    #expect(try levels.load(1).a == whole.cropped(x: 0, y: 0, width: 80, height: 40))
    #expect(try levels.load(1).b == whole.cropped(x: 0, y: 40, width: 80, height: 40))
    #expect(levels.summary.contains("B = bottom half"))
    try folder.picture("odd/0.png", width: 20, height: 41)
    #expect { try AlignedFolder(folder.path("odd"), halves: .topBottom).load(0) } throws: {
      "\($0)".contains("41 pixels high")
    }
  }

  /// pix2pixHD's folders.
  @Test func sidesMayBeSetOffByAnUnderscore() throws {
    try folder.pictures(["train_A/1.png", "train_B/1.png", "test_A/2.png", "test_B/2.png"])
    #expect(try availableSplits(at: folder.path) == ["train", "test"])
    let pairs = try openPairedDataset(at: folder.path, split: nil)
    #expect(pairs is PairedFolders && pairs.count == 1 && pairs.summary.contains("train_A, B = "))
    #expect(try openUnalignedDataset(at: folder.path, split: "test").b.files == ["2.png"])
    try folder.pictures(["other/train_A/x.png", "other/train_B/y.png"])
    #expect(throws: DatasetError.self) { try openPairedDataset(at: folder.path("other"), split: nil) }
  }

  @Test func sidesHaveChannelsOfTheirOwn() throws {
    for index in 0..<3 {
      try folder.picture("A/\(index).png", channels: 1)
      try folder.picture("B/\(index).png", channels: index == 1 ? 3 : 1)
    }
    try folder.write("cut", to: "A/3.png")
    try folder.picture("B/3.png")
    let pairs = try openPairedDataset(at: folder.path, split: nil)
    #expect(pairs.ownChannels() == (1, 3))
    #expect(try PairedFolders(a: folder.path("A"), b: folder.path("A")).ownChannels() == (1, 1))
  }

  @Test(arguments: DatasetFormat.allCases) func formatsHaveNames(format: DatasetFormat) throws {
    #expect(
      try DatasetFormat(parsing: format.optionName) == format && DatasetFormat(parsing: format.rawValue) == format)
    #expect(throws: DatasetError.self) { try DatasetFormat(parsing: "pair") }
  }
}
