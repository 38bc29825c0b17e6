import Foundation
import Testing
import Vision

@testable import Datasets

/// How sets of normal and abnormal pictures are laid out.
struct AnomalySetTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  @Test func masksBesidePictures() throws {
    for name in ["Free/Imgs/a", "Free/Imgs/b", "Crack/Imgs/c"] {
      try folder.picture("tiles/\(name).jpg", channels: 1)
      try folder.picture("tiles/\(name).png", channels: 1)
    }
    try folder.picture("tiles/Crack/Imgs/d.jpg", channels: 1)
    let set = try openAnomalySet(at: folder.path("tiles"), split: "test", normalClass: "Free")
    #expect(set.samples.map(\.name) == ["Crack/Imgs/c.jpg", "Crack/Imgs/d.jpg", "Free/Imgs/a.jpg", "Free/Imgs/b.jpg"])
    #expect(set.samples.map(\.isAbnormal) == [true, true, false, false])
    #expect(set.samples[0].masks.count == 1 && set.samples[1].masks.isEmpty && set.hasMasks && !set.isParted)
    let picture = try set.load(0)
    #expect(try set.mask(0, of: picture)?.width == picture.width)
  }

  @Test func drawsDependOnTheSeedAlone() throws {
    try folder.pictures((0..<20).map { "good/\(String(format: "%02d", $0)).png" })
    let set = try openAnomalySet(at: folder.path("good"), split: "train")
    let (one, again, other) = (
      try set.trainingDraw(7, seed: 1), try set.trainingDraw(7, seed: 1), try set.trainingDraw(7, seed: 2)
    )
    #expect(one == again && one != other && Set(one).count == 7 && one == one.sorted())
    #expect(try set.drawn(5, seed: 3).samples == set.drawn(5, seed: 3).samples)
    #expect(throws: DatasetError.self) { try set.drawn(21, seed: 1) }
  }

  @Test func windowsAreTheSameAfterASeek() throws {
    let images = (0..<6).map { TemporaryFolder.coordinates(width: 40 + $0, height: 36, channels: 1) }
    let loader = NormalLoader(images, side: 28, channels: 1, batchSize: 4, seed: 5)
    let batches = try (0..<5).map { _ in try loader.next() }
    loader.seek(to: 3)
    #expect(try loader.next() == batches[3] && batches[0] != batches[1])
    #expect(batches[0].shape == [4, 1, 28, 28])
    // Red is the column: a window's columns follow each other.
    let row = batches[0].values[0..<28].map { (($0 + 1) * 127.5).rounded() }
    #expect(zip(row, row.dropFirst()).allSatisfy { $1 == $0 + 1 })
  }
}
