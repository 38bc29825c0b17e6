/// What one kind of training would read of a data set, found out by opening it as the training does.
public struct DatasetReading: Codable, Sendable, Equatable {
  /// A kind of training, by the data that it takes.
  public enum Kind: String, Codable, Sendable, CaseIterable {
    /// Pairs of pictures.
    case paired
    /// Two kinds of pictures without partners.
    case unpaired
    /// Pictures, with classes where the system wants them.
    case labelled
    /// Normal pictures, and abnormal ones to test on.
    case anomaly
    /// Clips of video.
    case video

    /// The systems that train on it, as `gan train` names them.
    public var systems: [String] {
      switch self {
      case .paired: ["pix2pix"]
      case .unpaired: ["cyclegan", "cut", "fastcut"]
      case .labelled: ["dcgan", "wgan-gp", "cgan", "ac-gan", "infogan", "ss-infogan", "classifier", "self-training"]
      case .anomaly: ["anogan", "f-anogan", "autoencoder", "feature-memory", "patch-gaussian"]
      case .video: ["flow-anomaly"]
      }
    }
  }

  /// A part that is read.
  public struct Part: Codable, Sendable, Equatable {
    /// `train`, `val`, `test`, or `all` where the set has no parts.
    public let name: String
    /// What is read, in words.
    public let summary: String
  }

  /// The kind of training.
  public let kind: Kind
  /// The parts that it reads; the first is trained on. Empty where the set is not read.
  public let parts: [Part]
  /// Why the set is not read; nil where it is.
  public let refusal: String?

  /// Opens a set in each way.
  ///
  /// - Parameters:
  ///   - format: as `--format` gives it.
  ///   - halves: as `--halves` gives it.
  ///   - normalClass: as `--normal-class` gives it.
  public static func all(
    at path: String, format: DatasetFormat? = nil, halves: Halves? = nil, normalClass: String? = nil
  ) -> [DatasetReading] {
    Kind.allCases.map { kind in
      do throws(DatasetError) {
        return DatasetReading(
          kind: kind, parts: try parts(kind, path, format: format, halves: halves, normalClass: normalClass),
          refusal: nil)
      } catch {
        return DatasetReading(kind: kind, parts: [], refusal: error.description)
      }
    }
  }

  private static func parts(
    _ kind: Kind, _ path: String, format: DatasetFormat?, halves: Halves?, normalClass: String?
  ) throws(DatasetError) -> [Part] {
    if [.paired, .unpaired, .video].contains(kind), try LabelledLayout.mayBePacked(path),
      let packed = try LabelledLayout.packed(path, split: nil)
    {
      throw DatasetError("\(path) is \(packed.format), which holds single pictures")
    }
    switch kind {
    case .paired:
      return try read(path, { path throws(DatasetError) in try availableSplits(at: path, format: format) }) {
        split throws(DatasetError) in
        try openPairedDataset(at: path, split: split, format: format, halves: halves).summary
      }
    case .unpaired:
      return try read(path, { path throws(DatasetError) in try availableSplits(at: path, format: format) }) {
        split throws(DatasetError) in
        try openUnalignedDataset(at: path, split: split, format: format).summary
      }
    case .labelled:
      return try read(path, labelledSplits) { split throws(DatasetError) in
        try LabelledLayout(path, split: split, format: format).summary()
      }
    case .anomaly:
      return try read(path, anomalySplits) { split throws(DatasetError) in
        try openAnomalySet(at: path, split: split ?? "train", normalClass: normalClass, format: format).summary
      }
    case .video:
      return try read(path, videoSplits) { split throws(DatasetError) in
        try openVideoSet(at: path, split: split, format: format).summary
      }
    }
  }

  /// What is trained on must be readable; another part that is not is told in its place.
  private static func read(
    _ path: String, _ splits: (String) throws(DatasetError) -> [String],
    _ open: (String?) throws(DatasetError) -> String
  ) throws(DatasetError) -> [Part] {
    let names = try splits(path)
    guard let first = names.first else { return [Part(name: "all", summary: try open(nil))] }
    var parts = [Part(name: first, summary: try open(first))]
    for name in names.dropFirst() {
      do throws(DatasetError) {
        parts.append(Part(name: name, summary: try open(name)))
      } catch {
        parts.append(Part(name: name, summary: "not read: \(error)"))
      }
    }
    return parts
  }

  private static func anomalySplits(_ path: String) throws(DatasetError) -> [String] {
    if try LabelledLayout.mayBePacked(path), try LabelledLayout.packed(path, split: nil) != nil {
      return try labelledSplits(at: path)
    }
    let folders = try FolderListing.subfolders(of: path)
    return SplitName.all.filter { SplitName.find($0, among: folders) != nil }
  }

  private static func videoSplits(_ path: String) throws(DatasetError) -> [String] {
    guard FolderListing.kind(of: path) == .folder else { return [] }
    let parts = try FolderListing.subfolders(of: path).compactMap(VideoFolder.part)
    return SplitName.all.filter(parts.contains)
  }
}

extension DatasetReading: CustomStringConvertible {
  /// A line for people.
  public var description: String {
    let name = kind.systems.joined(separator: ", ")
    if let refusal { return "\(name): not read: \(refusal)" }
    guard parts.count > 1 else { return "\(name): reads \(parts[0].summary)" }
    return "\(name): reads " + parts.map { "\($0.name): \($0.summary)" }.joined(separator: " | ")
  }
}

extension LabelledLayout {
  /// What is there and how many, without decoding pictures.
  func summary() throws(DatasetError) -> String {
    guard case .folders(_, let list) = self else { return try read(size: nil, channels: nil).images.summary }
    let classes =
      list.classes.isEmpty
      ? "no labels"
      : "\(counted(list.classes.count, "class", plural: "classes")) ("
        + list.classes.prefix(10).joined(separator: ", ") + (list.classes.count > 10 ? ", ...)" : ")")
    let text = "\(format): \(counted(list.entries.count, "picture")), \(classes)"
    return ([text] + list.remarks).joined(separator: "; ")
  }
}
