/// Fixed cameras, as webcams are kept: `CAM/day` and `CAM/night` hold pictures of one view, whose names go with time.
///
/// Where the folder has no parts of its own, the last fifth of each camera's pictures is `val`: other dates than those
/// of `train`.
enum FixedCameras {
  /// The names under which each side goes.
  private static let names = (a: "day", b: "night")

  /// The folders of cameras; empty where the folder holds anything else.
  static func cameras(in directory: String) throws(DatasetError) -> [String] {
    let folders = try FolderListing.subfolders(of: directory)
    guard !folders.isEmpty else { return [] }
    for folder in folders {
      let inner = try FolderListing.subfolders(of: FolderListing.join(directory, folder)).map { $0.lowercased() }
      guard inner.contains(names.a), inner.contains(names.b) else { return [] }
    }
    return folders
  }

  static func read(_ directory: String, split: String?) throws(DatasetError) -> KnownSet? {
    let cameras = try cameras(in: directory)
    guard !cameras.isEmpty else { return nil }
    var (a, b) = ([String](), [String]())
    var groups: [KnownSet.Group] = []
    var remarks: [String] = []
    for camera in cameras {
      let day = try pictures(directory, camera, names.a, split), night = try pictures(directory, camera, names.b, split)
      guard !day.isEmpty, !night.isEmpty else {
        remarks.append("\(camera) left out, with \(day.count) pictures by day and \(night.count) by night")
        continue
      }
      groups.append(
        KnownSet.Group(a: Array(a.count..<a.count + day.count), b: Array(b.count..<b.count + night.count)))
      a += day
      b += night
    }
    guard !groups.isEmpty else {
      throw DatasetError("\(directory) has no camera with pictures by day and by night; fill CAM/day and CAM/night")
    }
    return KnownSet(
      format: .cameras, directory: directory, a: a, b: b, partners: .anyOfGroup(groups), sides: names,
      remarks: remarks)
  }

  /// One side of a camera in the order of its names; of a part, the first four fifths or the rest.
  private static func pictures(
    _ directory: String, _ camera: String, _ side: String, _ split: String?
  ) throws(DatasetError) -> [String] {
    let folder = FolderListing.join(directory, camera)
    guard let name = try FolderListing.subfolders(of: folder).first(where: { $0.lowercased() == side }) else {
      return []
    }
    let files = try FolderListing.pictures(under: FolderListing.join(folder, name)).map { "\(camera)/\(name)/\($0)" }
    // A single picture is for training; of two, one.
    let held = files.count / 5 + (files.count % 5 > 0 && files.count > 1 ? 1 : 0)
    switch split.flatMap(SplitName.canonical) {
    case "val", "test": return Array(files.suffix(held))
    case "train": return Array(files.dropLast(held))
    default: return files
    }
  }
}
