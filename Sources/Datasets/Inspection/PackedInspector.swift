/// Looks at data sets that are packed into few files: IDX, USPS text, CIFAR-10, NumPy archives.
struct PackedInspector {
  let directory: String
  let readings: [DatasetReading]

  /// Nil where the place holds nothing of the kind.
  func report() throws(DatasetError) -> DatasetReport? {
    guard try LabelledLayout.mayBePacked(directory), try LabelledLayout.packed(directory, split: nil) != nil else {
      return nil
    }
    let names = try labelledSplits(at: directory)
    var parts: [(name: String, images: LabelledImages)] = []
    var problems: [DatasetReport.Problem] = []
    for name in names.isEmpty ? [nil] : names.map(Optional.init) {
      do {
        guard let layout = try LabelledLayout.packed(directory, split: name) else { continue }
        let images = try layout.read(size: nil, channels: nil).images
        parts.append((name ?? "all", images))
        problems += self.problems(of: images)
      } catch {
        problems.append(.init(path: directory, kind: .damaged, sentence: error.description))
      }
    }
    guard let first = parts.first else {
      // Nothing could be read: the first reason says more than an empty report.
      throw DatasetError(problems.first?.sentence ?? "\(directory) holds no pictures")
    }
    let sizes = parts.map {
      DatasetReport.SizeCount(width: $0.images.width, height: $0.images.height, count: $0.images.count)
    }
    let total = DatasetReport.SizeCount(
      width: first.images.width, height: first.images.height, count: parts.reduce(0) { $0 + $1.images.count })
    return DatasetReport(
      directory: directory, format: first.images.format,
      splits: parts.map { .init(name: $0.name, count: $0.images.count, summary: $0.images.summary) },
      sizes: .init(
        smallest: total, largest: total, common: [total], distinct: Set(sizes.map { [$0.width, $0.height] }).count),
      channels: [.init(channels: first.images.channels, bitDepth: 8, count: total.count)],
      classes: classes(of: parts.map(\.images)), readings: readings, problems: problems)
  }

  private func classes(of parts: [LabelledImages]) -> [DatasetReport.ClassCount]? {
    guard let longest = parts.max(by: { $0.classNames.count < $1.classNames.count }), longest.labels != nil else {
      return nil
    }
    return longest.classNames.enumerated().map { index, name in
      .init(
        name: name,
        count: parts.reduce(0) { sum, part in
          sum + (index < part.classCounts.count ? part.classCounts[index] : 0)
        })
    }
  }

  private func problems(of images: LabelledImages) -> [DatasetReport.Problem] {
    guard images.labels != nil else { return [] }
    if let error = Result(catching: { () throws(DatasetError) in try images.requireClasses() }).failure {
      return [.init(path: images.source, kind: .classes, sentence: error.description)]
    }
    guard !images.emptyClasses.isEmpty else { return [] }
    return [
      .init(
        path: images.source, kind: .classes,
        sentence: "\(images.source) has no pictures of class \(images.emptyClasses.joined(separator: ", ")); "
          + "nothing can be learned of what has none")
    ]
  }
}

extension Result {
  fileprivate var failure: Failure? {
    if case .failure(let error) = self { return error }
    return nil
  }
}
