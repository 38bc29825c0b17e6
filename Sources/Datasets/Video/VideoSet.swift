/// Clips of video in a fixed order, each a folder of numbered frames or a video file; nothing is decoded here.
public struct VideoSet: Sendable {
  /// One recording.
  public struct Clip: Sendable, Equatable {
    /// How its frames are stored.
    public enum Source: Sendable, Equatable {
      /// Pictures in their order: the whole paths.
      case frames([String])
      /// A video file: the whole path.
      case file(String)
    }

    /// The folder's or file's name.
    public let name: String
    /// How its frames are stored.
    public let source: Source
    /// Masks of what is abnormal, one a frame: the whole paths; empty where nobody says.
    public let masks: [String]
    /// A file that says it of all frames, MATLAB's or NumPy's; nil where there is none.
    public let truthFile: String?

    /// Puts a clip together.
    public init(name: String, source: Source, masks: [String] = [], truthFile: String? = nil) {
      (self.name, self.source, self.masks, self.truthFile) = (name, source, masks, truthFile)
    }
  }

  /// The folder of the clips, or the one file.
  public let source: String
  /// In the order of their names.
  public let clips: [Clip]
  /// Files beside the frames and videos that are not read.
  public let leftOut: LeftOutFiles

  /// Frames in folders of frames; those of video files are not counted.
  public var frameCount: Int {
    clips.reduce(0) { sum, clip in if case .frames(let paths) = clip.source { sum + paths.count } else { sum } }
  }

  /// What was recognised and how many, for people.
  public var summary: String {
    let files = clips.count { if case .file = $0.source { true } else { false } }
    let masked = clips.count { $0.hasTruth }
    var text = "\(DatasetFormat.clips): "
    text += files == clips.count ? counted(files, "video file") : counted(clips.count, "clip")
    if frameCount > 0 { text += ", \(counted(frameCount, "frame"))" }
    if masked > 0 { text += ", \(masked) with masks" }
    return text + leftOut.suffix
  }
}

/// Opens video: a file; a folder of them; a folder with a folder of numbered frames for each clip, as UCSD's Ped1 and
/// Ped2 have them, whose masks lie in `CLIP_gt`; the same below `Train` and `Test` (`training_videos`, `testing_videos`),
/// or in a folder `videos` or `frames` of these. CUHK Avenue's masks (`testing_label_mask/3_label.mat`) and ShanghaiTech's
/// (`test_pixel_mask/01_0014.npy`, else `test_frame_mask`) are found beside.
///
/// - Parameters:
///   - split: the part; nil means `train` where there is one, else the folder itself.
///   - format: what to expect: `clips`, the only one.
/// - Throws: a sentence that names the folder and what it should hold.
public func openVideoSet(
  at path: String, split: String? = nil, format: DatasetFormat? = nil
) throws(DatasetError) -> VideoSet {
  try format?.require(among: [.clips], for: "video")
  switch FolderListing.kind(of: path) {
  case nil: throw DatasetError("\(path) does not exist; check the path of the video")
  case .file:
    guard VideoFolder.isVideo(path) else {
      throw DatasetError("\(path) is no video file; give one, or a folder of clips")
    }
    let clip = VideoSet.Clip(name: FolderListing.lastComponent(path), source: .file(path))
    return VideoSet(source: path, clips: [clip], leftOut: LeftOutFiles([]))
  case .folder:
    let folders = try FolderListing.subfolders(of: path)
    func part(_ name: String) -> String? { folders.first { VideoFolder.part(of: $0) == name } }
    guard let wanted = split.map({ SplitName.canonical($0) ?? $0 }) ?? (part("train") == nil ? nil : "train") else {
      return try VideoFolder(path).set()
    }
    guard let folder = part(wanted) else {
      let parts = SplitName.all.filter { part($0) != nil }
      let others = parts.isEmpty ? "it is not parted" : "it has only \(parts.joined(separator: ", "))"
      throw DatasetError("\(path) has no part named '\(wanted)': \(others); name one that exists")
    }
    return try VideoFolder(FolderListing.join(path, folder)).set()
  }
}

/// Opens a folder of numbered frames as one clip; nil where the folder itself holds no frames.
///
/// - Throws: when the folder cannot be listed.
public func openClip(at path: String) throws(DatasetError) -> VideoSet.Clip? {
  let frames = VideoFolder.numbered(try FolderListing.children(of: path).filter(FolderListing.isPicture))
  guard frames.count > 1 else { return nil }
  return VideoSet.Clip(
    name: FolderListing.lastComponent(path), source: .frames(frames.map { FolderListing.join(path, $0) }))
}

/// A folder of clips.
struct VideoFolder {
  let directory: String

  init(_ directory: String) { self.directory = directory }

