/// Opens pictures to train a detector of anomalies on, or to evaluate one.
///
/// Recognised: MNIST's IDX and sets laid out like it, USPS, CIFAR-10 and MedMNIST's `.npz`, where one class is normal;
/// MVTec AD (`train/good`, `test/DEFECT`); a folder for each class; a plain folder, all of it normal.
///
/// Masks are found in folders `ground_truth`, `mask`, `masks` or `gt` (however written) beside the parts, beside the
/// classes or inside of them, by the path or name of the picture, with `_mask` behind it or without; and beside the
/// picture, as `NAME_mask.png`, or as `NAME.png` beside a `NAME.jpg`. The set's summary names those that fit no picture.
///
/// - Parameters:
///   - path: the folder or file.
///   - split: `train` or `test`, for sets that are parted; others are read whole.
///   - normalClass: which class is normal. Without it, a folder `good` or `normal` is, and class 0 of MedMNIST's files.
///   - format: what to expect, where recognition would guess wrong; `singleFolder` takes all pictures for normal ones.
/// - Throws: a sentence that names the folder and what to do.
public func openAnomalySet(
  at path: String, split: String, normalClass: String? = nil, format: DatasetFormat? = nil
) throws(DatasetError) -> AnomalySet {
  if format.map(DatasetFormat.packed.contains) ?? true, let packed = try LabelledLayout.packed(path, split: split),
    format == nil || format == packed.format
  {
    return try packedSet(packed.read(size: nil, channels: nil).images, path, normalClass: normalClass)
  }
  guard format.map({ [.anomaly, .classFolders, .singleFolder].contains($0) }) ?? true else {
    throw DatasetError("\(path) is not what the format says: no \(format?.description ?? ""); leave out the format")
  }
  return try AnomalyFolders(path, split: split, normalClass: normalClass, hasClasses: format != .singleFolder).set()
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

/// The class folder that is normal; nil where there are no classes.
func normalFolder(
  among classes: [String], in directory: String, asked: String?
) throws(DatasetError) -> String? {
  if let asked {
    guard classes.contains(asked) else {
      let found = classes.isEmpty ? "it has no class folders" : "it has only \(classes.joined(separator: ", "))"
      throw DatasetError("\(directory) has no class \(asked): \(found); name one with --normal-class")
    }
    return asked
  }
  if let known = classes.first(where: AnomalyFolders.isNormal) { return known }
  guard classes.count > 1 else { return nil }
  throw DatasetError(
    "\(directory) has the classes \(classes.joined(separator: ", ")); say which is normal with --normal-class")
}
