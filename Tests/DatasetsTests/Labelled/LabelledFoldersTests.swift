import Datasets
import Foundation
import Testing
import Vision

struct LabelledFoldersTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func failure(labels: String? = nil, size: Int? = nil) -> String {
    do {
      _ = try openLabelledDataset(at: folder.path, size: size, labels: labels)
      return ""
    } catch {
      return error.description
    }
  }

  @Test func subfoldersAreClasses() throws {
    // Two folders with the same file names would be taken for pairs.
    try folder.pictures(["cat/tom.png", "cat/kitty.png", "dog/rex.png"])
    let images = try openLabelledDataset(at: folder.path, size: 32)
    #expect(images.classNames == ["cat", "dog"] && images.labels == [0, 0, 1])
    #expect(images.width == 32 && images.height == 32 && images.channels == 3)
    let report = try DatasetReport.inspect(folder.path)
    #expect(report.format == .classFolders && report.classes?.map(\.count) == [2, 1])
  }

  @Test func partsAreFound() throws {
    try folder.pictures(["train/cat/1.png", "train/dog/1.png", "test/cat/1.png", "test/dog/2.png", "test/dog/3.png"])
    #expect(try openLabelledDataset(at: folder.path, size: 28).count == 2)
    #expect(try openLabelledDataset(at: folder.path, split: "test", size: 28).labels == [0, 1, 1])
    #expect(throws: DatasetError.self) { try openLabelledDataset(at: folder.path, split: "val") }
  }

  @Test func sizesMustAgreeUnlessScaled() throws {
    try folder.picture("1.png", width: 40)
    try folder.picture("2.png", width: 44)
    #expect(failure().contains("--image-size"))
    #expect(failure(size: 28).isEmpty)
  }

  @Test func labelsComeFromATable() throws {
    try folder.pictures(["a.png", "b.png", "c.png"])
    try folder.write("file,label\nc.png,10\na.png,9\nb.png,10\n", to: "labels.csv")
    let images = try openLabelledDataset(at: folder.path, size: 28, labels: folder.path("labels.csv"))
    #expect(images.classNames == ["9", "10"] && images.labels == [0, 1, 1])
    try folder.write("file,label\nc.png,10\n", to: "labels.csv")
    #expect(failure(labels: folder.path("labels.csv"), size: 28).contains("no label for a.png"))
    try folder.write("x\ny\n", to: "labels.csv")
    #expect(failure(labels: folder.path("labels.csv"), size: 28).contains("lists 2 labels, but there are 3 pictures"))
    try folder.write("file,label\na.png,\n", to: "labels.csv")
    #expect(failure(labels: folder.path("labels.csv"), size: 28).contains("line 2 has no label"))
  }

  @Test func uspsLinesAreRead() throws {
    let row = "3.0000 " + (0..<256).map { $0 == 0 ? "1.000" : "-1.000" }.joined(separator: " ")
    try folder.write(row + "\n" + row + "\n", to: "zip.train")
    let images = try openLabelledDataset(at: folder.path)
    #expect(images.count == 2 && images.labels == [3, 3] && images.pixels[0] == 255 && images.pixels[1] == 0)
    #expect(try openLabelledDataset(at: folder.path, size: 28).width == 28)
    try folder.write(row + " 1\n", to: "zip.train")
    #expect(failure().contains("line 1 has 258 numbers"))
    try folder.write("11 " + row.dropFirst(7) + "\n", to: "zip.train")
    #expect(failure().contains("is no digit"))
  }

  @Test func cifarRecordsAreRead() throws {
    let record = [7] + [UInt8](repeating: 200, count: 1024) + [UInt8](repeating: 100, count: 2048)
    try folder.write(record + record, to: "data_batch_1.bin")
    try folder.write(record, to: "test_batch.bin")
    let images = try openLabelledDataset(at: folder.path)
    #expect(images.count == 2 && images.channels == 3 && images.labels == [7, 7])
    #expect(images.image(at: 0).width == 32)
    #expect(try openLabelledDataset(at: folder.path, split: "test").count == 1)
    try folder.write(record.dropLast() + [], to: "data_batch_1.bin")
    #expect(failure().contains("3072 bytes"))
    try folder.write([77] + record.dropFirst(), to: "data_batch_1.bin")
    #expect(failure().contains("label 77"))
  }

  @Test func batchesDependOnTheirNumberAlone() throws {
    let images = LabelledImages(
      source: "x", format: .idx, pixels: (0..<40).map(UInt8.init), channels: 1, height: 2, width: 2,
      labels: Array(0..<10), classNames: (0..<10).map(String.init))
    let loader = LabelledLoader(images, batchSize: 3, seed: 5)
    #expect(loader.batchesPerEpoch == 3)
    let first = try (0..<7).map { _ in try loader.next() }
    loader.seek(to: 4)
    #expect(try loader.next() == first[4])
    #expect(Set(first[0..<3].flatMap(\.indices)).count == 9)
    #expect(first[0].pixels[0] == UInt8(4 * first[0].indices[0]) && first[0].labels == first[0].indices)
    #expect(try LabelledLoader(images, batchSize: 3, seed: 6).next() != first[0])
  }
}
