/// ACDC (`rgb_anon/CONDITION/{train,val,test}/SEQUENCE/NAME_rgb_anon.png`, each with a picture of the same place by clear day in
/// `rgb_anon/CONDITION/{train,val,test}_ref/SEQUENCE/NAME_rgb_ref_anon.png`) and Dark Zurich (`rgb_anon/{train,val}/night`
/// with `rgb_anon/val_ref/day`). A is the clear day, B the condition: night where the set has it, else all of them.
enum AdverseConditionsSet {
  static func splits(of directory: String) throws(DatasetError) -> [String]? {
    guard let root = root(directory) else { return nil }
    var found: Set<String> = []
    for condition in try conditions(root) {
      let folders = try FolderListing.subfolders(of: FolderListing.join(root, condition))
      found.formUnion(["train", "val", "test"].filter { folders.contains($0) && folders.contains($0 + "_ref") })
    }
    let zurich = try FolderListing.subfolders(of: root)
    found.formUnion(["train", "val"].filter { zurich.contains($0) && hasNight(root, $0) })
    return found.isEmpty ? nil : SplitName.all.filter(found.contains)
  }

  static func read(_ directory: String, split: String?) throws(DatasetError) -> KnownSet? {
    guard let parts = try splits(of: directory), let root = root(directory) else { return nil }
    let part = split.map { SplitName.canonical($0) ?? $0 } ?? parts[0]
    guard parts.contains(part) else {
      throw DatasetError("\(directory) has no part named '\(part)': it has only \(parts.joined(separator: ", "))")
    }
    let all = try conditions(root)
    let chosen = all.contains("night") ? ["night"] : all
    // ACDC has a folder a condition, Dark Zurich one a part.
    var places: [(there: String, clear: String)] = []
    for condition in chosen { places.append(("\(condition)/\(part)", "\(condition)/\(part)_ref")) }
    if all.isEmpty { places = [("\(part)/night", part == "train" ? "train/day" : "\(part)_ref/day")] }
    var (a, b, pairs, lonely) = ([String](), [String](), [KnownSet.Pair](), 0)
    for (there, clear) in places {
      var byKey: [String: Int] = [:]
      for file in try files(root, clear) {
        byKey[key(file), default: a.count] = a.count
        a.append("\(clear)/\(file)")
      }
      for file in try files(root, there) {
        if let partner = byKey[key(file)] { pairs.append(KnownSet.Pair(a: partner, b: b.count)) } else { lonely += 1 }
        b.append("\(there)/\(file)")
      }
    }
    var remarks = lonely == 0 ? [] : ["\(counted(lonely, "picture")) of B without a reference by clear day"]
    if part == "train", all.isEmpty {
      remarks.append("Dark Zurich's training pictures have GPS tracks and no partners: `gan data pairs` proposes some")
    }
    return KnownSet(
      format: .adverseConditions, directory: root, a: a, b: b, partners: pairs.isEmpty ? .none : .listed(pairs),
      sides: ("clear day", all.isEmpty ? "night" : chosen.joined(separator: ", ")), remarks: remarks)
  }

  private static func root(_ directory: String) -> String? {
    let inner = FolderListing.join(directory, "rgb_anon")
    if FolderListing.kind(of: inner) == .folder { return inner }
    return FolderListing.lastComponent(directory) == "rgb_anon" ? directory : nil
  }

  private static func conditions(_ root: String) throws(DatasetError) -> [String] {
    try FolderListing.subfolders(of: root).filter { ["fog", "night", "rain", "snow"].contains($0) }
  }

  private static func hasNight(_ root: String, _ part: String) -> Bool {
    FolderListing.kind(of: FolderListing.join(root, "\(part)/night")) == .folder
  }

  private static func files(_ root: String, _ place: String) throws(DatasetError) -> [String] {
    let folder = FolderListing.join(root, place)
    return FolderListing.kind(of: folder) == .folder ? try FolderListing.pictures(under: folder) : []
  }

  /// Sequence and frame, which partners share: `GOPR0122/GOPR0122_frame_000149` of `…_rgb_ref_anon.png`, and of
  /// `GOPR0122_ref/…`.
  private static func key(_ file: String) -> String {
    FolderListing.stem(file).replacing("_rgb_ref_anon", with: "").replacing("_rgb_anon", with: "")
      .replacing("_ref/", with: "/").replacing("_ref_", with: "_")
  }
}
