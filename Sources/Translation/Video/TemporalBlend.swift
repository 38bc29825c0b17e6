import Foundation
public import Vision

/// Takes the flicker out of translated video: each output is blended with the one before, moved along the optical flow of
/// the input, where input and flow agree that it is the same thing.
///
/// `o_t = y_t + alpha m (W(o_{t-1}) - y_t)`, where W warps by the flow from x_t to x_{t-1} and
/// `m = exp(-|x_t - W(x_{t-1})| / 0.1)` (as the occlusion masks of Lai et al. 2018, 1808.00449, eq. 4). What has no
/// counterpart, such as the first frame after a cut, stays as the network made it.
public final class TemporalBlend {
  /// How much of the previous output is taken, 0...1; 0 only measures.
  public let strength: Double
  /// The mean warping error of the outputs so far: 0...1, over pixels that have a counterpart; nil before two frames.
  public var flicker: Double? { frames > 0 ? blendedError / Double(frames) : nil }
  /// The same of the network's outputs, unblended.
  public var flickerWithout: Double? { frames > 0 ? plainError / Double(frames) : nil }
  /// The same of the input: what the camera's own noise and light make.
  public var flickerOfInput: Double? { frames > 0 ? inputError / Double(frames) : nil }
  private let flow = OpticalFlow(.disFast)
  private var previous: (input: Image, plain: Image, blended: Image)?
  private var (inputError, plainError, blendedError, frames) = (0.0, 0.0, 0.0, 0)

  /// - Parameter previous: the last input and output of an earlier sitting.
  public init(strength: Double, after previous: (input: Image, output: Image)? = nil) {
    precondition((0...1).contains(strength), "a share is 0 to 1")
    self.strength = strength
    self.previous = previous.map { ($0.input, $0.output, $0.output) }
  }

  /// The next output, blended.
  ///
  /// - Parameters:
  ///   - input: the frame that was translated.
  ///   - output: its translation, of the same size.
  public func callAsFunction(_ input: Image, _ output: Image) throws(VisionError) -> Image {
    precondition(output.width == input.width && output.height == input.height, "a translation has its frame's size")
    guard let previous, previous.input.width == input.width, previous.input.height == input.height,
      min(input.width, input.height) >= OpticalFlow.leastSide
    else {
      previous = (input, output, output)
      return output
    }
    let field = try flow(from: input, to: previous.input)
    let movedInput = previous.input.warped(by: field)
    let same = Self.agreement(input, movedInput)
    let moved = previous.blended.warped(by: field)
    let blended = strength > 0 ? Self.mixed(output, moved, same, strength) : output
    let matched = same.reduce(0, +)
    if matched > 0.05 * Float(same.count) {
      inputError += Self.difference(input, movedInput, same) / Double(matched)
      plainError += Self.difference(output, previous.plain.warped(by: field), same) / Double(matched)
      blendedError += Self.difference(blended, moved, same) / Double(matched)
      frames += 1
    }
    self.previous = (input, output, blended)
    return blended
  }

  /// m, `[height, width]`.
  private static func agreement(_ a: Image, _ b: Image) -> [Float] {
    let weights: [Float] = (0...255).map { difference in Float(exp(-Double(difference) / 25.5)) }
    return withLevels(a.converted(to: .gray), b.converted(to: .gray)) { a, b in
      weights.withUnsafeBufferPointer { weights in
        [Float](unsafeUninitializedCapacity: a.count) { target, filled in
          for place in 0..<a.count { target[place] = weights[abs(Int(a[place]) - Int(b[place]))] }
          filled = a.count
        }
      }
    }
  }

  private static func mixed(_ output: Image, _ moved: Image, _ same: [Float], _ strength: Double) -> Image {
    let (alpha, channels) = (Float(strength), output.channels)
    let pixels = withLevels(output, moved) { own, former in
      same.withUnsafeBufferPointer { same in
        [UInt8](unsafeUninitializedCapacity: own.count) { target, filled in
          for pixel in 0..<same.count {
            let share = alpha * same[pixel]
            for place in pixel * channels..<(pixel + 1) * channels {
              let level = Float(own[place])
              // Between two levels and so above 0: cutting rounds.
              target[place] = UInt8(level + share * (Float(former[place]) - level) + 0.5)
            }
          }
          filled = own.count
        }
      }
    }
    return Image(width: output.width, height: output.height, channels: channels, pixels: pixels)
  }

  /// The sum of `m |a - b|` over pixels, of levels in 0...1, the mean over channels.
  private static func difference(_ a: Image, _ b: Image, _ same: [Float]) -> Double {
    let channels = a.channels
    let sum = withLevels(a, b) { first, second in
      same.withUnsafeBufferPointer { same in
        var sum = 0.0
        for pixel in 0..<same.count {
          var difference = 0
          for place in pixel * channels..<(pixel + 1) * channels {
            difference += abs(Int(first[place]) - Int(second[place]))
          }
          sum += Double(same[pixel]) * Double(difference)
        }
        return sum
      }
    }
    return sum / Double(255 * channels)
  }

  /// The levels of two pictures of one size. Arrays would be asked for their bounds at each of a frame's pixels.
  private static func withLevels<Result>(
    _ a: Image, _ b: Image, _ body: (UnsafeBufferPointer<UInt8>, UnsafeBufferPointer<UInt8>) -> Result
  ) -> Result {
    guard case .uint8(let first) = a.withBitDepth(8).samples, case .uint8(let second) = b.withBitDepth(8).samples else {
      preconditionFailure("8 bits were asked for")
    }
    precondition(first.count == second.count, "both have one size and one colour")
    return first.withUnsafeBufferPointer { first in second.withUnsafeBufferPointer { body(first, $0) } }
  }
}
