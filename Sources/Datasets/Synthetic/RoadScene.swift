import Foundation
import Synchronization
public import Vision

/// The built-in data set: a street by day and the same street by night, as exactly paired pictures.
///
/// Each index is a street of its own: houses, shops, gardens or a park; cars ahead, oncoming and parked; trees, people,
/// signs, lamps; sun or cloud. Both pictures are made from one list of visible surfaces, so that every edge is at the
/// same pixel in both. The same seed, index and size give the same bytes.
public enum RoadScene {
  /// Draws a pair.
  ///
  /// - Parameters:
  ///   - seed: names a family of streets.
  ///   - index: names one street of the family.
  /// - Returns: two colour pictures of 8 bits a channel.
  public static func pair(seed: UInt64, index: Int, width: Int, height: Int) -> (day: Image, night: Image) {
    let (day, night) = pixels(seed: seed, index: index, width: width, height: height)
    return (
      Image(width: width, height: height, channels: 3, pixels: day),
      Image(width: width, height: height, channels: 3, pixels: night)
    )
  }

  static func pixels(seed: UInt64, index: Int, width: Int, height: Int) -> (day: [UInt8], night: [UInt8]) {
    precondition(width > 0 && height > 0, "a picture is at least one pixel each way")
    let street = StreetPlanner.street(seed: seed, index: index)
    let (camera, surfaces) = ScenePainter.paint(street, width: 2 * width, height: 2 * height)
    let day = DayLight(street).radiance(of: surfaces)
    let night = NightLight(street, camera).radiance(of: surfaces)
    return (
      Development(exposure: 0.72, noise: 1.2, seed: street.seed).pixels(day, width: width, height: height),
      Development(exposure: 1.0, noise: 4.5, seed: street.seed ^ 0x4E16).pixels(night, width: width, height: height)
    )
  }

  /// Writes an aligned data set, day on the left and night on the right: `train/00000.jpg`, `val/00000.jpg`, ...
  ///
  /// Training takes the even indices and validation the odd ones: no street is in both, and asking for more of one
  /// leaves the other as it was.
  ///
  /// - Parameters:
  ///   - width: of one picture; the files are twice as wide.
  ///   - fileExtension: `jpg`, or `png` for pixels without loss.
  /// - Throws: when a folder or file cannot be written.
  public static func write(
    to directory: String, train: Int, val: Int, width: Int, height: Int, seed: UInt64, fileExtension: String = "jpg"
  ) throws(DatasetError) {
    for (split, count, parity) in [("train", train, 0), ("val", val, 1)] {
      let folder = FolderListing.join(directory, split)
      do {
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
      } catch {
        throw DatasetError("\(folder) cannot be made; check that its parent folder may be written to")
      }
      let failure = Mutex<DatasetError?>(nil)
      DispatchQueue.concurrentPerform(iterations: count) { number in
        guard failure.withLock({ $0 == nil }) else { return }
        let (day, night) = pixels(seed: seed, index: 2 * number + parity, width: width, height: height)
        let name = String(repeating: "0", count: max(0, 5 - "\(number)".count)) + "\(number)"
        do throws(VisionError) {
          try sideBySide(day, night, width: width, height: height)
            .write(to: FolderListing.join(folder, "\(name).\(fileExtension)"))
        } catch {
          failure.withLock { $0 = DatasetError(error.description) }
        }
      }
      if let error = failure.withLock({ $0 }) { throw error }
    }
  }

  private static func sideBySide(_ a: [UInt8], _ b: [UInt8], width: Int, height: Int) -> Image {
    var pixels: [UInt8] = []
    pixels.reserveCapacity(a.count * 2)
    for row in stride(from: 0, to: a.count, by: width * 3) {
      pixels += a[row..<row + width * 3]
      pixels += b[row..<row + width * 3]
    }
    return Image(width: 2 * width, height: height, channels: 3, pixels: pixels)
  }
}
