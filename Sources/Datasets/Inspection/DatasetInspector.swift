/// Looks at every picture of a data set.
struct DatasetInspector {
  let directory: String
  let format: DatasetFormat?
  let halves: Halves?
  let normalClass: String?
  let readings: [DatasetReading]

  init(_ directory: String, format: DatasetFormat?, halves: Halves?, normalClass: String?) {
    self.directory = directory
    self.format = format
    self.halves = halves
    self.normalClass = normalClass
    readings = DatasetReading.all(at: directory, format: format, halves: halves, normalClass: normalClass)
  }

  func report() throws(DatasetError) -> DatasetReport {
    if format.map(DatasetFormat.packed.contains) ?? (halves == nil),
      let packed = try PackedInspector(directory: directory, readings: readings).report()
    {
      guard format == nil || format == packed.format else {
        throw DatasetError("\(directory) holds \(packed.format), not what the format says; leave out the format")
      }
      return packed
    }
    if let anomalies = try anomalies() { return anomalies }
    if let clips = try clips() { return clips }
    let expected: DatasetFormat? = format == .classFolders ? .singleFolder : format
    let recogniser = LayoutRecogniser(format: expected, halves: halves)
    let names = try FolderListing.kind(of: directory) == .folder ? availableSplits(at: directory, format: format) : []
    var parts: [(name: String, layout: Layout)] = []
    for name in names { parts.append((name, try recogniser.recognise(directory, split: name))) }
    if parts.isEmpty { parts = [("all", try recogniser.recognise(directory, split: nil))] }

    var inspected: [(name: String, part: InspectedPart)] = []
    for (name, layout) in parts { inspected.append((name, try InspectedPart(layout))) }
    let classes = format == .singleFolder ? nil : try classes(of: parts.map(\.layout))
    return report(inspected, as: classes == nil ? parts[0].layout.format : .classFolders, classes: classes)
  }

  /// - Parameter more: problems beside those of single files.
  private func report(
    _ parts: [(name: String, part: InspectedPart)], as format: DatasetFormat,
    classes: [DatasetReport.ClassCount]? = nil, more: [DatasetReport.Problem] = []
  ) -> DatasetReport {
    var tally = PictureTally()
    for (_, part) in parts { tally.add(part) }
    return DatasetReport(
      directory: directory, format: format,
      splits: parts.map { .init(name: $0.name, count: $0.part.count, summary: $0.part.summary) }, sizes: tally.sizes,
      channels: tally.channels, classes: classes, readings: readings, problems: parts.flatMap(\.part.problems) + more)
  }

  // MARK: - Sets that are more than their pictures

  private func opened(_ kind: DatasetReading.Kind) -> DatasetReading? { readings.first { $0.kind == kind } }

  /// A set of normal and abnormal pictures; nil where it is something else.
  private func anomalies() throws(DatasetError) -> DatasetReport? {
    guard format == .anomaly || (format == nil && halves == nil && looksLikeAnomalies()) else { return nil }
    guard let reading = opened(.anomaly), reading.refusal == nil else {
      throw DatasetError(opened(.anomaly)?.refusal ?? "\(directory) holds no normal pictures")
    }
    var parts: [(name: String, part: InspectedPart)] = []
    var problems: [DatasetReport.Problem] = []
    var classes: [String: Int] = [:]
    for name in reading.parts.map(\.name) {
      // A part that cannot be opened is told by the reading.
      guard let set = try? openAnomalySet(at: directory, split: name, normalClass: normalClass, format: format)
      else { continue }
      parts.append((name, InspectedPart(set)))
      problems += maskProblems(of: set)
      for sample in set.samples { classes[sample.kind, default: 0] += 1 }
    }
    let counts = classes.keys.sorted(by: FolderListing.precedes).map {
      DatasetReport.ClassCount(name: $0, count: classes[$0] ?? 0)
    }
    return report(parts, as: .anomaly, classes: counts.contains { $0.name.isEmpty } ? nil : counts, more: problems)
  }

  /// Whether some class is named as normal, and the folders are no pairs.
  private func looksLikeAnomalies() -> Bool {
    guard FolderListing.kind(of: directory) == .folder, let reading = opened(.anomaly), reading.refusal == nil,
      opened(.paired)?.refusal != nil
    else { return false }
    return reading.parts.contains { part in
      let set = try? openAnomalySet(at: directory, split: part.name, normalClass: normalClass)
      return set?.samples.contains { $0.isAbnormal != nil } ?? false
    }
  }

  private func maskProblems(of set: AnomalySet) -> [DatasetReport.Problem] {
    var problems = set.unmatchedMasks.map { path in
      DatasetReport.Problem(
        path: path, kind: .strayMask,
        sentence: "\(path) fits no picture, or more than one; name it as its picture, with _mask behind it")
    }
    for index in set.withoutMask {
      let path = set.path(of: index) ?? set.samples[index].name
      problems.append(
        .init(path: path, kind: .noMask, sentence: "\(path) is abnormal and has no mask; pixel figures leave it out"))
    }
    for (index, sample) in set.samples.enumerated() {
      guard let path = set.path(of: index), let size = pictureSize(path) else { continue }
      for mask in sample.masks {
        // Headers alone: pictures and masks are many and large.
        guard let own = pictureSize(mask) else {
          let sentence = "\(mask) cannot be read; copy it again or remove it"
          problems.append(.init(path: mask, kind: .unreadable, sentence: sentence))
          continue
        }
        guard own != size else { continue }
        let sentence =
          "\(mask) is \(own.width)x\(own.height) and its picture \(size.width)x\(size.height); "
          + "make the mask as large as its picture"
        problems.append(.init(path: mask, kind: .sizeMismatch, sentence: sentence))
      }
    }
    return problems
  }

  /// Clips of video; nil where the set is something else.
  private func clips() throws(DatasetError) -> DatasetReport? {
    guard format == .clips || (format == nil && halves == nil && looksLikeVideo()) else { return nil }
    guard let reading = opened(.video), reading.refusal == nil else {
      throw DatasetError(opened(.video)?.refusal ?? "\(directory) holds no video")
    }
    var splits: [DatasetReport.Split] = []
    var problems: [DatasetReport.Problem] = []
    var tally = PictureTally()
    for name in reading.parts.map(\.name) {
      guard let set = try? openVideoSet(at: directory, split: name == "all" ? nil : name) else { continue }
      splits.append(.init(name: name, count: set.clips.count, summary: set.summary))
      for clip in set.clips {
        guard case .frames(let paths) = clip.source else { continue }
        let part = InspectedPart(clip, frames: paths)
        problems += part.problems
        tally.add(part)
      }
    }
    return DatasetReport(
      directory: directory, format: .clips, splits: splits, sizes: tally.sizes, channels: tally.channels,
      classes: nil, readings: readings, problems: problems)
  }

  /// Video files, or clips with folders of masks: other folders of numbered pictures may be anything.
  private func looksLikeVideo() -> Bool {
    guard let reading = opened(.video), reading.refusal == nil else { return false }
    return reading.parts.contains { part in
      guard let set = try? openVideoSet(at: directory, split: part.name == "all" ? nil : part.name) else {
        return false
      }
      return set.clips.contains { clip in
        if case .file = clip.source { return true }
        return clip.hasTruth
      }
    }
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
