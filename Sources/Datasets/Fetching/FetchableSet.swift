/// A data set that can be had from the network: where it is, and what it must look like when it has arrived.
public struct FetchableSet: Sendable, Equatable {
  /// A file at the set's home.
  public struct File: Sendable, Equatable {
    /// The name below the home.
    public var name: String
    /// The MD5 of the file as its home serves it, in hexadecimal, where it is known: against damage, not malice.
    public var md5: String?

    /// Names a file.
    public init(_ name: String, md5: String? = nil) {
      self.name = name
      self.md5 = md5
    }
  }

  /// How the files are packed.
  public enum Packing: Sendable, Equatable {
    /// They are used as they are.
    case none
    /// One archive for `tar`, whose contents lie in a folder of this name.
    case tar(folder: String)
    /// One archive for `unzip`, whose contents lie in a folder of this name.
    case zip(folder: String)

    var folder: String? {
      switch self {
      case .none: nil
      case .tar(let folder), .zip(let folder): folder
      }
    }
  }

  /// What must be there in the end. Formats are required, and numbers expected: another number is worth a warning.
  public enum Requirement: Sendable, Equatable {
    /// An IDX file, packed by gzip or not, with these sizes.
    case idx(String, sizes: [Int])
    /// A folder of pictures.
    case pictures(String, count: Int?)
    /// A folder of pictures that have two of equal size side by side.
    case pairs(String, count: Int?)
    /// A file of that many bytes.
    case bytes(String, count: Int)
    /// A text file, packed by gzip, of that many lines of that many fields.
    case lines(String, count: Int, fields: Int)
  }

  /// What a user calls it.
  public var name: String
  /// What it is, in a few words.
  public var summary: String
  /// The address that the file names are put behind; ends in a slash.
  public var home: String
  /// The files.
  public var files: [File]
  /// How they are packed.
  public var packing: Packing
  /// What must be there in the end.
  public var requirements: [Requirement]

  /// Describes a set.
  public init(
    name: String, summary: String, home: String, files: [File], packing: Packing, requirements: [Requirement]
  ) {
    self.name = name
    self.summary = summary
    self.home = home
    self.files = files
    self.packing = packing
    self.requirements = requirements
  }
}
