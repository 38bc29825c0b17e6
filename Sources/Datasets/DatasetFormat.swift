/// The ways to lay pictures on disk that the readers know.
public enum DatasetFormat: String, Codable, Sendable, CaseIterable, CustomStringConvertible {
  /// One file holds both pictures, side by side or one above the other.
  case aligned
  /// Two folders whose files are partners when they have the same name but for the extension.
  case pairedFolders
  /// A CSV file whose first two columns are the paths of A and B, relative to the CSV file.
  case csvPairs
  /// Two folders of pictures without partners (`trainA` and `trainB`, or `A` and `B`).
  case unaligned
  /// One folder of single pictures.
  case singleFolder
  /// IDX files of images and labels, as MNIST has them.
  case idx
  /// USPS digits as lines of text.
  case uspsText
  /// CIFAR-10's binary version.
  case cifarBinary
  /// One folder for each class.
  case classFolders
  /// NumPy's archive of images and labels, as MedMNIST has it.
  case numPy
  /// Normal pictures, and abnormal ones to test on: a folder each, as MVTec AD has them.
  case anomaly
  /// Clips of video: files, or a folder of frames each.
  case clips
  /// Alderley's day and night frames with the list of their matches.
  case alderley
  /// BDD100K's pictures with their attributes.
  case bdd100k
  /// ACDC and Dark Zurich: pictures in bad light or weather with references by clear day.
  case adverseConditions
  /// KITTI's drives, raw or of the odometry.
  case kitti
  /// Fixed cameras by day and by night.
  case cameras

  /// Those that are packed into few files.
  static let packed: Set<DatasetFormat> = [.idx, .uspsText, .cifarBinary, .numPy]

  /// Reads a name such as `pairedFolders` or `paired-folders`.
  ///
  /// - Throws: a sentence with the names that there are.
  public init(parsing text: String) throws(DatasetError) {
    func plain(_ name: String) -> String { name.lowercased().filter { !"-_ ".contains($0) } }
    guard let known = DatasetFormat.allCases.first(where: { plain($0.rawValue) == plain(text) }) else {
      let names = DatasetFormat.allCases.map(\.optionName).joined(separator: ", ")
      throw DatasetError("'\(text)' is no format of data sets; known are \(names)")
    }
    self = known
  }

  /// Takes only some formats.
  ///
  /// - Parameter what: that which is read, in words.
  /// - Throws: a sentence with those that are taken.
  func require(among known: Set<DatasetFormat>, for what: String) throws(DatasetError) {
    guard !known.contains(self) else { return }
    let names = DatasetFormat.allCases.filter(known.contains).map(\.optionName).joined(separator: ", ")
    throw DatasetError("'\(optionName)' is no format of \(what); use \(names)")
  }

  /// The name as an option takes it: `paired-folders`.
  public var optionName: String {
    rawValue.reduce(into: "") { name, letter in name += letter.isUppercase ? "-" + letter.lowercased() : String(letter)
    }
  }

  /// The format in words, as reports and summaries print it.
  public var description: String {
    switch self {
    case .aligned: "aligned pairs (A|B in one file)"
    case .pairedFolders: "paired folders (A and B matched by name)"
    case .csvPairs: "pairs listed in a CSV file"
    case .unaligned: "unaligned folders (A and B without partners)"
    case .singleFolder: "single pictures"
    case .idx: "IDX (MNIST's files)"
    case .uspsText: "USPS digits (text)"
    case .cifarBinary: "CIFAR-10 (binary)"
    case .classFolders: "class folders"
    case .numPy: "NumPy archive (MedMNIST's)"
    case .clips: "video clips"
    case .alderley: "Alderley (frames of two runs and their matches)"
    case .bdd100k: "BDD100K (pictures with attributes)"
    case .adverseConditions: "ACDC or Dark Zurich (conditions with references)"
    case .kitti: "KITTI (frames of drives)"
    case .cameras: "fixed cameras (CAM/day and CAM/night)"
    case .anomaly: "normal and abnormal pictures (MVTec AD's folders)"
    }
  }
}
