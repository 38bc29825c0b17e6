import Vision

/// Plain little-endian TIFF files, put together byte by byte.
enum TIFFBytes {
  private static func half(_ value: Int) -> [UInt8] {
    [UInt8(truncatingIfNeeded: value), UInt8(truncatingIfNeeded: value >> 8)]
  }

  private static func full(_ value: Int) -> [UInt8] { half(value) + half(value >> 16) }

  /// A file of pages alike.
  ///
  /// - Parameters:
  ///   - extra: what ExtraSamples says of a fourth sample; nil leaves the entry out.
  ///   - tile: the side of tiles in place of one strip; it divides the picture's sides.
  ///   - changes: values of entries in place of what fits the picture.
  static func file(
    _ image: Image, orientation: Int = 1, extra: Int? = nil, tile: Int? = nil, pages: Int = 1,
    changing changes: [Int: Int] = [:]
  ) -> [UInt8] {
    let (bits, channels) = (image.bitDepth, image.channels)
    let body = samples(of: image, tile).flatMap { bits == 8 ? [UInt8($0)] : half($0) }
    let depths = (0..<6).flatMap { _ in half(changes[258] ?? bits) }
    let padded = body + [UInt8](repeating: 0, count: body.count % 2)
    let tiles = tile.map { image.width / $0 * (image.height / $0) } ?? 0
    let tileBytes = tile.map { $0 * $0 * channels * bits / 8 } ?? 0
    // The header, the depths, the pixels, where tiles are and how long; then the directories.
    let (depthsAt, bodyAt) = (8, 20)
    let offsetsAt = bodyAt + padded.count
    let lists = (0..<tiles).flatMap { full(bodyAt + $0 * tileBytes) } + (0..<tiles).flatMap { _ in full(tileBytes) }
    var entries: [(tag: Int, kind: Int, count: Int, value: Int)] = [
      (256, 3, 1, image.width), (257, 3, 1, image.height),
      channels > 2 ? (258, 3, changes[277] ?? channels, depthsAt) : (258, 3, 1, changes[258] ?? bits),
      (259, 3, 1, 1), (262, 3, 1, channels >= 3 ? 2 : 1), (274, 3, 1, orientation), (277, 3, 1, channels),
    ]
    if let tile {
      entries += [
        (322, 3, 1, tile), (323, 3, 1, tile), (324, 4, tiles, offsetsAt), (325, 4, tiles, offsetsAt + tiles * 4),
      ]
    } else {
      entries += [(273, 4, 1, bodyAt), (278, 3, 1, image.height), (279, 4, 1, body.count)]
    }
    if let extra { entries.append((338, 3, 1, extra)) }
    if let kind = changes[339] { entries.append((339, 3, 1, kind)) }
    entries = entries.map { ($0.tag, $0.kind, $0.count, $0.tag == 258 ? $0.value : changes[$0.tag] ?? $0.value) }
    entries.sort { $0.tag < $1.tag }
    var file = [0x49, 0x49, 42, 0] + full(offsetsAt + lists.count) + depths + padded + lists
    for page in 0..<pages {
      file += half(entries.count)
      for entry in entries { file += half(entry.tag) + half(entry.kind) + full(entry.count) + full(entry.value) }
      file += full(page + 1 < pages ? file.count + 4 : 0)
    }
    return file
  }

  /// Samples in the order of the file: row by row, or tile by tile.
  private static func samples(of image: Image, _ tile: Int?) -> [Int] {
    guard let tile else { return image.values }
    var samples: [Int] = []
    for top in stride(from: 0, to: image.height, by: tile) {
      for left in stride(from: 0, to: image.width, by: tile) {
        samples += image.cropped(x: left, y: top, width: tile, height: tile).values
      }
    }
    return samples
  }
}
