import Foundation

/// Turns radiance into 8-bit pixels: exposure, a film's curve, the display's gamma, sensor noise.
struct Development {
  let exposure: Float
  /// Standard deviation of the noise in levels of 255, in the dark.
  let noise: Float
  let seed: UInt32

  private static let steps = 4096
  private static let gamma: [Float] = (0...steps).map { Float(pow(Double($0) / Double(steps), 1 / 2.2)) }

  /// - Parameter radiance: of twice the size each way.
  /// - Returns: `width * height * 3` bytes, rows of red, green, blue.
  func pixels(_ radiance: [Colour], width: Int, height: Int) -> [UInt8] {
    let gamma = Development.gamma
    var pixels = [UInt8](repeating: 0, count: width * height * 3)
    for y in 0..<height {
      for x in 0..<width {
        let corner = 4 * y * width + 2 * x
        var light = Development.film(radiance[corner] * exposure)
        light += Development.film(radiance[corner + 1] * exposure)
        light += Development.film(radiance[corner + 2 * width] * exposure)
        light += Development.film(radiance[corner + 2 * width + 1] * exposure)
        light *= Float(Development.steps) / 4
        let value = Colour(display(light.x, gamma), display(light.y, gamma), display(light.z, gamma))
        // The sum of a few even draws is near enough to a normal one.
        let draws = Noise.bits(x, y, seed)
        let grain = byte(draws, 0) + byte(draws, 8) + byte(draws, 16) + byte(draws, 24)
        let tints = Noise.bits(x, y, seed ^ 0xC0)
        let tint = Colour(byte(tints, 0), byte(tints, 8), byte(tints, 16))
        // Bright areas hide the noise.
        let level = value + (grain * 1.7 + tint * 1.6) * noise * (1 - value / 400) + 0.5
        let place = (y * width + x) * 3
        pixels[place] = UInt8(min(max(level.x, 0), 255))
        pixels[place + 1] = UInt8(min(max(level.y, 0), 255))
        pixels[place + 2] = UInt8(min(max(level.z, 0), 255))
      }
    }
    return pixels
  }

  /// One of the four bytes of a draw, as a number in -0.5...0.5.
  @inline(__always)
  private func byte(_ draw: UInt32, _ shift: UInt32) -> Float { Float((draw >> shift) & 255) / 255 - 0.5 }

  @inline(__always)
  private func display(_ light: Float, _ gamma: [Float]) -> Float { 255 * gamma[min(Int(light), Development.steps)] }

  /// An S-shaped curve (a rational fit in the manner of film emulsions) that sends 0... to 0..<1.04.
  @inline(__always)
  private static func film(_ x: Colour) -> Colour {
    (x * (2.51 * x + 0.03)) / (x * (2.43 * x + 0.59) + 0.14)
  }
}
