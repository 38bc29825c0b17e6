import Foundation
import TestFolders
import Testing
import Vision

@testable import Datasets

/// What is known of frames: masks of UCSD, files of CUHK Avenue and ShanghaiTech, in the sets' own layouts.
struct TruthTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func mask(_ levels: [UInt8], width: Int = 4) -> Image {
    Image(width: width, height: levels.count / width, channels: 1, pixels: levels)
  }

  private func marked(_ truth: FrameTruth) -> [Int]? {
    guard let mask = truth.mask, case .uint8(let levels) = mask.samples else { return nil }
    return levels.indices.filter { levels[$0] > 0 }
  }

  @Test func marksAreWhatStandsOutOfCompression() {
    #expect(FrameTruth(mask: mask([0, 0, 0, 0])) == .normal)
    #expect(marked(FrameTruth(mask: mask([0, 255, 0, 255]))) == [1, 3])
    #expect(marked(FrameTruth(mask: mask([0, 1, 0, 1]))) == [1, 3])
    // Grey traces of JPEG beside white.
    #expect(marked(FrameTruth(mask: mask([3, 255, 9, 250]))) == [1, 3])
    #expect(FrameTruth.abnormal(nil).mask == nil && FrameTruth.abnormal(nil) != .normal)
  }

  @Test func masksOfUCSD() throws {
    for frame in 1...3 { try folder.picture("Test/Test001/00\(frame).tif", width: 8, height: 6, channels: 1) }
    for frame in 1...3 {
      var levels = [UInt8](repeating: 0, count: 48)
      if frame == 2 { levels[10] = 255 }
      try FileManager.default.createDirectory(
        atPath: folder.path("Test/Test001_gt"), withIntermediateDirectories: true)
      // Official masks are BMP; some are named frame001.
      try mask(levels, width: 8).write(to: folder.path("Test/Test001_gt/frame00\(frame).png"))
    }
    try folder.write("x", to: "Test/Test001_gt/._frame001.bmp")
    let clip = try openVideoSet(at: folder.path, split: "test").clips[0]
    let truths = try clip.truths()
    #expect(clip.hasTruth && truths.count == 3 && truths[0] == .normal && truths[2] == .normal)
    #expect(marked(truths[1]) == [10])
    try folder.write("no picture", to: "Test/Test001_gt/frame002.png")
    #expect { try clip.truths() } throws: { isSentence("\($0)", naming: "frame002.png") }
  }

  @Test func masksOfAvenue() throws {
    for name in ["training_videos/01.avi", "testing_videos/01.avi", "testing_videos/02.avi", "testing_videos/10.avi"] {
      try folder.write("not decoded here", to: name)
    }
    let empty: [[UInt8]] = [[0, 0, 0], [0, 0, 0]]
    try folder.write(
      TruthBytes.matlab([empty, [[0, 0, 1], [0, 0, 0]], [[0, 0, 0], [1, 0, 0]]]), to: "testing_label_mask/1_label.mat")
    try folder.write(TruthBytes.matlab([empty]), to: "testing_label_mask/10_label.mat")
    let test = try openVideoSet(at: folder.path, split: "test")
    #expect(test.clips.map(\.name) == ["01.avi", "02.avi", "10.avi"])
    #expect(test.clips.map(\.hasTruth) == [true, false, true])
    #expect(test.summary == "video clips: 3 video files, 2 with masks")
    // Rows and columns are not mixed up.
    let truths = try test.clips[0].truths()
    #expect(truths.map { marked($0) } == [nil, [2], [3]] && truths[0] == .normal)
    #expect(truths[1].mask?.width == 3 && truths[1].mask?.height == 2)
    #expect(try test.clips[2].truths() == [.normal])
    #expect(try openVideoSet(at: folder.path).clips.map(\.hasTruth) == [false])
    // As it is unpacked: the masks lie beside the data set's own folder.
    try FileManager.default.createDirectory(atPath: folder.path("demo"), withIntermediateDirectories: true)
    try FileManager.default.moveItem(
      atPath: folder.path("testing_label_mask"), toPath: folder.path("demo/testing_label_mask"))
    try FileManager.default.moveItem(atPath: folder.path("demo"), toPath: folder.path("ground_truth_demo"))
    #expect(try openVideoSet(at: folder.path, split: "test").clips.map(\.hasTruth) == [true, false, true])
  }

  @Test func masksOfShanghaiTech() throws {
    for frame in 0...2 {
      try folder.picture("testing/frames/01_0014/00\(frame).jpg", width: 8, height: 6)
      try folder.picture("testing/frames/01_0015/00\(frame).jpg", width: 8, height: 6)
    }
    try folder.write("not decoded here", to: "training/videos/01_001.avi")
    try folder.write(TruthBytes.numPy("|u1", "(3,)", [0, 1, 1]), to: "testing/test_frame_mask/01_0014.npy")
    var pixels = [UInt8](repeating: 0, count: 3 * 6 * 8)
    pixels[48 + 9] = 1
    try folder.write(TruthBytes.numPy("|u1", "(3, 6, 8)", pixels), to: "testing/test_pixel_mask/01_0015.npy")
    let test = try openVideoSet(at: folder.path, split: "test")
    #expect(test.clips.map(\.name) == ["01_0014", "01_0015"] && test.clips.allSatisfy(\.hasTruth))
    #expect(try test.clips[0].truths() == [.normal, .abnormal(nil), .abnormal(nil)])
    #expect(try test.clips[1].truths().map { marked($0) } == [nil, [9], nil])
    // Where both are there, that which says where wins.
    try folder.write(TruthBytes.numPy("|u1", "(3,)", [0, 1, 1]), to: "testing/test_frame_mask/01_0015.npy")
    #expect(try openVideoSet(at: folder.path, split: "test").clips[1].truths().map { marked($0) } == [nil, [9], nil])
    #expect(try openVideoSet(at: folder.path).clips.map(\.name) == ["01_001.avi"])
  }

  @Test func damagedFilesAreNamed() throws {
    let whole = TruthBytes.matlab([[[0, 1], [0, 0]], [[0, 1, 1], [0, 0, 0]]])
    let cases: [(String, [UInt8])] = [
      ("sizes.mat", whole), ("cut.mat", Array(whole.prefix(150))), ("text.mat", Array("nothing".utf8)),
      ("empty.mat", []), ("empty.npy", []), ("flat.npy", TruthBytes.numPy("|u1", "(2, 3)", [0, 0, 0, 0, 0, 0])),
      ("nothing.npy", TruthBytes.numPy("|u1", "(2, 0, 3)", [])),
      ("short.npy", TruthBytes.numPy("|u1", "(9,)", [0, 1])),
    ]
    for (name, bytes) in cases {
      try folder.write(bytes, to: name)
      let clip = VideoSet.Clip(name: "a", source: .file("a.avi"), truthFile: folder.path(name))
      #expect { try clip.truths() } throws: { isSentence("\($0)", naming: name) }
    }
    let gone = VideoSet.Clip(name: "a", source: .file("a.avi"), truthFile: folder.path("gone.mat"))
    #expect { try gone.truths() } throws: { isSentence("\($0)", naming: "gone.mat") }
  }

  @Test func tablesOfPlantedEvents() throws {
    var table = PlantedTable()
    table.rows = [
      .init(clip: "left-1", kind: "left", source: "Train1", first: 61, last: 120),
      .init(clip: "jump-1", kind: "jump", source: "Train1", first: 61, last: 120),
    ]
    try folder.write(table.csv, to: "planted.csv")
    try folder.picture("Test/left-1/1.png")
    #expect(try PlantedTable(csv: table.csv, path: "x").rows == table.rows)
    #expect(try PlantedTable.kinds(near: folder.path("Test")) == ["left-1": "left", "jump-1": "jump"])
    #expect(try PlantedTable.kinds(near: folder.path) == ["left-1": "left", "jump-1": "jump"])
    #expect(try PlantedTable.kinds(near: folder.path("Test/left-1")).isEmpty)
    try folder.write("clip,kind\n", to: "planted.csv")
    #expect { try PlantedTable.kinds(near: folder.path) } throws: { isSentence("\($0)", naming: "planted.csv") }
    try folder.write("clip,kind,source,first,last\na,b,c,d,e\n", to: "planted.csv")
    #expect { try PlantedTable.kinds(near: folder.path) } throws: { "\($0)".contains("line 2") }
  }
}
