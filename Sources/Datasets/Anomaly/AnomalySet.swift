public import Vision

/// Pictures of which it is known, or not, whether they are abnormal, with masks of where, in a fixed order.
public struct AnomalySet: Sendable {
  /// One picture.
  public struct Sample: Sendable, Equatable {
    /// The path below the data set's folder, or the class and number in a packed file.
    public let name: String
    /// The folder or class that it comes from: `good`, `scratch`, `3`.
    public let kind: String
    /// Nil where nobody says.
    public let isAbnormal: Bool?
    /// The file; nil in a packed set.
    let path: String?
    /// The place in a packed set.
    let index: Int
    /// The files of its masks, which together say where it is abnormal; mostly one or none.
    public let masks: [String]

    init(name: String, kind: String, isAbnormal: Bool?, path: String? = nil, index: Int = 0, masks: [String] = []) {
      self.name = name
      self.kind = kind
      self.isAbnormal = isAbnormal
      self.path = path
      self.index = index
      self.masks = masks
    }
  }

  /// The file or folder, for sentences.
  public let source: String
  /// How it is laid out on disk.
  public let layout: String
  /// The pictures.
  public let samples: [Sample]
  /// Whether the set has parts of its own for training and testing.
  public let isParted: Bool
  /// Masks that fit no picture, or more than one, and are left out.
  public let unmatchedMasks: [String]
  /// What else was left out, a phrase each.
  public let remarks: [String]
  private let packed: LabelledImages?

  init(
    source: String, layout: String, samples: [Sample], isParted: Bool, unmatchedMasks: [String] = [],
    remarks: [String] = [],
    packed: LabelledImages? = nil
  ) {
    self.source = source
    self.layout = layout
    self.samples = samples
    self.isParted = isParted
    self.unmatchedMasks = unmatchedMasks
    self.remarks = remarks
    self.packed = packed
  }

  /// The number of pictures.
  public var count: Int { samples.count }
  /// The places of the pictures that are known to be normal, or of which nobody says anything else.
  public var normal: [Int] { samples.indices.filter { samples[$0].isAbnormal != true } }
  /// Whether any abnormal picture has a mask.
  public var hasMasks: Bool { samples.contains { $0.isAbnormal == true && !$0.masks.isEmpty } }

  /// The abnormal pictures without a mask, where others have one: nothing is known of where they are abnormal.
  public var withoutMask: [Int] {
    hasMasks ? samples.indices.filter { samples[$0].isAbnormal == true && samples[$0].masks.isEmpty } : []
  }

  /// What was recognised and how many, and which masks and pictures do not fit each other, for people.
  public var summary: String {
    let abnormal = samples.count { $0.isAbnormal == true }
    let masks = samples.count { !$0.masks.isEmpty && $0.isAbnormal == true }
    var text = "\(layout): \(counted(count - abnormal, "normal picture")), \(abnormal) abnormal"
    if masks > 0 { text += ", \(counted(masks, "mask"))" }
    if let first = unmatchedMasks.first {
      text += "; \(counted(unmatchedMasks.count, "mask")) without one picture of the same name, such as \(first)"
    }
    if let first = withoutMask.first {
      text += "; \(counted(withoutMask.count, "abnormal picture")) without a mask, such as \(samples[first].name)"
    }
    return ([text] + remarks).joined(separator: "; ")
  }

  /// The pictures at `indices`, in their order.
  public func subset(_ indices: [Int]) -> AnomalySet {
    AnomalySet(
      source: source, layout: layout, samples: indices.map { samples[$0] }, isParted: isParted,
      unmatchedMasks: unmatchedMasks, remarks: remarks, packed: packed)
  }

  /// So many pictures drawn by a seed, in the order of the set: the same for the same seed and set.
  ///
  /// - Throws: when there are fewer.
  public func drawn(_ count: Int, seed: UInt64) throws(DatasetError) -> AnomalySet {
    guard count <= self.count else {
      throw DatasetError("\(source) has \(counted(self.count, "picture")), not \(count); ask for fewer")
    }
    var generator = CounterRandom(seed: seed, AnomalySet.drawing)
    return subset(generator.permutation(self.count).prefix(count).sorted())
  }

  /// The places, among the normal ones, of pictures drawn for training; the rest of them is for testing.
  public func trainingDraw(_ count: Int, seed: UInt64) throws(DatasetError) -> [Int] {
    let normal = normal
    guard count <= normal.count else {
      throw DatasetError(
        "\(source) has \(counted(normal.count, "normal picture")), not \(count); ask for fewer (--train-count)")
    }
    var generator = CounterRandom(seed: seed, AnomalySet.drawing)
    return generator.permutation(normal.count).prefix(count).sorted().map { normal[$0] }
  }

  /// First counter of the draws of pictures.
  private static let drawing: UInt64 = 3

  /// Decodes a picture, as it is in the file.
  ///
  /// - Throws: a sentence that names the file when it cannot be read.
  public func load(_ index: Int) throws(DatasetError) -> Image {
    let sample = samples[index]
    if let packed { return packed.image(at: sample.index) }
    return try loadPicture(sample.path ?? "")
  }

  /// The mask of a picture, 255 where it is abnormal and 0 elsewhere; nil where it has none.
  ///
  /// - Throws: when it cannot be read, or is not as large as its picture.
  public func mask(_ index: Int, of picture: Image) throws(DatasetError) -> Image? {
    let files = samples[index].masks
    guard !files.isEmpty else { return nil }
    var whole = [UInt8](repeating: 0, count: picture.width * picture.height)
    for path in files {
      let mask = try loadPicture(path)
      guard mask.width == picture.width, mask.height == picture.height else {
        throw DatasetError(
          "\(path) is \(mask.width)x\(mask.height) and its picture \(picture.width)x\(picture.height); "
            + "make the mask as large as its picture")
      }
      mask.mark(&whole, isLossy: AnomalySet.isLossy(path))
    }
    return Image(width: picture.width, height: picture.height, channels: 1, pixels: whole)
  }

  private static func isLossy(_ path: String) -> Bool {
    ["jpg", "jpeg", "jpe", "jfif"].contains { path.lowercased().hasSuffix("." + $0) }
  }

  /// The file of a picture; nil in a packed set.
  public func path(of index: Int) -> String? { samples[index].path }
}

extension Image {
  /// Sets 255 where this mask is not black.
  ///
  /// - Parameter isLossy: JPEG makes black noisy beside white: there, half of the brightest counts.
  fileprivate func mark(_ target: inout [UInt8], isLossy: Bool) {
    let levels: [Int] =
      switch converted(to: .gray).samples {
      case .uint8(let values): values.map(Int.init)
      case .uint16(let values): values.map(Int.init)
      }
    let least = isLossy ? max(16, (levels.max() ?? 0) / 2) : 0
    for (place, level) in levels.enumerated() where level > least { target[place] = 255 }
  }
}
