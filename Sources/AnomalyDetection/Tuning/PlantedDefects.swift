import Datasets
import Foundation
public import Vision

/// Defects planted in normal pictures, by which scores are chosen where no abnormal picture may be looked at: patches moved
/// (CutPaste, Li et al. 2021, 2104.04015), scratches, blobs and noise (as DRAEM and others draw them).
///
/// Nobody knows how large the defects are that will come, so that each octave of sizes has as many: from a fiftieth to a
/// fifth of the side, and faint ones as well as plain ones.
public struct PlantedDefects: Sendable {
  /// What is planted.
  public enum Kind: String, Sendable, CaseIterable {
    /// A rectangle of the picture, pasted elsewhere.
    case moved
    /// A thin line, lighter or darker.
    case scratch
    /// A soft spot, lighter or darker.
    case blob
    /// Noise in an ellipse.
    case noise
  }

  private let seed: UInt64

  /// - Parameter seed: the same defects for the same seed, picture and kind.
  public init(seed: UInt64) { self.seed = seed }

  /// A picture with one defect, and where it is: 255 there, else 0.
  ///
  /// - Parameters:
  ///   - index: the picture's place, from which the defect is drawn.
  ///   - image: 8 bits, grey or colour, 8 pixels or more each way.
  public func plant(_ kind: Kind, in image: Image, index: Int) -> (image: Image, mask: Image) {
    var random = CounterRandom(seed: seed, 0xDEFEC7, UInt64(Kind.allCases.firstIndex(of: kind) ?? 0), UInt64(index))
    var canvas = Canvas(image)
    let center = canvas.place(&random)
    let side = Double(min(image.width, image.height))
    switch kind {
    case .moved: canvas.move(to: center, side: side, &random)
    case .scratch: canvas.scratch(from: center, side: side, &random)
    case .blob: canvas.blob(at: center, side: side, &random)
    case .noise: canvas.noise(at: center, side: side, &random)
    }
    return canvas.result()
  }
}

/// A picture that is drawn on, with how much each pixel belongs to the defect.
private struct Canvas {
  private let image: Image
  private var pixels: [UInt8]
  private var covered: [Bool]

  init(_ image: Image) {
    self.image = image.withBitDepth(8)
    if case .uint8(let values) = self.image.samples { pixels = values } else { pixels = [] }
    covered = [Bool](repeating: false, count: image.width * image.height)
  }

  func result() -> (image: Image, mask: Image) {
    (
      Image(width: image.width, height: image.height, channels: image.channels, pixels: pixels),
      Image(width: image.width, height: image.height, channels: 1, pixels: covered.map { $0 ? 255 : 0 })
    )
  }

  /// Where a defect is: of a few places one with much in it, so that things on an empty ground are hit and not the ground.
  func place(_ random: inout CounterRandom) -> (x: Double, y: Double) {
    let places = (0..<6).map { _ in
      (x: random.integer(below: image.width), y: random.integer(below: image.height))
    }
    let weights = places.map { deviation(around: $0.x, $0.y) + 2 }
    var left = random.share() * weights.reduce(0, +)
    for (place, weight) in zip(places, weights) {
      left -= weight
      if left <= 0 { return (Double(place.x), Double(place.y)) }
    }
    return (Double(places[0].x), Double(places[0].y))
  }

  /// Of the levels in a square of a sixteenth of the picture's side.
  private func deviation(around x: Int, _ y: Int) -> Double {
    let reach = max(2, min(image.width, image.height) / 32)
    var (sum, squares, count) = (0.0, 0.0, 0.0)
    for row in max(0, y - reach)..<min(image.height, y + reach) {
      for column in max(0, x - reach)..<min(image.width, x + reach) {
        let value = Double(pixels[(row * image.width + column) * image.channels])
        (sum, squares, count) = (sum + value, squares + value * value, count + 1)
      }
    }
    guard count > 0 else { return 0 }
    return max(0, squares / count - sum / count * (sum / count)).squareRoot()
  }

  /// Adds to the levels of a pixel; a share of it belongs to the defect.
  private mutating func add(_ levels: [Double], share: Double, x: Int, y: Int) {
    guard (0..<image.width).contains(x), (0..<image.height).contains(y), share > 0.02 else { return }
    let place = y * image.width + x
    if share >= 0.3 { covered[place] = true }
    for channel in 0..<image.channels {
      let value = Double(pixels[place * image.channels + channel]) + share * levels[channel]
      pixels[place * image.channels + channel] = UInt8(min(255, max(0, value.rounded())))
    }
  }

  /// A change of level of 10 to 110, of the same sign in all channels but not of the same size.
  private func change(_ random: inout CounterRandom) -> [Double] {
    let level = (random.share() < 0.5 ? -1 : 1) * random.octaves(10, 110)
    return (0..<image.channels).map { _ in level * (image.channels == 1 ? 1 : 0.6 + 0.4 * random.share()) }
  }

