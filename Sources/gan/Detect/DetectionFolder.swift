import AnomalyDetection
import Files
import Foundation
import Reports
import Vision

/// Writes heat maps and masks of judged pictures.
struct DetectionFolder {
  let path: String
  /// Values of maps from here on are in the mask.
  private let threshold: Double

  struct Written {
    let overlay: String
    let mask: String
    let pictures: [GalleryPage.Picture]
  }

  /// The folder is made when the first picture is written.
  init(_ path: String, threshold: Double) {
    self.path = path
    self.threshold = threshold
  }

  /// The name of a picture's results.
  static func stem(_ name: String) -> String { (name as NSString).deletingPathExtension.replacing("/", with: "_") }

  /// - Parameter truth: a mask by hand, shown beside ours.
  func write(_ image: Image, _ map: HeatMap, name: String, truth: Image? = nil) throws -> Written {
    try Folders.make(path + "/pictures")
    let stem = path + "/pictures/" + Self.stem(name)
    let limit = Float(threshold)
    // Distances to what is remembered are never 0: the map's usual value is the dark end. Square roots: a limit that
    // hardly any normal pixel reaches would leave all the rest in the dark.
    let usual = min(map.median, limit / 2)
    let overlay = ColorMap.inferno.overlay(
      map.values.map { max(0, ($0 - usual) / (limit - usual)).squareRoot() }, width: map.width, height: map.height,
      on: image, alpha: 0.8)
    let mask = Image(
      width: map.width, height: map.height, channels: 1, pixels: map.values.map { $0 >= limit ? 255 : 0 })
    try image.withBitDepth(8).write(to: stem + "-input.png")
    try overlay.write(to: stem + "-heat.png")
    try mask.write(to: stem + "-mask.png")
    var pictures = [("picture", "input"), ("heat map", "heat"), ("mask", "mask")].map {
      GalleryPage.Picture(caption: $0.0, path: "\(stem)-\($0.1).png")
    }
    if let truth {
      try truth.withBitDepth(8).write(to: stem + "-truth.png")
      pictures.append(GalleryPage.Picture(caption: "mask by hand", path: stem + "-truth.png"))
    }
    return Written(overlay: stem + "-heat.png", mask: stem + "-mask.png", pictures: pictures)
  }
}
