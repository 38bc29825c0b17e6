/// KITTI: raw (`DATE/DATE_drive_NNNN_sync/image_02/data/0000000000.png`) or odometry
/// (`sequences/NN/image_2/000000.png`), the left colour camera's frames of all drives as side A.
enum KITTISet {
  static func read(_ directory: String) throws(DatasetError) -> KnownSet? {
    var frames: [String] = []
    for folder in try raw(directory) + odometry(directory) {
      frames += try FolderListing.pictures(under: FolderListing.join(directory, folder)).map { "\(folder)/\($0)" }
    }
    guard !frames.isEmpty else { return nil }
    return KnownSet(
      format: .kitti, directory: directory, a: frames, b: [], partners: .none,
      sides: ("the left colour camera", "nothing"))
  }

  /// `image_02/data` of each drive, in a folder of dates, in one date, in one drive.
  private static func raw(_ directory: String) throws(DatasetError) -> [String] {
    func isDrive(_ name: String) -> Bool { name.contains("_drive_") }
    var found: [String] = []
    func add(_ drive: String) throws(DatasetError) {
      let data = drive.isEmpty ? "image_02/data" : "\(drive)/image_02/data"
      if FolderListing.kind(of: FolderListing.join(directory, data)) == .folder { found.append(data) }
    }
    if isDrive(FolderListing.lastComponent(directory)) { try add("") }
    for name in try FolderListing.subfolders(of: directory) {
      if isDrive(name) {
        try add(name)
      } else if isDate(name) {
        for drive in try FolderListing.subfolders(of: FolderListing.join(directory, name)) where isDrive(drive) {
          try add("\(name)/\(drive)")
        }
      }
    }
    return found
  }

  /// `2011_09_26`.
  private static func isDate(_ name: String) -> Bool {
    let parts = name.split(separator: "_")
    let lengths: [Int] = parts.map { $0.count }
    return lengths == [4, 2, 2] && name.allSatisfy { $0.isNumber || $0 == "_" }
  }

  /// `image_2` of each sequence, below `sequences` or `dataset/sequences`.
  private static func odometry(_ directory: String) throws(DatasetError) -> [String] {
    for place in ["sequences", "dataset/sequences"] {
      let path = FolderListing.join(directory, place)
      guard FolderListing.kind(of: path) == .folder else { continue }
      return try FolderListing.subfolders(of: path).map { "\(place)/\($0)/image_2" }.filter {
        FolderListing.kind(of: FolderListing.join(directory, $0)) == .folder
      }
    }
    return []
  }
}
