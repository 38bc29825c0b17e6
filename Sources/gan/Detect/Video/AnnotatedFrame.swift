import AnomalyDetection
import Vision

/// A frame as the annotated video shows it: a heat map where it is unusual, and the last scores as a strip below.
enum AnnotatedFrame {
  private static let strip = 40

  /// - Parameters:
  ///   - limit: values of maps from here on are marked in full.
  ///   - recent: the last scores in thresholds, as many as the frame is wide.
  static func draw(
    _ watched: FlowWatch.Watched, limit: Double, threshold: Double, recent: inout [Double]
  ) -> Image {
    let (frame, map) = (watched.frame.image, watched.map)
    recent.append(watched.score / threshold)
    if recent.count > frame.width { recent.removeFirst(recent.count - frame.width) }
    // What every normal frame has is left as it is.
    let floor = Float(limit) * 0.4
    var shown = frame
    if map.maximum > Double(floor) {
      let heat = map.values.map { max(0, ($0 - floor) / (Float(limit) - floor)) }
      shown = mixed(frame, heat, map)
    }
    guard case .uint8(var pixels) = shown.withBitDepth(8).converted(to: .rgb).samples else { return frame }
    pixels += [UInt8](repeating: 24, count: frame.width * strip * 3)
    func set(_ x: Int, _ y: Int, _ color: (UInt8, UInt8, UInt8)) {
      let place = ((frame.height + y) * frame.width + x) * 3
      (pixels[place], pixels[place + 1], pixels[place + 2]) = color
    }
    for (x, score) in recent.enumerated() {
      let top = min(strip - 1, max(0, Int(score / 2 * Double(strip))))
      for y in strip - 1 - top..<strip { set(x, y, score >= 1 ? (235, 84, 60) : (110, 160, 235)) }
    }
    for x in stride(from: 0, to: frame.width, by: 2) { set(x, strip / 2 - 1, (250, 250, 250)) }
    return Image(width: frame.width, height: frame.height + strip, channels: 3, pixels: pixels)
  }

  /// Red as strong as the map, which is scaled to the frame.
  private static func mixed(_ frame: Image, _ heat: [Float], _ map: HeatMap) -> Image {
    let levels = Image(
      width: map.width, height: map.height, channels: 1, pixels: heat.map { UInt8(min(1, $0) * 160) }
    ).resized(width: frame.width, height: frame.height, interpolation: .bilinear)
    guard case .uint8(var pixels) = frame.withBitDepth(8).converted(to: .rgb).samples,
      case .uint8(let weights) = levels.samples
    else { return frame }
    for (place, weight) in weights.enumerated() where weight > 0 {
      let (keep, add) = (256 - Int(weight), Int(weight))
      pixels[3 * place] = UInt8((Int(pixels[3 * place]) * keep + 255 * add) >> 8)
      pixels[3 * place + 1] = UInt8((Int(pixels[3 * place + 1]) * keep + 40 * add) >> 8)
      pixels[3 * place + 2] = UInt8((Int(pixels[3 * place + 2]) * keep + 30 * add) >> 8)
    }
    return Image(width: frame.width, height: frame.height, channels: 3, pixels: pixels)
  }
}
