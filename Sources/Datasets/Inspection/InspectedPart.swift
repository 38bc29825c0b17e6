/// One part of a data set with what every file of it turned out to be.
struct InspectedPart {
  /// One side of the pairs, or the only one.
  struct Side {
    let name: String
    let directory: String
    let files: [String]
    let probes: [PictureProbe]

    init(name: String, directory: String, files: [String]) {
      self.name = name
      self.directory = directory
      self.files = files
      probes = PictureProbe.all(files.map { FolderListing.join(directory, $0) })
    }

    func path(_ index: Int) -> String { FolderListing.join(directory, files[index]) }
  }

  let layout: Layout
  let count: Int
  let summary: String
  let sides: [Side]
  /// Partners as positions in the files of side A and B.
  let partners: [(a: Int, b: Int)]

  /// Where the seam is, of aligned files.
  var halves: Halves? {
    if case .aligned(_, let halves) = layout { return halves }
    return nil
  }

  var isAligned: Bool { halves != nil }

  /// The size of a picture in a file of some size.
  func pictureSize(_ width: Int, _ height: Int) -> (width: Int, height: Int) {
    halves?.half(width, height) ?? (width, height)
  }

  /// The pictures of a set of normal and abnormal ones, beside their masks.
  init(_ set: AnomalySet) {
    layout = .single(set.source)
    (count, summary, partners) = (set.count, set.summary, [])
    sides = [Side(name: "pictures", directory: set.source, files: set.samples.map(\.name))]
  }

  /// A folder of frames.
  init(_ clip: VideoSet.Clip, frames: [String]) {
    layout = .single(clip.name)
    (count, summary, partners) = (frames.count, clip.name, [])
    sides = [Side(name: clip.name, directory: "", files: frames)]
  }

  init(_ layout: Layout) throws(DatasetError) {
    self.layout = layout
    switch layout {
    case .aligned(let folder, let halves):
      let source = try AlignedFolder(folder, halves: halves)
      (count, summary, partners) = (source.count, source.summary, [])
      sides = [Side(name: "A|B", directory: folder, files: source.files)]
    case .single(let folder):
      let source = try ImageFolder(folder)
      (count, summary, partners) = (source.count, source.summary, [])
      sides = [Side(name: "pictures", directory: folder, files: source.files)]
    case .unaligned(let a, let b):
      let source = try UnalignedFolders(a: a, b: b)
      (count, summary, partners) = (source.a.count + source.b.count, source.summary, [])
      sides = [
        Side(name: "A", directory: a, files: source.a.files), Side(name: "B", directory: b, files: source.b.files),
      ]
    case .known(let set):
      (count, summary) = (set.a.count + set.b.count, set.summary)
      sides = [("A", set.a), ("B", set.b)].filter { !$0.1.isEmpty }
        .map { Side(name: $0.0, directory: set.directory, files: $0.1) }
      if case .listed(let pairs) = set.partners { partners = pairs.map { ($0.a, $0.b) } } else { partners = [] }
    case .csv(let file):
      let source = try CSVPairs(file)
      (count, summary) = (source.count, source.summary)
      let files = (0..<source.count).map(source.files)
      // The files' paths are whole, so the folder is not put before them.
      sides = [
        Side(name: "A", directory: "", files: files.map(\.a)), Side(name: "B", directory: "", files: files.map(\.b)),
      ]
      partners = (0..<source.count).map { ($0, $0) }
    case .paired(let a, let b):
      let source = try PairedFolders(a: a, b: b)
      (count, summary) = (source.count, source.summary)
      let filesA = try FolderListing.pictures(under: a)
      let filesB = try FolderListing.pictures(under: b)
      sides = [Side(name: "A", directory: a, files: filesA), Side(name: "B", directory: b, files: filesB)]
      let placesA = Dictionary(uniqueKeysWithValues: filesA.enumerated().map { ($1, $0) })
      let placesB = Dictionary(uniqueKeysWithValues: filesB.enumerated().map { ($1, $0) })
      partners = source.pairs.compactMap { pair in
        guard let a = placesA[pair.a], let b = placesB[pair.b] else { return nil }
        return (a, b)
      }
    }
  }
}
