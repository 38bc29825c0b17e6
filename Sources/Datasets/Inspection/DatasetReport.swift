/// What a folder of pictures holds, and what is wrong with it.
public struct DatasetReport: Codable, Sendable, Equatable {
  /// One part of the data set.
  public struct Split: Codable, Sendable, Equatable {
    /// `train`, `val`, `test`, or `all` when the folder is not parted.
    public let name: String
    /// Pairs, or single pictures where the format has no pairs.
    public let count: Int
    /// What was recognised, in words.
    public let summary: String
  }

  /// How many pictures have one size; of an aligned file, the size of each half.
  public struct SizeCount: Codable, Sendable, Equatable {
    /// In pixels.
    public let width: Int
    /// In pixels.
    public let height: Int
    /// Pictures of this size.
    public let count: Int
  }

  /// The sizes that occur.
  public struct Sizes: Codable, Sendable, Equatable {
    /// The size with the fewest pixels.
    public let smallest: SizeCount
    /// The size with the most pixels.
    public let largest: SizeCount
    /// Up to five sizes, the most frequent first.
    public let common: [SizeCount]
    /// How many different sizes there are.
    public let distinct: Int
  }

  /// How many pictures have a number of channels (1 grey, 3 colour, 4 colour with alpha) and bits a channel.
  public struct ChannelCount: Codable, Sendable, Equatable {
    /// 1, 3 or 4.
    public let channels: Int
    /// 8 or 16.
    public let bitDepth: Int
    /// Pictures of this kind.
    public let count: Int
  }

  /// How many pictures a class has.
  public struct ClassCount: Codable, Sendable, Equatable {
    /// The class.
    public let name: String
    /// Pictures of it, in all parts.
    public let count: Int
  }

  /// Something to look at before training.
  public struct Problem: Codable, Sendable, Equatable {
    /// What kind of thing it is.
    public enum Kind: String, Codable, Sendable, CaseIterable {
      /// The file cannot be decoded.
      case unreadable
      /// The file holds no bytes.
      case empty
      /// A CSV file names a picture that does not exist.
      case missing
      /// A side is smaller than 32 pixels.
      case tiny
      /// The picture has no partner.
      case unpaired
      /// Pictures of one side differ in channels.
      case mixedChannels
      /// Aligned pictures differ in size.
      case mixedSizes
      /// An aligned picture cannot be halved.
      case oddWidth
      /// The two pictures of a pair differ in size.
      case sizeMismatch
      /// Several files differ in their extension only.
      case duplicateStem
      /// A packed file (IDX, USPS, CIFAR-10) is damaged or does not fit its partner.
      case damaged
      /// There are labels, but of one class only, or a class without pictures.
      case classes
      /// A mask fits no picture, or more than one.
      case strayMask
      /// An abnormal picture has no mask where others have one.
      case noMask
    }

    /// The file or folder.
    public let path: String
    /// What kind of thing it is.
    public let kind: Kind
    /// What is wrong, and what to do.
    public let sentence: String
  }

  /// The folder or CSV file that was inspected.
  public let directory: String
  /// How it is laid out.
  public let format: DatasetFormat
  /// Its parts, in the order train, val, test.
  public let splits: [Split]
  /// Nil when no picture can be read.
  public let sizes: Sizes?
  /// The most frequent first.
  public let channels: [ChannelCount]
  /// The classes; nil where the data has none.
  public var classes: [ClassCount]?
  /// What each kind of training would read.
  public let readings: [DatasetReading]
  /// By part, then by kind, then by path.
  public let problems: [Problem]

  /// Decodes every picture of a data set and tells what was found, and what each kind of training would read.
  ///
  /// - Parameters:
  ///   - format: what to expect; nil recognises it.
  ///   - halves: where the seam is in files that hold both pictures of a pair.
  ///   - normalClass: which class is normal, for detectors.
  /// - Throws: when the folder cannot be read or holds no pictures.
  public static func inspect(
    _ directory: String, format: DatasetFormat? = nil, halves: Halves? = nil, normalClass: String? = nil
  ) throws(DatasetError) -> DatasetReport {
    try DatasetInspector(directory, format: format, halves: halves, normalClass: normalClass).report()
  }
}

extension DatasetReport: CustomStringConvertible {
  /// How many problems of one kind are printed; the JSON holds all.
  private static let shownOfAKind = 10

  /// The report for people: a few lines, and one for each problem, up to ten of a kind.
  public var description: String {
    var lines = ["\(directory): \(format)"]
    for split in splits { lines.append("  \(split.name): \(split.count)   \(split.summary)") }
    if let sizes {
      let common = sizes.common.map { "\($0.width)x\($0.height) (\($0.count))" }.joined(separator: ", ")
      lines.append("sizes: \(common)\(sizes.distinct > sizes.common.count ? ", ..." : "")")
      if sizes.distinct > 1 {
        lines.append(
          "  from \(sizes.smallest.width)x\(sizes.smallest.height) to \(sizes.largest.width)x\(sizes.largest.height)")
      }
    }
    let kinds = channels.map { "\(DatasetReport.name(channels: $0.channels)) \($0.bitDepth) bit (\($0.count))" }
    if !kinds.isEmpty { lines.append("channels: \(kinds.joined(separator: ", "))") }
    if let classes {
      lines.append("classes: " + classes.map { "\($0.name) (\($0.count))" }.joined(separator: ", "))
    }
    lines.append("what training reads (--format NAME says what to expect):")
    lines += readings.map { "  \($0)" }
    lines.append(problems.isEmpty ? "no problems found" : "\(counted(problems.count, "problem")):")
    for kind in Problem.Kind.allCases {
      let some = problems.filter { $0.kind == kind }
      lines += some.prefix(DatasetReport.shownOfAKind).map { "  \(kind.rawValue): \($0.sentence)" }
      if some.count > DatasetReport.shownOfAKind {
        lines.append("  \(kind.rawValue): and \(some.count - DatasetReport.shownOfAKind) more")
      }
    }
    return lines.joined(separator: "\n")
  }

  static func name(channels: Int) -> String {
    switch channels {
    case 1: "grey"
    case 3: "colour"
    default: "colour with alpha"
    }
  }
}
