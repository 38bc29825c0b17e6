/// The names under which data sets keep the masks of their abnormal pictures.
enum MaskName {
  /// Whether a folder's name says that masks are in it: `ground_truth`, `mask`, `Masks`, `GT`.
  static func isFolder(_ name: String) -> Bool {
    let plain = name.lowercased().filter { !"_- ".contains($0) }
    return ["groundtruth", "groundtruths", "mask", "masks", "gt", "gts"].contains(plain)
  }

  private static let suffixes = ["_mask", "-mask", ".mask", "_masks", "_gt", "-gt", "_ground_truth", "_label"]

  /// The picture's name in that of its mask: `000` in `000_mask`; nil where the name says nothing of a mask.
  static func base(of stem: String) -> String? {
    let lower = stem.lowercased()
    guard let suffix = suffixes.first(where: { lower.hasSuffix($0) }), lower.count > suffix.count,
      !lower.dropLast(suffix.count).hasSuffix("/")
    else { return nil }
    return String(stem.dropLast(suffix.count))
  }
}

/// A mask's file with the names of pictures that it may belong to.
struct MaskFile {
  /// The whole path.
  let path: String
  /// The class that it lies in; nil where it lies in a folder of masks for all classes.
  let kind: String?
  /// Its path below the class or the folder of masks, without extension and without folders that only say "mask".
  let stem: String
}

/// The masks of anomalies that lie among the pictures of a folder, in folders of their own or beside their pictures.
///
/// - Returns: their paths below the folder.
/// - Throws: when the folder cannot be read.
public func maskFiles(in folder: String) throws(DatasetError) -> Set<String> {
  let prefix = FolderListing.join(folder, "")
  return Set(try MaskedFiles(in: folder, kind: nil).masks.map { String($0.path.dropFirst(prefix.count)) })
}

/// The pictures of a class, told from the masks that lie among them.
struct MaskedFiles {
  /// Below the folder, in byte order.
  let pictures: [String]
  /// Masks below the folder: in folders of their own, as `NAME_mask.png` beside `NAME.png`, or as `NAME.png` beside a
  /// picture `NAME` of another kind.
  let masks: [MaskFile]
  /// Files below the folder that are not read.
  let leftOut: LeftOutFiles

  /// - Parameters:
  ///   - kind: the class, which masks in it belong to; nil where there are no classes.
  ///   - excluded: subfolders that are something else.
  init(in folder: String, kind: String?, excluding excluded: [String] = []) throws(DatasetError) {
    let contents = try FolderContents(of: folder, excluding: excluded.map { FolderListing.join(folder, $0) })
    let files = contents.pictures
    leftOut = contents.leftOut
    var masks: [MaskFile] = []
    func add(_ file: String, as stem: String) {
      masks.append(MaskFile(path: FolderListing.join(folder, file), kind: kind, stem: stem))
    }
    var rest: [String] = []
    for file in files {
      let parts = file.split(separator: "/").map(String.init)
      if parts.dropLast().contains(where: MaskName.isFolder) {
        let own = parts.dropLast().filter { !MaskName.isFolder($0) } + parts.suffix(1)
        add(file, as: FolderListing.stem(own.joined(separator: "/")))
      } else {
        rest.append(file)
      }
    }
    let stems = Set(rest.map { FolderListing.stem($0).lowercased() })
    func isBeside(_ file: String) -> Bool {
      MaskName.base(of: FolderListing.stem(file)).map { stems.contains($0.lowercased()) } ?? false
    }
    let photos = Set(rest.filter { !$0.lowercased().hasSuffix(".png") }.map(FolderListing.stem))
    let namesMasks = rest.contains(where: isBeside)
    var pictures: [String] = []
    for file in rest {
      let stem = FolderListing.stem(file)
      if let base = MaskName.base(of: stem), namesMasks {
        // Where some are masks by their names all of that form are: one without its picture is no picture.
        add(file, as: base)
      } else if file.lowercased().hasSuffix(".png"), photos.contains(stem) {
        add(file, as: stem)
      } else {
        pictures.append(file)
      }
    }
    self.pictures = pictures
    self.masks = masks
  }
}
