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
    /// The mask's file, where there is one.
    public let mask: String?

    init(name: String, kind: String, isAbnormal: Bool?, path: String? = nil, index: Int = 0, mask: String? = nil) {
      self.name = name
      self.kind = kind
      self.isAbnormal = isAbnormal
      self.path = path
      self.index = index
      self.mask = mask
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
  private let packed: LabelledImages?

  init(source: String, layout: String, samples: [Sample], isParted: Bool, packed: LabelledImages? = nil) {
    self.source = source
    self.layout = layout
    self.samples = samples
    self.isParted = isParted
    self.packed = packed
  }

  /// The number of pictures.
  public var count: Int { samples.count }
  /// The places of the pictures that are known to be normal, or of which nobody says anything else.
  public var normal: [Int] { samples.indices.filter { samples[$0].isAbnormal != true } }
  /// Whether any abnormal picture has a mask.
  public var hasMasks: Bool { samples.contains { $0.isAbnormal == true && $0.mask != nil } }

  /// What was recognised and how many, for people.
  public var summary: String {
    let abnormal = samples.count { $0.isAbnormal == true }
    let masks = samples.count { $0.mask != nil && $0.isAbnormal == true }
    return "\(layout): \(counted(count - abnormal, "normal picture")), \(abnormal) abnormal"
      + (masks > 0 ? ", \(counted(masks, "mask"))" : "")
  }

  /// The pictures at `indices`, in their order.
  public func subset(_ indices: [Int]) -> AnomalySet {
    AnomalySet(
      source: source, layout: layout, samples: indices.map { samples[$0] }, isParted: isParted, packed: packed)
  }

  /// So many pictures drawn by a seed, in the order of the set: the same for the same seed and set.
  ///
  /// - Throws: when there are fewer.
  public func drawn(_ count: Int, seed: UInt64) throws(DatasetError) -> AnomalySet {
    guard count <= self.count else {
      throw DatasetError("\(source) has \(counted(self.count, "picture")), not \(count); ask for fewer")
    }
    var generator = CounterGenerator(seed: seed, AnomalySet.drawing)
    return subset(generator.permutation(self.count).prefix(count).sorted())
  }

  /// The places, among the normal ones, of pictures drawn for training; the rest of them is for testing.
  public func trainingDraw(_ count: Int, seed: UInt64) throws(DatasetError) -> [Int] {
    let normal = normal
    guard count <= normal.count else {
      throw DatasetError(
        "\(source) has \(counted(normal.count, "normal picture")), not \(count); ask for fewer (--train-count)")
    }
    var generator = CounterGenerator(seed: seed, AnomalySet.drawing)
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

  /// The mask of a picture, not 0 where it is abnormal; nil where it has none.
  ///
  /// - Throws: when it cannot be read, or is not as large as its picture.
  public func mask(_ index: Int, of picture: Image) throws(DatasetError) -> Image? {
    guard let path = samples[index].mask else { return nil }
    let mask = try loadPicture(path)
    guard mask.width == picture.width, mask.height == picture.height else {
      throw DatasetError(
        "\(path) is \(mask.width)x\(mask.height) and its picture \(picture.width)x\(picture.height); "
          + "make the mask as large as its picture")
    }
    return mask.converted(to: .gray)
  }

  /// The file of a picture; nil in a packed set.
  public func path(of index: Int) -> String? { samples[index].path }
}