  static func isVideo(_ name: String) -> Bool {
    ["avi", "mp4", "m4v", "mov", "mkv", "webm", "mpg", "mpeg", "wmv", "flv", "ts"]
      .contains { name.lowercased().hasSuffix("." + $0) }
  }

  /// `train` for `Train`, `training`, `training_videos`.
  static func part(of folder: String) -> String? {
    let word = folder.lowercased().split(whereSeparator: { "_- ".contains($0) }).first.map(String.init) ?? ""
    guard let part = SplitName.canonical(word), ["", "videos", "video", "frames", "clips"].contains(rest(folder, word))
    else { return nil }
    return part
  }

  private static func rest(_ folder: String, _ word: String) -> String {
    folder.lowercased().dropFirst(word.count).filter { !"_- ".contains($0) }
  }

  func set() throws(DatasetError) -> VideoSet {
    let names = try FolderListing.children(of: directory)
    if let inner = inner(among: names) { return try VideoFolder(inner).set() }
    // A test clip's masks go by its number, which a training clip may share.
    let isTraining = Self.part(of: FolderListing.lastComponent(directory)) == "train" || isBelowTraining
    let truths = isTraining ? nil : TruthFolders(near: directory)
    var clips: [VideoSet.Clip] = []
    var others: [String] = []
    for name in names {
      let path = FolderListing.join(directory, name)
      if Self.isVideo(name) {
        clips.append(.init(name: name, source: .file(path), truthFile: truths?.file(of: name)))
      } else if FolderListing.kind(of: path) == .folder, !isOfMasks(name, among: names) {
        let files = try FolderListing.children(of: path)
        let frames = Self.numbered(files.filter(FolderListing.isPicture))
        if frames.count > 1 {
          clips.append(
            .init(
              name: name, source: .frames(frames.map { FolderListing.join(path, $0) }),
              masks: try masks(of: name, among: names), truthFile: truths?.file(of: name)))
        }
        others += files.filter { $0.contains(".") && !FolderListing.isPicture($0) }.map { name + "/" + $0 }
      }
    }
    guard !clips.isEmpty else {
      throw DatasetError(
        "\(directory) holds no clips; expected video files, or a folder of numbered frames for each clip")
    }
    return VideoSet(
      source: directory, clips: clips, leftOut: LeftOutFiles(others, runs: try FolderListing.runs(in: directory)))
  }

  /// Whether the folder that holds this one is the training part.
  private var isBelowTraining: Bool {
    let above = directory.split(separator: "/").dropLast().last.map(String.init)
    return ["videos", "frames"].contains(FolderListing.lastComponent(directory).lowercased())
      && above.flatMap(Self.part) == "train"
  }

  /// ShanghaiTech's parts hold their clips in a folder of their own.
  private func inner(among names: [String]) -> String? {
    guard !names.contains(where: Self.isVideo) else { return nil }
    return names.first { ["videos", "frames"].contains($0.lowercased()) }.map { FolderListing.join(directory, $0) }
      .flatMap { path in
        // A single clip may itself be called so.
        let inside = (try? FolderListing.children(of: path)) ?? []
        return inside.contains { Self.isVideo($0) || FolderListing.kind(of: FolderListing.join(path, $0)) == .folder }
          ? path : nil
      }
  }

  /// Whether some clip of a folder has a folder of masks: what no set of pictures has.
  func hasMasks() throws(DatasetError) -> Bool {
    let names = try FolderListing.children(of: directory)
    return names.contains { isOfMasks($0, among: names) }
  }

  private func isOfMasks(_ name: String, among names: [String]) -> Bool {
    name.lowercased().hasSuffix("_gt") && names.contains(String(name.dropLast(3)))
  }

  private func masks(of clip: String, among names: [String]) throws(DatasetError) -> [String] {
    guard let folder = names.first(where: { $0.lowercased() == clip.lowercased() + "_gt" }) else { return [] }
    let path = FolderListing.join(directory, folder)
    return Self.numbered(try FolderListing.children(of: path).filter(FolderListing.isPicture))
      .map { FolderListing.join(path, $0) }
  }

  /// The files in the order of the last number in their names: frame 10 comes after frame 9. Empty where one has none.
  static func numbered(_ files: [String]) -> [String] {
    var found: [(number: Int, name: String)] = []
    for name in files {
      let digits = FolderListing.stem(name).reversed().drop { !$0.isNumber }.prefix { $0.isASCII && $0.isNumber }
      guard let number = Int(String(digits.reversed())) else { return [] }
      found.append((number, name))
    }
    return found.sorted { $0.number == $1.number ? FolderListing.precedes($0.name, $1.name) : $0.number < $1.number }
      .map(\.name)
  }
}
