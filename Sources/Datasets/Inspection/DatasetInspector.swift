/// Looks at every picture of a data set.
struct DatasetInspector {
  let directory: String

  func report() throws(DatasetError) -> DatasetReport {
    if let packed = try PackedInspector(directory: directory).report() { return packed }
    let recogniser = LayoutRecogniser(format: nil)
    let names = try FolderListing.kind(of: directory) == .folder ? availableSplits(at: directory) : []
    var parts: [(name: String, layout: Layout)] = []
    for name in names { parts.append((name, try recogniser.recognise(directory, split: name))) }
    if parts.isEmpty { parts = [("all", try recogniser.recognise(directory, split: nil))] }

    var splits: [DatasetReport.Split] = []
    var problems: [DatasetReport.Problem] = []
    var tally = PictureTally()
    for (name, layout) in parts {
      let part = try InspectedPart(layout)
      splits.append(.init(name: name, count: part.count, summary: part.summary))
      problems += part.problems
      tally.add(part)
    }
    let classes = try classes(of: parts.map(\.layout))
    return DatasetReport(
      directory: directory, format: classes == nil ? parts[0].layout.format : .classFolders, splits: splits,
      sizes: tally.sizes, channels: tally.channels, classes: classes, problems: problems)
  }
}

extension DatasetInspector {
  /// Single pictures in two subfolders or more are taken for classes.
  private func classes(of layouts: [Layout]) throws(DatasetError) -> [DatasetReport.ClassCount]? {
    var counts: [String: Int] = [:]
    for case .single(let folder) in layouts {
      let names = try ClassFolders.classes(in: folder)
      guard names.count > 1 else { return nil }
      for name in names {
        counts[name, default: 0] += try FolderListing.pictures(under: FolderListing.join(folder, name)).count
      }
    }
    guard !counts.isEmpty else { return nil }
    return counts.keys.sorted(by: FolderListing.precedes).map { .init(name: $0, count: counts[$0] ?? 0) }
  }
}

/// Counts sizes and channels over the parts.
private struct PictureTally {
  private struct Size: Hashable {
    let width: Int
    let height: Int
  }
  private struct Kind: Hashable {
    let channels: Int
    let bitDepth: Int
  }

  private var bySize: [Size: Int] = [:]
  private var byKind: [Kind: Int] = [:]

  mutating func add(_ part: InspectedPart) {
    for case .picture(let width, let height, let channels, let bitDepth) in part.sides.flatMap(\.probes) {
      let size = part.pictureSize(width, height)
      bySize[Size(width: size.width, height: size.height), default: 0] += 1
      byKind[Kind(channels: channels, bitDepth: bitDepth), default: 0] += 1
    }
  }

  var sizes: DatasetReport.Sizes? {
    let counts = bySize.map { DatasetReport.SizeCount(width: $0.key.width, height: $0.key.height, count: $0.value) }
    // The width breaks ties, so that the same folder gives the same report.
    let byArea = counts.sorted { ($0.width * $0.height, $0.width) < ($1.width * $1.height, $1.width) }
    guard let smallest = byArea.first, let largest = byArea.last else { return nil }
    let byCount = byArea.sorted {
      ($1.count, $0.width * $0.height, $0.width) < ($0.count, $1.width * $1.height, $1.width)
    }
    return .init(smallest: smallest, largest: largest, common: Array(byCount.prefix(5)), distinct: counts.count)
  }

  var channels: [DatasetReport.ChannelCount] {
    byKind.map { DatasetReport.ChannelCount(channels: $0.key.channels, bitDepth: $0.key.bitDepth, count: $0.value) }
      .sorted { ($1.count, $0.channels, $0.bitDepth) < ($0.count, $1.channels, $1.bitDepth) }
  }
}
