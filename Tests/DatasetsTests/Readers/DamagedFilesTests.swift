import Foundation
import Testing

@testable import Datasets

/// Readers of files that others wrote end in a sentence, or in data, whatever is in them.
struct DamagedFilesTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func check(_ name: String, _ bytes: [UInt8], count: Int = 1500, _ read: (String) throws -> Void) throws {
    let path = folder.path(name)
    var slowest = 0.0
    for (number, damaged) in Mutations(of: bytes, count: count, seed: 18).enumerated() {
      try folder.write(damaged, to: name)
      let start = ContinuousClock.now
      do {
        try read(path)
      } catch let error as DatasetError {
        #expect(isSentence(error.description, naming: folder.path), "\(number): \(error)")
      }
      slowest = max(slowest, (ContinuousClock.now - start) / .seconds(1))
    }
    #expect(slowest < 2, "a hang")
  }

  @Test func idx() throws {
    let labels: [UInt8] = [0, 0, 8, 1, 0, 0, 0, 3, 1, 2, 3]
    try folder.write(labels, to: "train-labels-idx1-ubyte")
    let images = [0, 0, 8, 3, 0, 0, 0, 3, 0, 0, 0, 2, 0, 0, 0, 2] + (0..<12).map(UInt8.init)
    try check("train-images-idx3-ubyte", images) { _ = try openLabelledDataset(at: $0) }
    try folder.write(images, to: "train-images-idx3-ubyte")
    try check("train-labels-idx1-ubyte", labels) { _ in _ = try openLabelledDataset(at: folder.path).summary }
  }

  @Test func usps() throws {
    let line = "3 " + (0..<256).map { "\(Double($0) / 128 - 1)" }.joined(separator: " ") + "\n"
    try check("zip.train", Array((line + line).utf8), count: 300) { _ = try openLabelledDataset(at: $0) }
  }

  @Test func cifar() throws {
    let record = [3] + [UInt8](repeating: 9, count: 3072)
    try check("data_batch_1.bin", record + record, count: 300) { _ in _ = try openLabelledDataset(at: folder.path) }
  }

  @Test func lists() throws {
    try folder.pictures(["a.png", "b.png"])
    let pairs = Array("a,b\n\"a.png\",b.png\nb.png,\"a.png\"\n".utf8)
    try check("pairs.csv", pairs) { path in
      let pairs = try CSVPairs(path)
      for index in 0..<pairs.count { _ = pairs.missingFile(at: index) }
      _ = pairs.summary
    }
    let labels = Array("file,label\na.png,1\nb.png,2\n".utf8)
    try check("labels.csv", labels) { path in
      _ = try LabelTable(path).labels(for: 2, files: ["a.png", "b.png"])
    }
  }
}
