import Datasets
import Foundation
import Testing
import Vision

/// Real pictures, of whichever format, as one kind of set.
struct OpenPicturesTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func writeIDX(_ name: String, count: Int) throws {
    try folder.write(
      [0, 0, 8, 3, 0, 0, 0, UInt8(count), 0, 0, 0, 2, 0, 0, 0, 3] + (0..<count * 6).map { UInt8($0) }, to: name)
  }

  private func failure(_ path: String, split: String) -> String {
    do {
      _ = try openPictures(at: path, split: split)
      return ""
    } catch {
      return error.description
    }
  }

  @Test func packedFilesGiveTheirTestPart() throws {
    try writeIDX("train-images-idx3-ubyte", count: 4)
    let (train, only) = try openPictures(at: folder.path)
    #expect(train.count == 4 && only == "train")
    try writeIDX("t10k-images-idx3-ubyte", count: 2)
    let (pictures, split) = try openPictures(at: folder.path)
    #expect(pictures.count == 2 && split == "test" && pictures.source.contains("t10k"))
    let both = try pictures.pictures(at: [1, 0])
    #expect(both.map(\.width) == [3, 3] && both.map(\.height) == [2, 2])
    #expect(both[0].samples == .uint8([6, 7, 8, 9, 10, 11]) && pictures.pictureName(at: 1) == "picture 1")
    #expect(try openPictures(at: folder.path, split: "train").pictures.count == 4)
    #expect(isSentence(failure(folder.path, split: "holdout"), naming: "holdout"))
    let file = folder.path("t10k-images-idx3-ubyte")
    #expect(try openPictures(at: file).split == nil)
    #expect(isSentence(failure(file, split: "test"), naming: "not parted"))
  }

  @Test func foldersGiveThePartThatIsThereOrAll() throws {
    try folder.pictures(["set/train/cat/1.png", "set/train/dog/1.png", "set/valid/cat/2.png"])
    let (pictures, split) = try openPictures(at: folder.path("set"))
    #expect(pictures.count == 1 && split == "val" && pictures.pictureName(at: 0) == "cat/2.png")
    #expect(try openPictures(at: folder.path("set"), split: "train").pictures.count == 2)
    let (all, none) = try openPictures(at: folder.path("set/train"))
    #expect(all.count == 2 && none == nil)
    #expect(isSentence(failure(folder.path("set"), split: "test"), naming: "only train, val"))
    #expect(isSentence(failure(folder.path("nothing"), split: "test"), naming: "nothing"))
  }
}
