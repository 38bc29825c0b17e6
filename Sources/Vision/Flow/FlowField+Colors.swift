import Foundation

extension FlowField {
  /// The field as a picture: the direction is the hue (right red, down yellow-green, left cyan, up violet), the speed the
  /// saturation; what stands still is white.
  ///
  /// - Parameter fullSpeed: pixels a frame that have a full colour.
  public func colors(fullSpeed: Double) -> Image {
    precondition(fullSpeed > 0, "some speed has a full colour")
    var pixels = [UInt8](repeating: 255, count: width * height * 3)
    for place in 0..<width * height {
      let (dx, dy) = (Double(x[place]), Double(y[place]))
      let saturation = min(1, (dx * dx + dy * dy).squareRoot() / fullSpeed)
      guard saturation > 0 else { continue }
      let turn = (atan2(dy, dx) / (2 * .pi) + 1).truncatingRemainder(dividingBy: 1) * 6
      for channel in 0..<3 {
        // Each primary is full over two sixths of the wheel and falls in a line to nothing over one on either side.
        let distance = abs((turn - Double(2 * channel) + 9).truncatingRemainder(dividingBy: 6) - 3)
        let pure = min(1, max(0, 2 - distance))
        pixels[3 * place + channel] = UInt8((1 - saturation * (1 - pure)) * 255)
      }
    }
    return Image(width: width, height: height, channels: 3, pixels: pixels)
  }
}
