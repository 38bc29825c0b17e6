import Foundation
import Vision

/// A folder for one test, removed with it.
final class TemporaryFolder {
  let path: String

  init() throws {
    path = NSTemporaryDirectory() + "/datasets-tests-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  func path(_ name: String) -> String { path + "/" + name }

  func write(_ bytes: [UInt8], to name: String) throws {
    let url = URL(fileURLWithPath: path(name))
    try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(bytes).write(to: url)
  }

  func write(_ text: String, to name: String) throws { try write(Array(text.utf8), to: name) }

  /// Writes a picture whose red is the column and whose green is the row, so that a crop or a flip can be seen.
  func picture(_ name: String, width: Int = 40, height: Int = 36, channels: Int = 3, blue: UInt8 = 0) throws {
    let url = URL(fileURLWithPath: path(name))
    try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Self.coordinates(width: width, height: height, channels: channels, blue: blue).write(to: path(name))
  }

  func pictures(_ names: [String]) throws {
    for name in names { try picture(name) }
  }

  static func coordinates(width: Int, height: Int, channels: Int = 3, blue: UInt8 = 0) -> Image {
    var pixels: [UInt8] = []
    for y in 0..<height {
      for x in 0..<width {
        pixels += [UInt8(x % 256), UInt8(y % 256), blue, 255].prefix(channels == 1 ? 1 : channels)
      }
    }
    return Image(width: width, height: height, channels: channels, pixels: pixels)
  }
}

/// A sentence of our own: no newline, names the place.
func isSentence(_ text: String, naming place: String) -> Bool {
  !text.contains("\n") && !text.hasPrefix("error") && text.contains(place)
}
