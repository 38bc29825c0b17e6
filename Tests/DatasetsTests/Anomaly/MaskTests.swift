import Foundation
import Testing
import Vision

@testable import Datasets

/// Masks wherever data sets keep them.
struct MaskTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func open(_ split: String = "test") throws -> AnomalySet { try openAnomalySet(at: folder.path, split: split) }

  private func mvtec() throws {
    try folder.pictures((0..<4).flatMap { ["train/good/00\($0).png", "test/good/00\($0).png"] })
    try folder.pictures((0..<3).map { "test/scratch/00\($0).png" })
  }

  @Test(arguments: [
    "ground_truth/scratch/{}_mask.png", "Ground_Truth/scratch/{}_mask.PNG", "ground-truth/scratch/{}.bmp",
    "masks/scratch/{}_mask.png", "mask/{}.tif", "Masks/test/scratch/{}.jpg", "test/mask/scratch/{}.png",
    "test/scratch/mask/{}.png", "test/scratch/{}_mask.png", "test/scratch/{}_GT.bmp", "gt/scratch/{}/0.png",
  ])
  func masksOfPartedFolders(pattern: String) throws {
    try mvtec()
    for index in 0..<3 { try folder.picture(pattern.replacing("{}", with: "00\(index)"), channels: 1) }
    let set = try open()
    #expect(set.samples.map(\.name) == (0..<4).map { "good/00\($0).png" } + (0..<3).map { "scratch/00\($0).png" })
    #expect(set.samples.filter { $0.isAbnormal == true }.allSatisfy { $0.masks.count == 1 })
    #expect(set.samples[5].masks[0].contains("001"))
    #expect(set.summary == "parted folders: 4 normal pictures, 3 abnormal, 3 masks")
    let train = try open("train")
    #expect(train.summary == "parted folders: 4 normal pictures, 0 abnormal")
  }

  @Test(arguments: [
    "mask/{}.png", "abnormal/{}_mask.png", "abnormal/masks/{}.png", "Ground_Truth/{}_mask.jpg", "gt/abnormal/{}.png",
  ])
  func masksOfClassFolders(pattern: String) throws {
    try folder.pictures((0..<4).map { "normal/00\($0).png" } + (0..<3).map { "abnormal/00\($0).png" })
    for index in 0..<3 { try folder.picture(pattern.replacing("{}", with: "00\(index)"), channels: 1) }
    #expect(try open().summary == "class folders: 4 normal pictures, 3 abnormal, 3 masks")
    #expect(try openLabelledDataset(at: folder.path).classNames == ["abnormal", "normal"])
  }

  @Test func strayMasksAndPicturesWithoutOneAreNamed() throws {
    try mvtec()
    for name in ["000_mask.png", "001_mask.png", "x_mask.png"] { try folder.picture("ground_truth/scratch/\(name)") }
    let set = try open()
    #expect(set.unmatchedMasks == [folder.path("ground_truth/scratch/x_mask.png")])
    #expect(set.withoutMask.map { set.samples[$0].name } == ["scratch/002.png"])
    #expect(
      set.summary.contains("1 mask without one picture of the same name") && set.summary.contains("x_mask.png")
        && set.summary.contains("1 abnormal picture without a mask, such as scratch/002.png"))
  }

  /// The same name in two classes: a mask that does not say of which is given to none.
  @Test func ambiguousMasksAreGivenToNone() throws {
    try folder.pictures(["good/0.png", "cut/0.png", "hole/0.png", "hole/1.png", "mask/0.png", "mask/1.png"])
    let set = try open()
    #expect(set.unmatchedMasks == [folder.path("mask/0.png")])
    #expect(set.samples.filter { !$0.masks.isEmpty }.map(\.name) == ["hole/1.png"])
  }

  @Test func masksOfAnotherPartAreNotStray() throws {
    try mvtec()
    try folder.pictures(["val/good/0.png", "val/dent/0.png", "ground_truth/dent/0_mask.png"])
    #expect(try open("val").unmatchedMasks.isEmpty && open("val").hasMasks)
    #expect(try open("test").unmatchedMasks.isEmpty)
  }

  /// Faces with masks on: a class that is only named so.
  @Test func aClassMayBeCalledMask() throws {
    try folder.pictures(["mask/0.png", "mask/1.png", "no/2.png"])
    let set = try openAnomalySet(at: folder.path, split: "test", normalClass: "mask")
    #expect(set.samples.map(\.isAbnormal) == [false, false, true])
  }

  @Test func namesThatOnlyEndInMaskArePictures() throws {
    try folder.pictures(["good/a_mask.png", "good/b_mask.png", "bad/c_mask.png"])
    #expect(try open().count == 3)
  }

  @Test func masksAreBlackAndWhite() throws {
    try folder.pictures(["good/0.png", "bad/0.png", "bad/1.png"])
    func mask(_ white: Range<Int>, _ level: UInt8, _ name: String) throws {
      let pixels = (0..<40 * 36).map { white.contains($0 % 40) ? level : 0 }
      let url = URL(fileURLWithPath: folder.path(name))
      try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Image(width: 40, height: 36, channels: 1, pixels: pixels).write(to: folder.path(name))
    }
    // JPEG rings around the border, which is inside of a block of 8.
    try mask(0..<21, 255, "masks/bad/0.jpg")
    try mask(0..<4, 1, "masks/bad/1/a.png")
    try mask(9..<12, 255, "masks/bad/1/b.png")
    let set = try open()
    func columns(_ index: Int) throws -> [Int] {
      let mask = try #require(try set.mask(index, of: try set.load(index)))
      guard case .uint8(let values) = mask.samples else { return [] }
      #expect(Set(values).isSubset(of: [0, 255]) && values[..<40] == values[400..<440])
      return (0..<40).filter { values[$0] == 255 }
    }
    #expect(try columns(0) == Array(0..<21))
    #expect(try columns(1) == [0, 1, 2, 3, 9, 10, 11])
  }
}
