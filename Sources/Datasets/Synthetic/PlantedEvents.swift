import Foundation
public import Vision

/// Puts events into a normal clip of a fixed camera whose places and times are then known.
///
/// Persons are cut out where a frame differs from the background, the median over the clip, and followed by overlap.
public struct PlantedEvents {
  /// What happens.
  public enum Kind: String, CaseIterable, Sendable {
    /// A person walks its own way back.
    case against
    /// A person stands still in mid-step.
    case frozen
    /// A person jumps while it walks.
    case jump
    /// A thing with another texture moves as a person does.
    case texture
    /// A thing is put down and stays.
    case left
  }

  /// A cut-out person.
  private struct Sprite {
    var left: Int
    var top: Int
    let width: Int
    let height: Int
    /// `[height, width, 3]`.
    let pixels: [UInt8]
    /// `[height, width]`: 1 on the person.
    let cover: [UInt8]
  }

  private let frames: [Image]
  private let background: [UInt8]
  private let (width, height): (Int, Int)

  /// Takes the frames of a clip, RGB of one size, at least 60.
  public init(_ frames: [Image]) {
    precondition(frames.count >= 60, "an event needs some seconds")
    self.frames = frames
    (width, height) = (frames[0].width, frames[0].height)
    let sampled = (0..<31).map { Self.levels(frames[$0 * (frames.count - 1) / 30]) }
    background = (0..<width * height * 3).map { place in sampled.map { $0[place] }.sorted()[15] }
  }

  private static func levels(_ image: Image) -> [UInt8] {
    guard case .uint8(let values) = image.converted(to: .rgb).withBitDepth(8).samples else { return [] }
    return values
  }

  /// A clip with one event in its middle third, and its masks.
  ///
  /// - Parameters:
  ///   - seed: draws the person, and the side on which it stands.
  ///   - turn: another person or side than the turns before.
  /// - Returns: frames, masks and which frames hold the event; nil where nobody is followed long enough, or no turn is
  ///   left.
  public func planted(
    _ kind: Kind, seed: UInt64, turn: Int = 0
  ) -> (frames: [Image], masks: [Image], range: Range<Int>)? {
    var draws = CounterRandom(seed: seed, 7)
    let (first, length) = (frames.count / 3, min(60, frames.count / 3))
    let tracks = tracks(from: first, length: length)
    let (choices, sides) = (tracks.count * (kind == .left ? 1 : 2), kind == .left ? 1 : 2)
    guard turn < choices else { return nil }
    let drawn = draws.integer(below: tracks.count) * sides
    let choice = (drawn + draws.integer(below: 2) % sides + turn) % choices
    let track = tracks[choice / sides]
    // Persons stand beside the one that they were cut from.
    let shift = (choice % sides == 0 ? -1 : 1) * (track[0].width + 6)
    var (shown, masks) = (frames, frames.map { _ in [UInt8](repeating: 0, count: width * height) })
    for step in 0..<length {
      var sprite: Sprite
      switch kind {
      case .against: sprite = track[length - 1 - step]
      case .frozen: sprite = track[0]
      case .jump:
        sprite = track[step]
        sprite.top -= Int(Double(sprite.height) * 0.4 * abs(sin(Double(step) * .pi / 8)))
      case .texture: sprite = Self.textured(track[step], seed: seed)
      case .left:
        sprite = Self.thing(track[0])
      }
      if kind != .left { sprite.left += shift }
      let strength = kind == .left ? min(1, Double(step + 1) / 8) : 1
      var pixels = Self.levels(frames[first + step])
      draw(sprite, strength, onto: &pixels, &masks[first + step])
      shown[first + step] = Image(width: width, height: height, channels: 3, pixels: pixels)
    }
    let marked = masks.indices.filter { masks[$0].contains(255) }
    guard let start = marked.first, let end = marked.last else { return nil }
    return (shown, masks.map { Image(width: width, height: height, channels: 1, pixels: $0) }, start..<end + 1)
  }

  private func draw(_ sprite: Sprite, _ strength: Double, onto pixels: inout [UInt8], _ mask: inout [UInt8]) {
    for y in 0..<sprite.height {
      for x in 0..<sprite.width where sprite.cover[y * sprite.width + x] > 0 {
        let (column, row) = (sprite.left + x, sprite.top + y)
        guard (0..<width).contains(column), (0..<height).contains(row) else { continue }
        let (target, source) = (row * width + column, y * sprite.width + x)
        mask[target] = 255
        for channel in 0..<3 {
          let (old, new) = (Double(pixels[3 * target + channel]), Double(sprite.pixels[3 * source + channel]))
          pixels[3 * target + channel] = UInt8(old + strength * (new - old))
        }
      }
    }
  }

