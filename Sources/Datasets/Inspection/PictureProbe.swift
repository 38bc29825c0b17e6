import Foundation
import Synchronization
import Vision

/// What one picture file turned out to be.
enum PictureProbe: Sendable, Equatable {
  case picture(width: Int, height: Int, channels: Int, bitDepth: Int)
  case empty
  case missing
  case unreadable(String)

  init(_ path: String) {
    guard let attributes = try? FileManager.default.attributesOfItem(atPath: path) else {
      self = .missing
      return
    }
    if let size = attributes[.size] as? Int, size == 0 {
      self = .empty
      return
    }
    do {
      // Decoded in full: a header can be sound above a body that is cut off.
      let image = try Image(path: path)
      self = .picture(width: image.width, height: image.height, channels: image.channels, bitDepth: image.bitDepth)
    } catch {
      self = .unreadable(error.description)
    }
  }

  /// Probes many files on all cores; the results keep the order.
  static func all(_ paths: [String]) -> [PictureProbe] {
    let results = Mutex([PictureProbe](repeating: .missing, count: paths.count))
    DispatchQueue.concurrentPerform(iterations: paths.count) { index in
      let probe = PictureProbe(paths[index])
      results.withLock { $0[index] = probe }
    }
    return results.withLock { $0 }
  }
}
