import CZlib
import Datasets
import Foundation
import Testing

struct IDXTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func bigEndian(_ value: Int) -> [UInt8] { (0..<4).map { UInt8(value >> (24 - 8 * $0) & 255) } }

  private func images(_ count: Int, side: Int = 3) -> [UInt8] {
    [0, 0, 8, 3] + bigEndian(count) + bigEndian(side) + bigEndian(side)
      + (0..<count * side * side).map { UInt8($0 % 256) }
  }

  private func labels(_ values: [UInt8]) -> [UInt8] { [0, 0, 8, 1] + bigEndian(values.count) + values }

  private func compressed(_ bytes: [UInt8], to name: String) throws {
    let file = try #require(gzopen(folder.path(name), "wb"))
    gzwrite(file, bytes, UInt32(bytes.count))
    gzclose(file)
  }

  private func failure(_ split: String? = nil) -> String {
    do {
      _ = try openLabelledDataset(at: folder.path, split: split)
      return ""
    } catch {
      return error.description
    }
  }

  @Test func plainAndCompressedFilesGiveTheSame() throws {
    try folder.write(images(4), to: "train-images-idx3-ubyte")
    try folder.write(labels([2, 0, 1, 2]), to: "train-labels-idx1-ubyte")
    try compressed(images(2), to: "t10k-images-idx3-ubyte.gz")
    try compressed(labels([1, 0]), to: "t10k-labels-idx1-ubyte.gz")
    let train = try openLabelledDataset(at: folder.path)
    #expect(
      train.count == 4 && train.width == 3 && train.labels == [2, 0, 1, 2] && train.classNames == ["0", "1", "2"])
    #expect(Array(train.pixels.prefix(10)) == (0..<10).map(UInt8.init))
    let test = try openLabelledDataset(at: folder.path, split: "test")
    #expect(test.count == 2 && test.labels == [1, 0])
    #expect(try labelledSplits(at: folder.path) == ["train", "test"])
    #expect(try DatasetReport.inspect(folder.path).format == .idx)
  }

  @Test func withoutLabelFileThereAreNoLabels() throws {
    try folder.write(images(4), to: "train-images-idx3-ubyte")
    let images = try openLabelledDataset(at: folder.path)
    #expect(images.labels == nil)
    #expect(throws: DatasetError.self) { try images.requireClasses() }
  }

  @Test func damageIsNamed() throws {
    try folder.write(images(4).dropLast(5) + [], to: "train-images-idx3-ubyte")
    #expect(failure().contains("ends after 31") && isSentence(failure(), naming: "train-images"))
    try folder.write(images(4) + [1], to: "train-images-idx3-ubyte")
    #expect(failure().contains("holds more than"))
    try folder.write([1, 2, 3, 4] + images(4), to: "train-images-idx3-ubyte")
    #expect(failure().contains("is no IDX file") && failure().contains("01020304"))
    try folder.write(labels([1, 2, 3, 4, 5, 6, 7, 8, 9, 1, 2, 3, 4]), to: "train-images-idx3-ubyte")
    #expect(failure().contains("magic number 00000801"))
    try folder.write(
      [0, 0, 8, 3] + [255, 255, 255, 255] + bigEndian(28) + bigEndian(28), to: "train-images-idx3-ubyte")
    #expect(failure().contains("more than any data set"))
    try folder.write([], to: "train-images-idx3-ubyte")
    #expect(failure().contains("begins with nothing"))
  }

  @Test func cutArchivesAreNamed() throws {
    try compressed(images(400), to: "whole.gz")
    let bytes = try #require(FileManager.default.contents(atPath: folder.path("whole.gz")))
    try folder.write(Array(bytes.dropLast(9)), to: "train-images-idx3-ubyte.gz")
    #expect(failure().contains("cut off or damaged") && isSentence(failure(), naming: "train-images-idx3-ubyte.gz"))
  }

  @Test func labelsOfAnotherCountAreNamed() throws {
    try folder.write(images(4), to: "train-images-idx3-ubyte")
    try folder.write(labels([2, 0, 1]), to: "train-labels-idx1-ubyte")
    #expect(failure().contains("holds 3 labels") && failure().contains("holds 4 images"))
  }

  @Test func oneClassIsNotEnough() throws {
    try folder.write(images(3), to: "train-images-idx3-ubyte")
    try folder.write(labels([1, 1, 1]), to: "train-labels-idx1-ubyte")
    let error = #expect(throws: DatasetError.self) { try openLabelledDataset(at: folder.path).requireClasses() }
    #expect(error?.description.contains("of one class (1)") ?? false)
    #expect(try DatasetReport.inspect(folder.path).problems.map(\.kind) == [.classes])
  }

  /// EMNIST's archive unpacks to six sets in one folder.
  @Test func severalSetsAreToldApart() throws {
    for (set, classes) in [("balanced", [0, 1, 2] as [UInt8]), ("letters", [1, 2, 3])] {
      for part in ["train", "test"] {
        try compressed(images(part == "train" ? 3 : 2), to: "emnist-\(set)-\(part)-images-idx3-ubyte.gz")
        let values = part == "train" ? classes : Array(classes.dropFirst())
        try compressed(labels(values), to: "emnist-\(set)-\(part)-labels-idx1-ubyte.gz")
      }
    }
    #expect(failure().contains("emnist-balanced, emnist-letters") && failure().contains("/emnist-letters"))
    #expect(isSentence(failure(), naming: folder.path))
    #expect(throws: DatasetError.self) { try DatasetReport.inspect(folder.path) }
    #expect(throws: DatasetError.self) { try openAnomalySet(at: folder.path, split: "train", normalClass: "1") }

    let letters = folder.path("emnist-letters")
    #expect(try labelledSplits(at: letters) == ["train", "test"])
    let train = try openLabelledDataset(at: letters)
    #expect(train.count == 3 && train.labels == [0, 1, 2] && train.classNames == ["1", "2", "3"])
    // The same classes in a part that lacks one.
    let test = try openLabelledDataset(at: letters, split: "test")
    #expect(test.labels == [1, 2] && test.classNames == train.classNames)
    #expect(try DatasetReport.inspect(letters).splits.map(\.count) == [3, 2])
    let file = try openLabelledDataset(at: folder.path("emnist-letters-test-images-idx3-ubyte.gz"))
    #expect(file.labels == [1, 2])
    #expect(throws: DatasetError.self) { try openLabelledDataset(at: folder.path("emnist-digits")) }
    #expect(throws: DatasetError.self) {
      try openLabelledDataset(at: folder.path("emnist-letters-test-images-idx3-ubyte.gz"), split: "train")
    }
  }

  @Test func emptyClassesAreTold() throws {
    try folder.write(images(3), to: "train-images-idx3-ubyte")
    try folder.write(labels([0, 3, 3]), to: "train-labels-idx1-ubyte")
    let read = try openLabelledDataset(at: folder.path)
    #expect(read.classNames.count == 4 && read.summary.hasSuffix("no pictures of class 1, 2"))
    #expect(try DatasetReport.inspect(folder.path).problems.map(\.kind) == [.classes])
  }
}
