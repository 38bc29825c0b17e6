extension InspectedPart {
  private typealias Problem = DatasetReport.Problem

  /// Every problem of the part, each kind together, in the order of the files.
  var problems: [DatasetReport.Problem] {
    sides.flatMap(damaged) + sides.flatMap(tiny) + sides.flatMap(mixedChannels)
      + (isAligned ? sides.flatMap(oddWidths) + sides.flatMap(mixedSizes) : [])
      + unpaired + sizeMismatches + (layout.format == .csvPairs ? [] : sides.flatMap(duplicateStems))
  }

  private func damaged(_ side: Side) -> [Problem] {
    side.probes.indices.compactMap { index in
      let path = side.path(index)
      switch side.probes[index] {
      case .picture: return nil
      case .empty: return Problem(path: path, kind: .empty, sentence: "\(path) is empty; replace or remove it")
      case .missing:
        return Problem(
          path: path, kind: .missing, sentence: "\(path) does not exist; correct the path or remove the row")
      case .unreadable(let reason): return Problem(path: path, kind: .unreadable, sentence: reason)
      }
    }
  }

  /// The smallest side, in pixels, below which a picture is called tiny.
  static let tinySide = 32

  private func tiny(_ side: Side) -> [Problem] {
    side.probes.indices.compactMap { index in
      guard case .picture(let fileWidth, let fileHeight, _, _) = side.probes[index] else { return nil }
      let (width, height) = pictureSize(fileWidth, fileHeight)
      guard min(width, height) < InspectedPart.tinySide else { return nil }
      let path = side.path(index)
      return Problem(
        path: path, kind: .tiny,
        sentence: "\(path) has pictures of \(width)x\(height), smaller than \(InspectedPart.tinySide) pixels; "
          + "remove it or use larger ones")
    }
  }

  private func mixedChannels(_ side: Side) -> [Problem] {
    var byChannels: [Int: [Int]] = [:]
    for (index, probe) in side.probes.enumerated() {
      if case .picture(_, _, let channels, _) = probe { byChannels[channels, default: []].append(index) }
    }
    guard byChannels.count > 1 else { return [] }
    let groups = byChannels.sorted { ($0.value.count, $0.key) < ($1.value.count, $1.key) }
    let words = groups.reversed().map { "\($0.value.count) \(DatasetReport.name(channels: $0.key))" }
    let example = side.path(groups[0].value[0])
    return [
      Problem(
        path: example, kind: .mixedChannels,
        sentence: "\(side.name) mixes \(words.joined(separator: " and ")) pictures (\(example) is "
          + "\(DatasetReport.name(channels: groups[0].key))); all are converted to one kind when read")
    ]
  }

  private func oddWidths(_ side: Side) -> [Problem] {
    side.probes.indices.compactMap { index in
      let path = side.path(index)
      guard case .picture(let width, let height, _, _) = side.probes[index],
        let fault = halves?.fault(width, height, path: path)
      else { return nil }
      return Problem(path: path, kind: .oddWidth, sentence: fault)
    }
  }

  private func mixedSizes(_ side: Side) -> [Problem] {
    var bySize: [[Int]: [Int]] = [:]
    for (index, probe) in side.probes.enumerated() {
      if case .picture(let width, let height, _, _) = probe { bySize[[width, height], default: []].append(index) }
    }
    let groups = bySize.sorted { ($1.value.count, $0.value[0]) < ($0.value.count, $1.value[0]) }
    guard let main = groups.first, groups.count > 1 else { return [] }
    let other = groups[1]
    let example = side.path(other.value[0])
    return [
      Problem(
        path: example, kind: .mixedSizes,
        sentence: "the aligned pictures of \(side.directory) have \(groups.count) sizes: most are "
          + "\(main.key[0])x\(main.key[1]), \(example) is \(other.key[0])x\(other.key[1]); "
          + "train with resize_and_crop or make them equal")
    ]
  }

  private var unpaired: [Problem] {
    guard layout.format == .pairedFolders, sides.count == 2 else { return [] }
    let stems = sides.map { Set($0.files.map(FolderListing.stem)) }
    return sides.indices.flatMap { here in
      let (side, other) = (sides[here], sides[1 - here])
      return side.files.indices.compactMap { index -> Problem? in
        guard !stems[1 - here].contains(FolderListing.stem(side.files[index])) else { return nil }
        let path = side.path(index)
        return Problem(
          path: path, kind: .unpaired,
          sentence: "\(path) has no partner of the same name in \(other.directory); add one or remove it")
      }
    }
  }

  private var sizeMismatches: [Problem] {
    partners.compactMap { a, b in
      guard case .picture(let widthA, let heightA, _, _) = sides[0].probes[a],
        case .picture(let widthB, let heightB, _, _) = sides[1].probes[b], (widthA, heightA) != (widthB, heightB)
      else { return nil }
      let path = sides[0].path(a)
      return Problem(
        path: path, kind: .sizeMismatch,
        sentence: "\(path) is \(widthA)x\(heightA) and its partner \(sides[1].path(b)) \(widthB)x\(heightB); "
          + "make both the same size or train with resize_and_crop")
    }
  }

  private func duplicateStems(_ side: Side) -> [Problem] {
    let groups = Dictionary(grouping: side.files.indices, by: { FolderListing.stem(side.files[$0]) })
    return groups.values.filter { $0.count > 1 }.sorted { $0[0] < $1[0] }.map { group in
      let names = group.map { side.files[$0] }.joined(separator: ", ")
      return Problem(
        path: side.path(group[0]), kind: .duplicateStem,
        sentence: "\(side.directory) has several files of one name: \(names)"
          + (layout.format == .pairedFolders ? "; the first is used, remove the others" : ""))
    }
  }
}
