import Adversarial
import Datasets
import Foundation
import Training

/// Pictures of three shapes (a bar, a slanted bar, a ring) at 28x28, enough to train a few steps on.
enum TinyData {
  static func images(count: Int = 48) -> LabelledImages {
    var pixels: [UInt8] = []
    var labels: [Int] = []
    for index in 0..<count {
      let label = index % 3
      labels.append(label)
      pixels += picture(label, offset: index / 3 % 5 - 2)
    }
    return LabelledImages(
      source: "tiny", format: .idx, pixels: pixels, channels: 1, height: 28, width: 28, labels: labels,
      classNames: ["bar", "slant", "ring"])
  }

  private static func picture(_ label: Int, offset: Int) -> [UInt8] {
    (0..<784).map { index in
      let (row, column) = (index / 28, index % 28)
      switch label {
      case 0: return abs(column - 14 - offset) < 3 && (4..<24).contains(row) ? 255 : 0
      case 1: return abs(column - 14 - offset + (row - 14) / 2) < 3 && (4..<24).contains(row) ? 255 : 0
      default:
        let distance = ((row - 14) * (row - 14) + (column - 14 - offset) * (column - 14 - offset))
        return (36..<81).contains(distance) ? 255 : 0
      }
    }
  }
}

extension GenerativeRecipe {
  /// Small enough for tests.
  mutating func shrinkForTests(steps: Int = 4) {
    generator.features = 2
    generator.latentDimension = 4
    game.features = 2
    run.batchSize = 8
    run.steps = steps
    run.logEvery = 1
    run.sampleEvery = 0
    run.checkpointEvery = 2
  }
}
