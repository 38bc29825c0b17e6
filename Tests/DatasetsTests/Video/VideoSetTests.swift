import Testing

@testable import Datasets

/// How clips of video are laid out.
struct VideoSetTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  @Test func ucsd() throws {
    for clip in ["Train/Train001", "Test/Test001", "Test/Test002"] {
      for frame in [1, 2, 10] { try folder.picture("\(clip)/frame\(frame).tif", channels: 1) }
    }
    for frame in [1, 2, 10] { try folder.picture("Test/Test002_gt/\(frame).bmp", channels: 1) }
    try folder.write("x", to: "Test/Test001/._frame1.tif")
    let train = try openVideoSet(at: folder.path)
    #expect(train.clips.map(\.name) == ["Train001"] && train.frameCount == 3)
    let test = try openVideoSet(at: folder.path, split: "test")
    #expect(test.clips.map(\.name) == ["Test001", "Test002"] && test.clips.map(\.masks.count) == [0, 3])
    #expect(test.summary == "video clips: 2 clips, 6 frames, 1 with masks")
    // By number: 10 comes last.
    guard case .frames(let frames) = test.clips[0].source else { return #expect(Bool(false)) }
    #expect(frames.map(FolderListing.lastComponent) == ["frame1.tif", "frame2.tif", "frame10.tif"])
    #expect(test.clips[1].masks.map(FolderListing.lastComponent) == ["1.bmp", "2.bmp", "10.bmp"])
    let report = try DatasetReport.inspect(folder.path)
    #expect(report.format == .clips && report.splits.map(\.count) == [1, 2] && report.problems.isEmpty)
    #expect(throws: DatasetError.self) { try openVideoSet(at: folder.path, split: "val") }
    // Paths may be relative to where the program runs.
    #expect(FolderListing.join("", "Train/1.tif") == "Train/1.tif")
  }

  @Test func filesAndWhatIsNone() throws {
    for name in ["training_videos/01.avi", "training_videos/02.avi", "testing_videos/01.avi"] {
      try folder.write("not decoded here", to: name)
    }
    #expect(try openVideoSet(at: folder.path).summary == "video clips: 2 video files")
    #expect(try openVideoSet(at: folder.path, split: "test").clips.count == 1)
    #expect(try openVideoSet(at: folder.path("testing_videos/01.avi")).clips[0].name == "01.avi")
    #expect(try DatasetReport.inspect(folder.path("testing_videos/01.avi")).format == .clips)
    try folder.pictures(["other/a/portrait.png", "other/a/landscape.png"])
    #expect { try openVideoSet(at: folder.path("other")) } throws: { "\($0)".contains("no clips") }
    #expect(throws: DatasetError.self) { try openVideoSet(at: folder.path("none.avi")) }
  }
}
