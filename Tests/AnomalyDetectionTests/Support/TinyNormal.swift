import Adversarial
import AnomalyDetection
import Foundation
import Training
import Vision

/// Bars of one width at random places: what is normal here. A ring is not.
enum TinyNormal {
  static func bar(_ offset: Int, side: Int = 28) -> Image {
    Image(
      width: side, height: side, channels: 1,
      pixels: (0..<side * side).map { abs($0 % side - side / 2 - offset) < 3 ? 230 : 20 })
  }

  static func ring(side: Int = 28) -> Image {
    Image(
      width: side, height: side, channels: 1,
      pixels: (0..<side * side).map { index in
        let (y, x) = (index / side - side / 2, index % side - side / 2)
        return (36..<81).contains(x * x + y * y) ? 230 : 20
      })
  }

  /// Writes `train/good`, `test/good`, `test/ring` and `ground_truth/ring`.
  static func writeMVTec(to folder: String, side: Int = 28, train: Int = 24) throws {
    for (part, count) in [("train/good", train), ("test/good", 6)] {
      try make(folder + "/" + part)
      for index in 0..<count { try bar(index % 9 - 4, side: side).write(to: "\(folder)/\(part)/\(index).png") }
    }
    try make(folder + "/test/ring")
    try make(folder + "/ground_truth/ring")
    for index in 0..<5 {
      try ring(side: side).write(to: "\(folder)/test/ring/\(index).png")
      let mask = Image(
        width: side, height: side, channels: 1,
        pixels: (0..<side * side).map { abs($0 % side - side / 2) < 9 && abs($0 / side - side / 2) < 9 ? 255 : 0 })
      try mask.write(to: "\(folder)/ground_truth/ring/\(index)_mask.png")
    }
  }

  static func make(_ folder: String) throws {
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
  }
}

extension RunRecipe {
  /// Small enough for tests.
  mutating func shrinkForTests(steps: Int = 4) {
    batchSize = 4
    self.steps = steps
    logEvery = 0
    sampleEvery = 2
    checkpointEvery = 2
  }
}
