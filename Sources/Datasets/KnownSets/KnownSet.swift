import Vision

/// Pictures of two kinds in a layout of a known data set, whose partners are told by a list or by folders, not by names.
public struct KnownSet: Sendable, Equatable {
  /// Which pictures of A go with which of B, as places in both lists.
  enum Partners: Sendable, Equatable {
    /// Nobody knows.
    case none
    /// A list.
    case listed([Pair])
    /// Within a group, any of A with any of B.
    case anyOfGroup([Group])
  }

  struct Pair: Sendable, Equatable {
    let a: Int
    let b: Int
  }

  struct Group: Sendable, Equatable {
    let a: [Int]
    let b: [Int]
    /// How often the group is drawn in an epoch: each picture of its larger side once.
    var count: Int { max(a.count, b.count) }
  }

  /// Whose layout it is.
  let format: DatasetFormat
  /// The folder.
  let directory: String
  /// Paths below the folder.
  let a: [String]
  /// Paths below the folder.
  let b: [String]
  let partners: Partners
  /// What A and B are, in words.
  let sides: (a: String, b: String)
  /// What was left out, and warnings.
  var remarks: [String] = []

  public static func == (one: KnownSet, other: KnownSet) -> Bool {
    one.format == other.format && one.directory == other.directory && one.a == other.a && one.b == other.b
      && one.partners == other.partners
  }

  /// The set that a folder holds; nil where its layout is none of those known here.
  ///
  /// - Parameters:
  ///   - format: what to expect; nil recognises it.
  ///   - split: the part; nil is training, or all where there are no parts.
  /// - Throws: what is wrong with a set that was recognised.
  static func recognise(
    _ directory: String, format: DatasetFormat?, split: String?
  ) throws(DatasetError) -> KnownSet? {
    if format == nil || format == .alderley, let set = try AlderleySet.read(directory) { return set }
    if format == nil || format == .bdd100k, let set = try BDD100KSet.read(directory, split: split) { return set }
    if format == nil || format == .adverseConditions, let set = try AdverseConditionsSet.read(directory, split: split) {
      return set
    }
    if format == nil || format == .kitti, let set = try KITTISet.read(directory) { return set }
    if format == nil || format == .cameras, let set = try FixedCameras.read(directory, split: split) { return set }
    guard let format, known.contains(format) else { return nil }
    throw DatasetError(
      "\(directory) is not laid out as \(format.description); check the folder, or leave out the format")
  }

  /// The formats that are read here.
  static let known: Set<DatasetFormat> = [.alderley, .bdd100k, .adverseConditions, .kitti, .cameras]

  /// The parts that a known set is divided into of itself; nil where the folder is no such set.
  static func splits(of directory: String) throws(DatasetError) -> [String]? {
    if let splits = try BDD100KSet.splits(of: directory) { return splits }
    if let splits = try AdverseConditionsSet.splits(of: directory) { return splits }
    return try FixedCameras.cameras(in: directory).isEmpty ? nil : ["train", "val"]
  }

  /// What was recognised and how many, for people.
  var summary: String {
    var text = "\(format): "
    switch partners {
    case .none: text += "\(a.count) in A = \(sides.a), \(b.count) in B = \(sides.b)"
    case .listed(let pairs): text += "\(counted(pairs.count, "pair")); A = \(sides.a), B = \(sides.b)"
    case .anyOfGroup(let groups):
      text += "\(counted(groups.count, "camera")), \(a.count) in A = \(sides.a), \(b.count) in B = \(sides.b); "
      text += "any of A with any of B of one camera, drawn anew each epoch"
    }
    return ([text] + remarks).joined(separator: "; ")
  }

  /// Both sides without their partners.
  func unaligned() throws(DatasetError) -> UnalignedFolders {
    guard !a.isEmpty, !b.isEmpty else {
      throw DatasetError(
        "\(directory) is \(format.description), with \(a.count) pictures of \(sides.a) and \(b.count) of \(sides.b); "
          + "translation without pairs needs both kinds")
    }
    func side(_ files: [String]) -> ImageFolder {
      ImageFolder(directory, files: files, isOfFixedCameras: format == .cameras)
    }
    return UnalignedFolders(a: side(a), b: side(b))
  }

  func path(_ file: String) -> String { FolderListing.join(directory, file) }
}

/// The pairs of a set in a known layout.
struct KnownPairs: PairedSource {
  let known: KnownSet

  /// - Throws: when the layout has no partners.
  init(_ known: KnownSet) throws(DatasetError) {
    self.known = known
    guard count > 0 else {
      throw DatasetError(
        "\(known.directory) is \(known.format.description), in which pictures have no partners; use it without pairs, or find "
          + "some by `gan data pairs`")
    }
  }

  var count: Int {
    switch known.partners {
    case .none: 0
    case .listed(let pairs): pairs.count
    case .anyOfGroup(let groups): groups.reduce(0) { $0 + $1.count }
    }
  }

  var summary: String { known.summary }

  func name(at index: Int) -> String { FolderListing.stem(known.a[pair(at: index).a]) }

  func place(at index: Int) -> String? {
    guard case .anyOfGroup = known.partners else { return nil }
    return known.a[pair(at: index).a].split(separator: "/").first.map(String.init)
  }

  func load(_ index: Int) throws(DatasetError) -> PairedSample { try load(pair(at: index), index) }

  func load(_ index: Int, drawing draws: inout CounterRandom) throws(DatasetError) -> PairedSample {
    guard case .anyOfGroup(let groups) = known.partners else { return try load(index) }
    let (group, place) = Self.place(of: index, in: groups)
    // The side that an epoch shows once keeps its place; the other one is drawn.
    let a = group.a.count == group.count ? group.a[place] : group.a[draws.integer(below: group.a.count)]
    let b = group.a.count == group.count ? group.b[draws.integer(below: group.b.count)] : group.b[place]
    return try load(KnownSet.Pair(a: a, b: b), index)
  }

  private func load(_ pair: KnownSet.Pair, _ index: Int) throws(DatasetError) -> PairedSample {
    PairedSample(
      name: name(at: index), a: try loadPicture(known.path(known.a[pair.a])),
      b: try loadPicture(known.path(known.b[pair.b])))
  }

  private func pair(at index: Int) -> KnownSet.Pair {
    switch known.partners {
    case .none: preconditionFailure("a set without partners has no pairs")
    case .listed(let pairs): return pairs[index]
    case .anyOfGroup(let groups):
      let (group, place) = Self.place(of: index, in: groups)
      return KnownSet.Pair(a: group.a[place % group.a.count], b: group.b[place % group.b.count])
    }
  }

  private static func place(of index: Int, in groups: [KnownSet.Group]) -> (KnownSet.Group, Int) {
    var rest = index
    for group in groups {
      if rest < group.count { return (group, rest) }
      rest -= group.count
    }
    preconditionFailure("there is no pair \(index)")
  }
}