  // MARK: - Things

  private static func textured(_ sprite: Sprite, seed: UInt64) -> Sprite {
    // A coarse checkerboard, fixed to the thing.
    let pixels = (0..<sprite.width * sprite.height).flatMap { place -> [UInt8] in
      let (x, y) = (place % sprite.width, place / sprite.width)
      return [UInt8](repeating: (x / 3 + y / 3) % 2 == 0 ? 235 : 25, count: 3)
    }
    return Sprite(
      left: sprite.left, top: sprite.top, width: sprite.width, height: sprite.height, pixels: pixels,
      cover: sprite.cover)
  }

  /// A dark box a third as high as the person, where it stands.
  private static func thing(_ sprite: Sprite) -> Sprite {
    let side = max(6, sprite.height / 3)
    return Sprite(
      left: sprite.left, top: sprite.top + sprite.height - side, width: side, height: side,
      pixels: (0..<side * side).flatMap { place -> [UInt8] in
        let isEdge = place % side < 2 || place % side >= side - 2
        return [UInt8](repeating: isEdge ? 30 : 70, count: 3)
      }, cover: [UInt8](repeating: 1, count: side * side))
  }

  // MARK: - Persons

  private func tracks(from first: Int, length: Int) -> [[Sprite]] {
    var open = persons(frames[first]).map { [$0] }
    for step in 1..<length {
      let next = persons(frames[first + step])
      open = open.compactMap { track in
        guard let last = track.last, let same = next.max(by: { Self.overlap($0, last) < Self.overlap($1, last) }),
          Self.overlap(same, last) > 0.4
        else { return nil }
        return track + [same]
      }
    }
    // Somebody who stands is no walk.
    return open.filter { track in
      abs(track[0].left - track[length - 1].left) + abs(track[0].top - track[length - 1].top) > track[0].width
    }
  }

  private static func overlap(_ a: Sprite, _ b: Sprite) -> Double {
    let across = min(a.left + a.width, b.left + b.width) - max(a.left, b.left)
    let down = min(a.top + a.height, b.top + b.height) - max(a.top, b.top)
    guard across > 0, down > 0 else { return 0 }
    let both = Double(across * down)
    return both / (Double(a.width * a.height + b.width * b.height) - both)
  }

  private func persons(_ frame: Image) -> [Sprite] {
    let levels = Self.levels(frame)
    let differs = (0..<width * height).map { place -> UInt8 in
      (0..<3).contains { abs(Int(levels[3 * place + $0]) - Int(background[3 * place + $0])) > 28 } ? 255 : 0
    }
    // A person falls into parts; what lies a pixel apart in a picture of 240 rows, and more in a larger one, is one.
    let wide = (0..<max(1, height / 240)).reduce(differs) { mask, _ in dilated(mask) }
    let regions = Image(width: width, height: height, channels: 1, pixels: wide).regions()
    var boxes = [(left: Int, top: Int, right: Int, bottom: Int, count: Int)](
      repeating: (width, height, 0, 0, 0), count: regions.count)
    for place in regions.labels.indices where regions.labels[place] > 0 {
      let (x, y, region) = (place % width, place / width, Int(regions.labels[place]) - 1)
      let box = boxes[region]
      boxes[region] = (min(box.left, x), min(box.top, y), max(box.right, x + 1), max(box.bottom, y + 1), box.count + 1)
    }
    return boxes.enumerated().compactMap { region, box in
      let (w, h) = (box.right - box.left, box.bottom - box.top)
      guard h >= height / 14, h <= height / 3, w >= 5, w < h, box.left > 1, box.right < width - 1 else { return nil }
      var (pixels, cover) = ([UInt8](), [UInt8]())
      for y in box.top..<box.bottom {
        for x in box.left..<box.right {
          let place = y * width + x
          pixels += levels[3 * place..<3 * place + 3]
          cover.append(regions.labels[place] == Int32(region + 1) ? 1 : 0)
        }
      }
      return Sprite(left: box.left, top: box.top, width: w, height: h, pixels: pixels, cover: cover)
    }
  }

  private func dilated(_ mask: [UInt8]) -> [UInt8] {
    var result = mask
    for y in 1..<height - 1 {
      for x in 1..<width - 1 where mask[y * width + x] > 0 {
        for (dx, dy) in [(-1, 0), (1, 0), (0, -1), (0, 1)] { result[(y + dy) * width + x + dx] = 255 }
      }
    }
    return result
  }
}
