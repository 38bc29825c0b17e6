import Vision

extension PairedSource {
  /// The least and the greatest width over height of the pictures as they are; nil where none can be read.
  ///
  /// At most 64 pairs, spread over the set, are decoded.
  public func shapes() -> ClosedRange<Double>? {
    let looked = min(count, 64)
    return (0..<looked).flatMap { place -> [Image] in
      guard let pair = try? load(place * count / looked) else { return [] }
      return [pair.a, pair.b]
    }.map { Double($0.width) / Double($0.height) }.range
  }
}

extension UnalignedFolders {
  /// The least and the greatest width over height of the pictures of both sides as they are; nil where none can be read.
  ///
  /// The headers of at most 256 files of each side, spread over it, are read.
  public func shapes() -> ClosedRange<Double>? {
    [a, b].flatMap { side in
      let looked = min(side.count, 256)
      return (0..<looked).compactMap { pictureSize(side.path(at: $0 * side.count / looked)) }
    }.map { Double($0.width) / Double($0.height) }.range
  }
}

extension [Double] {
  fileprivate var range: ClosedRange<Double>? {
    guard let least = self.min(), let greatest = self.max() else { return nil }
    return least...greatest
  }
}
