import Foundation
public import Vision

extension ImageFolder {
  /// Whether two paths mean one folder and the same pictures of it; a list may name others for each side.
  public func isSameFolder(as other: ImageFolder) -> Bool {
    func resolved(_ path: String) -> String {
      URL(fileURLWithPath: path).standardizedFileURL.resolvingSymlinksInPath().path
    }
    return resolved(directory) == resolved(other.directory) && files == other.files
  }

  /// The channels that the pictures have of their own: 1 where all are grey, else 3.
  ///
  /// At most 64, spread over the folder, are decoded; those that cannot be read say nothing.
  public func ownChannels() -> Int {
    let looked = min(count, 64)
    let pictures = (0..<looked).compactMap { try? load($0 * count / looked) }
    return !pictures.isEmpty && pictures.allSatisfy { $0.channels == 1 } ? 1 : 3
  }

  /// Usable pictures spread over the folder, prepared without chance; all of one size, that of the first.
  public func samples(_ limit: Int, _ preprocess: Preprocess) -> [(name: String, image: Image)] {
    var samples: [(name: String, image: Image)] = []
    var draws = CounterRandom(seed: 0, 0)
    let stride = max(1, count / max(1, limit))
    let places = (0..<count).filter { $0 % stride == 0 } + (0..<count).filter { $0 % stride != 0 }
    for index in places where samples.count < limit {
      // A picture that cannot be read is named by the loader; here it is only passed over.
      guard let picture = try? load(index) else { continue }
      let image = preprocess.apply(to: picture, using: &draws)
      if let first = samples.first?.image, first.width != image.width || first.height != image.height { continue }
      samples.append((name(at: index), image))
    }
    return samples
  }
}