  /// A rectangle of half a hundredth to 15 hundredths of the picture (CutPaste's largest), from anywhere to here.
  mutating func move(to center: (x: Double, y: Double), side: Double, _ random: inout CounterRandom) {
    let area = random.octaves(0.005, 0.15) * side * side
    let shape = exp(log(3.0) * (2 * random.share() - 1))
    let width = max(2, min(image.width / 2, Int((area * shape).squareRoot())))
    let height = max(2, min(image.height / 2, Int((area / shape).squareRoot())))
    let from = (random.integer(below: image.width - width + 1), random.integer(below: image.height - height + 1))
    let to = (
      max(0, min(image.width - width, Int(center.x) - width / 2)),
      max(0, min(image.height - height, Int(center.y) - height / 2))
    )
    let source = pixels
    for y in 0..<height {
      for x in 0..<width {
        let place = (to.1 + y) * image.width + to.0 + x
        let old = (from.1 + y) * image.width + from.0 + x
        covered[place] = true
        for channel in 0..<image.channels {
          pixels[place * image.channels + channel] = source[old * image.channels + channel]
        }
      }
    }
  }

  /// A line of a tenth to a third of the side, slightly bent.
  mutating func scratch(from start: (x: Double, y: Double), side: Double, _ random: inout CounterRandom) {
    let length = side * (0.1 + 0.25 * random.share())
    let radius = max(0.6, side * (0.002 + 0.006 * random.share()))
    var angle = 2 * Double.pi * random.share()
    let bend = (random.share() - 0.5) * 1.5 / length
    let levels = change(&random)
    var shares: [Int: Double] = [:]
    var (x, y) = start
    for _ in 0..<Int(length * 2) {
      (x, y, angle) = (x + 0.5 * cos(angle), y + 0.5 * sin(angle), angle + bend)
      let reach = Int(radius + 2)
      for row in Int(y) - reach...Int(y) + reach {
        for column in Int(x) - reach...Int(x) + reach
        where (0..<image.width).contains(column) && (0..<image.height).contains(row) {
          let distance = hypot(Double(column) - x, Double(row) - y)
          let share = min(1, max(0, radius + 0.5 - distance))
          shares[row * image.width + column] = max(share, shares[row * image.width + column] ?? 0)
        }
      }
    }
    for (place, share) in shares.sorted(by: { $0.key < $1.key }) {
      add(levels, share: share, x: place % image.width, y: place / image.width)
    }
  }

  /// Calls a closure with each pixel of an ellipse and its share: 1 inside, falling over the outer third.
  private func ellipse(
    at center: (x: Double, y: Double), side: Double, _ random: inout CounterRandom,
    _ body: (Int, Int, Double) -> Void
  ) {
    let radius = max(1.5, side * random.octaves(0.02, 0.2))
    let (a, b) = (radius * (0.7 + 0.6 * random.share()), radius * (0.7 + 0.6 * random.share()))
    let reach = Int(max(a, b)) + 1
    for y in Int(center.y) - reach...Int(center.y) + reach {
      for x in Int(center.x) - reach...Int(center.x) + reach {
        let distance = hypot((Double(x) - center.x) / a, (Double(y) - center.y) / b)
        if distance < 1 { body(x, y, min(1, (1 - distance) * 3)) }
      }
    }
  }

  mutating func blob(at center: (x: Double, y: Double), side: Double, _ random: inout CounterRandom) {
    let levels = change(&random)
    var hits: [(x: Int, y: Int, share: Double)] = []
    ellipse(at: center, side: side, &random) { hits.append(($0, $1, $2)) }
    for hit in hits { add(levels, share: hit.share, x: hit.x, y: hit.y) }
  }

  mutating func noise(at center: (x: Double, y: Double), side: Double, _ random: inout CounterRandom) {
    let deviation = random.octaves(8, 60)
    var hits: [(x: Int, y: Int, share: Double)] = []
    ellipse(at: center, side: side, &random) { hits.append(($0, $1, $2)) }
    for hit in hits {
      let levels = (0..<image.channels).map { _ in deviation * random.normal() }
      add(levels, share: hit.share, x: hit.x, y: hit.y)
      if hit.share >= 0.3, (0..<image.width).contains(hit.x), (0..<image.height).contains(hit.y) {
        covered[hit.y * image.width + hit.x] = true
      }
    }
  }
}

extension CounterRandom {
  /// 0 to below 1.
  fileprivate mutating func share() -> Double { Double(next() >> 11) * 0x1p-53 }

  /// Between two numbers above 0, each octave as likely.
  fileprivate mutating func octaves(_ lowest: Double, _ highest: Double) -> Double {
    lowest * pow(highest / lowest, share())
  }

  /// Of mean 0 and deviation 1 (Box and Muller 1958).
  fileprivate mutating func normal() -> Double {
    (-2 * log(1 - share())).squareRoot() * cos(2 * Double.pi * share())
  }
}
