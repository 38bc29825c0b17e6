/// Opens pictures to train a detector of anomalies on, or to evaluate one.
///
/// Recognised: MNIST's IDX and sets laid out like it, USPS, CIFAR-10 and MedMNIST's `.npz`, where one class is normal;
/// MVTec AD (`train/good`, `test/DEFECT`, `ground_truth/DEFECT/NAME_mask.png`); a folder for each class, with a mask
/// `NAME.png` beside each picture `NAME.jpg` or without; a plain folder, all of it normal.
///
/// - Parameters:
///   - path: the folder or file.
///   - split: `train` or `test`, for sets that are parted; others are read whole.
///   - normalClass: which class is normal. Without it, a folder `good` or `normal` is, and class 0 of MedMNIST's files.
/// - Throws: a sentence that names the folder and what to do.
public func openAnomalySet(
  at path: String, split: String, normalClass: String? = nil
) throws(DatasetError) -> AnomalySet {
  if let packed = try LabelledLayout.packed(path, split: split) {
    return try packedSet(packed.read(size: nil, channels: nil), path, normalClass: normalClass)
  }
  let folders = try FolderListing.subfolders(of: path)
  if let part = SplitName.find(split, among: folders) {
    return try foldersSet(
      FolderListing.join(path, part), normalClass: normalClass, layout: "parted folders",
      truth: FolderListing.join(path, "ground_truth"))
  }
  if let other = ["train", "test"].first(where: { SplitName.find($0, among: folders) != nil }) {
    throw DatasetError("\(path) has a part \(other), but none named '\(split)'; name one that exists (--split)")
  }
  return try foldersSet(path, normalClass: normalClass, layout: "class folders", truth: nil)
}

/// A class of a packed set is normal.
private func packedSet(
  _ images: LabelledImages, _ path: String, normalClass: String?
) throws(DatasetError) -> AnomalySet {
  let isParted = try !labelledSplits(at: path).isEmpty
  guard let labels = images.labels else {
    let samples = (0..<images.count).map { AnomalySet.Sample(name: "\($0)", kind: "", isAbnormal: nil, index: $0) }
    return AnomalySet(
      source: path, layout: images.format.description, samples: samples, isParted: isParted, packed: images)
  }
  guard let wanted = normalClass ?? (images.format == .numPy ? "0" : nil) else {
    throw DatasetError(
      "\(path) has the classes \(images.classNames.joined(separator: ", ")); say which is normal with --normal-class")
  }
  guard let normal = images.classNames.firstIndex(of: wanted) else {
    throw DatasetError(
      "\(path) has no class \(wanted), only \(images.classNames.joined(separator: ", ")); name one with --normal-class")
  }
  let samples = labels.enumerated().map { index, label in
    AnomalySet.Sample(
      name: "\(images.classNames[label])-\(index)", kind: images.classNames[label], isAbnormal: label != normal,
      index: index)
  }
  return AnomalySet(
    source: path, layout: images.format.description, samples: samples, isParted: isParted, packed: images)
}

/// A folder for each class, or one folder of normal pictures.
private func foldersSet(
  _ directory: String, normalClass: String?, layout: String, truth: String?
) throws(DatasetError) -> AnomalySet {
  let classes = try ClassFolders.classes(in: directory).filter { $0 != "ground_truth" }
  let normal = try normalFolder(among: classes, in: directory, asked: normalClass)
  guard let normal else {
    let files = try MaskedFiles(in: directory)
    return AnomalySet(
      source: directory, layout: "a folder of pictures",
      samples: files.pictures.map {
        AnomalySet.Sample(name: $0, kind: "", isAbnormal: nil, path: FolderListing.join(directory, $0))
      }, isParted: truth != nil)
  }
  var samples: [AnomalySet.Sample] = []
  for name in classes {
    let folder = FolderListing.join(directory, name)
    let files = try MaskedFiles(in: folder)
    for file in files.pictures {
      let mask =
        files.masks[file].map { FolderListing.join(folder, $0) }
        ?? truth.flatMap { MaskedFiles.truth(of: file, kind: name, in: $0) }
      samples.append(
        AnomalySet.Sample(
          name: name + "/" + file, kind: name, isAbnormal: name != normal, path: FolderListing.join(folder, file),
          mask: mask))
    }
  }
  return AnomalySet(source: directory, layout: layout, samples: samples, isParted: truth != nil)
}

/// The class folder that is normal; nil where there are no classes.
private func normalFolder(
  among classes: [String], in directory: String, asked: String?
) throws(DatasetError) -> String? {
  if let asked {
    guard classes.contains(asked) else {
      let found = classes.isEmpty ? "it has no class folders" : "it has only \(classes.joined(separator: ", "))"
      throw DatasetError("\(directory) has no class \(asked): \(found); name one with --normal-class")
    }
    return asked
  }
  if let known = classes.first(where: { ["good", "normal", "ok"].contains($0.lowercased()) }) { return known }
  guard classes.count > 1 else { return nil }
  throw DatasetError(
    "\(directory) has the classes \(classes.joined(separator: ", ")); say which is normal with --normal-class")
}

/// The pictures of a class, told from the masks that lie among them.
struct MaskedFiles {
  /// Below the folder, in byte order.
  let pictures: [String]
  /// The mask of a picture.
  let masks: [String: String]

  init(in folder: String) throws(DatasetError) {
    let files = try FolderListing.pictures(under: folder)
    guard !files.isEmpty else {
      throw DatasetError("\(folder) holds no pictures; put normal ones there, or name another folder")
    }
    let photos = Set(files.filter { !$0.lowercased().hasSuffix(".png") }.map(FolderListing.stem))
    // A PNG of the same name beside a picture of another kind is its mask.
    pictures = files.filter { !($0.lowercased().hasSuffix(".png") && photos.contains(FolderListing.stem($0))) }
    let beside = files.filter { $0.lowercased().hasSuffix(".png") && photos.contains(FolderListing.stem($0)) }
    let byStem = Dictionary(beside.map { (FolderListing.stem($0), $0) }) { first, _ in first }
    masks = Dictionary(
      pictures.compactMap { picture in byStem[FolderListing.stem(picture)].map { (picture, $0) } }
    ) { first, _ in first }
  }

  /// MVTec AD's mask of a picture: `ground_truth/KIND/NAME_mask.png`, or without `_mask`.
  static func truth(of file: String, kind: String, in folder: String) -> String? {
    let stem = FolderListing.join(FolderListing.join(folder, kind), FolderListing.stem(file))
    return [stem + "_mask.png", stem + ".png"].first { FolderListing.kind(of: $0) == .file }
  }
}
