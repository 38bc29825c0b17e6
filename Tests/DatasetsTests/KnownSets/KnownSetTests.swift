import Foundation
import Testing
import Vision

@testable import Datasets

/// Layouts of driving sets, laid out as their makers do.
@Suite struct KnownSetTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func failure(_ body: () throws -> Void) -> String {
    do {
      try body()
      return ""
    } catch {
      return "\(error)"
    }
  }

  /// A street that goes by: each frame is the one before moved by some pixels; night is darker and of less contrast.
  private func street(_ frame: Int, night: Bool) -> Image {
    let (width, height) = (64, 32)
    var pixels: [UInt8] = []
    for y in 0..<height {
      for x in 0..<width {
        let place = UInt64((x + 12 * frame) / 4)
        var draws = CounterRandom(seed: 3, place, UInt64(y / 4))
        let level = Int(draws.next() % 200)
        pixels.append(UInt8(night ? level / 5 + 3 : level + 50))
      }
    }
    return Image(width: width, height: height, channels: 1, pixels: pixels)
  }

  private func alderley(frames: Int, shift: Int, list: String? = nil) throws {
    for frame in 1...frames {
      for (side, night, moved) in [("FRAMESA", true, frame), ("FRAMESB", false, frame + shift)] {
        let name = "\(side)/Image\(String(format: "%05d", frame)).png"
        try folder.write([], to: name)
        try street(moved, night: night).write(to: folder.path(name))
      }
    }
    try folder.write(list ?? (1...frames).map { "\($0),\($0)\n" }.joined(), to: "framematches.csv")
  }

  @Test func alderleyPairsAreThoseOfTheList() throws {
    try alderley(frames: 12, shift: 0, list: (3...10).map { "\($0),\($0 + 2)\n" }.joined())
    let pairs = try openPairedDataset(at: folder.path, split: nil)
    #expect(pairs.count == 8 && pairs.name(at: 0) == "FRAMESA/Image00003")
    #expect(try pairs.load(0).b == Image(path: folder.path("FRAMESB/Image00005.png")))
    let report = try DatasetReport.inspect(folder.path)
    #expect(report.format == .alderley)
    #expect(report.readings.first { $0.kind == .paired }?.refusal == nil)
    #expect(report.readings.first { $0.kind == .unpaired }?.refusal == nil)
  }

  /// B's frames are one place further than their numbers say.
  @Test func anOffsetBetweenTheSidesIsSeen() throws {
    try alderley(frames: 30, shift: 0)
    #expect(!(try openPairedDataset(at: folder.path, split: nil)).summary.contains("warning"))
    try alderley(frames: 30, shift: 1)
    let summary = try openPairedDataset(at: folder.path, split: nil).summary
    #expect(summary.contains("warning") && summary.contains("one off") && summary.contains("before"), "\(summary)")
  }

  @Test func badListsAreNamed() throws {
    try alderley(frames: 3, shift: 0, list: "1,1\n2\n")
    #expect(failure { _ = try openPairedDataset(at: folder.path, split: nil) }.contains("framematches.csv line 2"))
    try folder.write("7,8\n", to: "framematches.csv")
    #expect(failure { _ = try openPairedDataset(at: folder.path, split: nil) }.contains("no pair of frames"))
    try folder.write("0,0\n1,1\n2,2\n9,1\n", to: "framematches.csv")
    let summary = try openPairedDataset(at: folder.path, split: nil).summary
    #expect(
      summary.contains("2 pairs") && summary.contains("2 rows") && summary.contains("counts from 0"), "\(summary)")
    try FileManager.default.removeItem(atPath: folder.path("framematches.csv"))
    #expect(failure { _ = try openPairedDataset(at: folder.path, split: nil) }.contains("no framematches.csv"))
  }

  @Test func camerasAreDrawnWithinThemselves() throws {
    for camera in ["cam01", "cam02"] {
      for number in 0..<10 { try folder.picture("\(camera)/day/2011010\(number)_120000.png", blue: 1) }
      for number in 0..<5 { try folder.picture("\(camera)/night/2011010\(number)_000000.png", blue: 2) }
    }
    #expect(try availableSplits(at: folder.path) == ["train", "val"])
    let (train, val) = (
      try openPairedDataset(at: folder.path, split: nil), try openPairedDataset(at: folder.path, split: "val")
    )
    #expect(train.count == 16 && val.count == 4)
    #expect(val.name(at: 0).hasSuffix("cam01/day/20110108_120000"))
    #expect(train.name(at: 0) == "cam01/day/20110100_120000")
    #expect(train.place(at: 0) == "cam01" && train.place(at: 15) == "cam02")
    let folders = try openUnalignedDataset(at: folder.path, split: "train")
    #expect(folders.a.count == 16 && folders.b.count == 8 && !folders.a.isSameFolder(as: folders.b))
    #expect(folders.a.isSameFolder(as: folders.a))
    #expect(folders.a.place(at: 0) == "cam01" && folders.b.place(at: 7) == "cam02")
    #expect(try ImageFolder(folder.path("cam01")).place(at: 0) == nil)
    #expect(try DatasetReport.inspect(folder.path).format == .cameras)
  }

  @Test func theDrawnPartnerIsOfTheSameCameraAndChanges() throws {
    for (camera, level) in [("cam01", 10), ("cam02", 100)] {
      for number in 0..<8 {
        try folder.picture("\(camera)/day/\(number).png")
        let night = "\(camera)/night/\(number).png"
        try folder.write([], to: night)
        try Image(width: 40, height: 36, channels: 3, level: UInt8(level + number)).write(to: folder.path(night))
      }
    }
    let pairs = try openPairedDataset(at: folder.path, split: "train")
    var seen: Set<UInt8> = []
    for seed in 0..<30 {
      var draws = CounterRandom(seed: UInt64(seed), 2)
      if case .uint8(let levels) = try pairs.load(0, drawing: &draws).b.samples { seen.insert(levels[0]) }
    }
    #expect(seen.isSubset(of: Set(10..<17)) && seen.count > 3, "\(seen)")
  }

  @Test func kittiIsReadWithTheLeftColourCamera() throws {
    let drive = "2011_09_26/2011_09_26_drive_0001_sync"
    for name in [
      "\(drive)/image_02/data/0000000000.png", "\(drive)/image_02/data/0000000001.png",
      "\(drive)/image_03/data/0000000000.png", "\(drive)/image_00/data/0000000000.png",
    ] { try folder.picture(name) }
    let report = try DatasetReport.inspect(folder.path)
    #expect(report.format == .kitti && report.splits[0].count == 2)
    #expect(failure { _ = try openPairedDataset(at: folder.path, split: nil) }.contains("no partners"))
    #expect(failure { _ = try openUnalignedDataset(at: folder.path, split: nil) }.contains("needs both kinds"))
    let odometry = try TemporaryFolder()
    for name in [
      "sequences/00/image_2/000000.png", "sequences/01/image_2/000000.png", "sequences/00/image_3/000000.png",
    ] {
      try odometry.picture(name)
    }
    #expect(try DatasetReport.inspect(odometry.path).splits[0].count == 2)
  }

  @Test func bdd100kIsDividedByItsAttributes() throws {
    for name in ["a", "b", "c", "d"] { try folder.picture("images/100k/train/\(name).jpg") }
    try folder.write(
      """
      [{"name": "a.jpg", "attributes": {"timeofday": "daytime", "weather": "clear"}},
       {"name": "b.jpg", "attributes": {"timeofday": "night", "weather": "clear"}},
       {"name": "c.jpg", "attributes": {"timeofday": "daytime", "weather": "rainy"}},
       {"name": "d.jpg", "attributes": {"timeofday": "dawn/dusk"}},
       {"name": "e.jpg", "attributes": {"timeofday": "night"}}]
      """, to: "labels/bdd100k_labels_images_train.json")
    let folders = try openUnalignedDataset(at: folder.path, split: nil)
    #expect(folders.a.files == ["images/100k/train/a.jpg"] && folders.b.files == ["images/100k/train/b.jpg"])
    let report = try DatasetReport.inspect(folder.path)
    #expect(report.format == .bdd100k)
    #expect(report.splits[0].summary.contains("1 picture of the list") && report.splits[0].summary.contains("rain"))
    try folder.write("[{\"name\": \"a.jpg\"", to: "labels/bdd100k_labels_images_train.json")
    #expect(failure { _ = try openUnalignedDataset(at: folder.path, split: nil) }.contains("cut short"))
  }

  @Test func conditionsHaveTheirReferences() throws {
    for name in [
      "rgb_anon/night/train/GOPR0351/GOPR0351_frame_000159_rgb_anon.png",
      "rgb_anon/night/train/GOPR0351/GOPR0351_frame_000200_rgb_anon.png",
      "rgb_anon/night/train_ref/GOPR0351/GOPR0351_frame_000159_rgb_ref_anon.png",
      "rgb_anon/fog/train/GOPR0475/GOPR0475_frame_000041_rgb_anon.png",
      "rgb_anon/fog/train_ref/GOPR0475/GOPR0475_frame_000041_rgb_ref_anon.png",
    ] { try folder.picture(name) }
    let pairs = try openPairedDataset(at: folder.path, split: nil)
    #expect(pairs.count == 1 && pairs.name(at: 0).hasSuffix("GOPR0351_frame_000159_rgb_ref_anon"))
    #expect(pairs.summary.contains("without a reference"))
    let zurich = try TemporaryFolder()
    for name in [
      "rgb_anon/val/night/GOPR0356/GOPR0356_frame_000321_rgb_anon.png",
      "rgb_anon/val_ref/day/GOPR0356_ref/GOPR0356_frame_000321_rgb_ref_anon.png",
      "rgb_anon/train/night/GOPR0345/GOPR0345_frame_000001_rgb_anon.png",
      "rgb_anon/train/day/GOPR0345_ref/GOPR0345_frame_000777_rgb_anon.png",
    ] { try zurich.picture(name) }
    #expect(try openPairedDataset(at: zurich.path, split: "val").count == 1)
    #expect(try openUnalignedDataset(at: zurich.path, split: "train").b.count == 1)
    #expect(failure { _ = try openPairedDataset(at: zurich.path, split: "train") }.contains("gan data pairs"))
  }
}
