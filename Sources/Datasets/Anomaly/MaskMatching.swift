/// Finds the picture of each mask.
struct MaskMatching {
  /// A picture as masks name it.
  struct Picture {
    /// Its class; empty where there are none.
    let kind: String
    /// Its path below the class, without extension.
    let stem: String
    let isAbnormal: Bool
  }

  /// The masks of each picture, in the order of the pictures.
  private(set) var masks: [[String]]
  /// Masks that fit no picture, or more than one.
  private(set) var unmatched: [String] = []

  private let pictures: [Picture]
  /// Places of pictures by class and path, by class and name, by name; in lower case.
  private var byPath: [String: [Int]] = [:]
  private var byKind: [String: [Int]] = [:]
  private var byName: [String: [Int]] = [:]

  init(_ pictures: [Picture], masks files: [MaskFile]) {
    self.pictures = pictures
    masks = [[String]](repeating: [], count: pictures.count)
    for (index, picture) in pictures.enumerated() {
      let name = FolderListing.lastComponent(picture.stem)
      byPath[Self.key(picture.kind, picture.stem), default: []].append(index)
      byKind[Self.key(picture.kind, name), default: []].append(index)
      byName[name.lowercased(), default: []].append(index)
    }
    for file in files {
      if let place = place(of: file) { masks[place].append(file.path) } else { unmatched.append(file.path) }
    }
  }

  private static func key(_ kind: String, _ stem: String) -> String {
    (kind.isEmpty ? stem : kind + "/" + stem).lowercased()
  }

  /// The one picture that a mask fits, from the closest likeness of names to the loosest.
  private func place(of file: MaskFile) -> Int? {
    for stem in [file.stem, MaskName.base(of: file.stem)].compactMap({ $0 }) {
      if let place = place(of: stem, in: file.kind) { return place }
    }
    return nil
  }

  private func place(of stem: String, in kind: String?) -> Int? {
    let parts = stem.split(separator: "/").map(String.init)
    let (name, folders) = (parts[parts.count - 1], parts.dropLast())
    let whole = kind.map { Self.key($0, stem) } ?? stem.lowercased()
    if let found = byPath[whole] { return only(of: found) }
    // A folder named as the picture holds its masks, one for each defect.
    let holder = whole.split(separator: "/").dropLast().joined(separator: "/")
    if let found = byPath[holder] { return only(of: found) }
    if let kind { return byKind[Self.key(kind, name)].flatMap(only) }
    if let kind = folders.first { return byKind[Self.key(kind, name)].flatMap(only) }
    return byName[name.lowercased()].flatMap(only)
  }

  /// The one place, or the one abnormal picture among several: normal ones need no mask.
  private func only(of places: [Int]) -> Int? {
    if places.count == 1 { return places[0] }
    let abnormal = places.filter { pictures[$0].isAbnormal }
    return abnormal.count == 1 ? abnormal[0] : nil
  }
}
