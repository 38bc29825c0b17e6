import Foundation

/// CIFAR-10's binary version: records of a label byte and 3,072 colour bytes, plane by plane, 32x32.
enum CIFARBinary {
  private static let side = 32
  private static let record = 1 + 3 * side * side
  private static let limit = 1 << 32

  /// The files of each part that a folder holds.
  static func files(in directory: String) throws(DatasetError) -> [(split: String, paths: [String])] {
    let names = try FolderListing.children(of: directory).filter { $0.hasSuffix(".bin") }
    let train = names.filter { $0.hasPrefix("data_batch") }
    let test = names.filter { $0.hasPrefix("test_batch") }
    return [("train", train), ("test", test)].filter { !$0.1.isEmpty }.map { split, names in
      (split, names.map { FolderListing.join(directory, $0) })
    }
  }

  static func read(_ directory: String, split: String?) throws(DatasetError) -> LabelledImages {
    let parts = try files(in: directory)
    let wanted = SplitName.canonical(split ?? "train") ?? split ?? "train"
    let names = wanted == "val" ? ["val", "test"] : [wanted]
    guard let part = parts.first(where: { names.contains($0.split) }) ?? (split == nil ? parts.first : nil) else {
      let others = parts.map(\.split).joined(separator: ", ")
      throw DatasetError("\(directory) has no part named '\(wanted)': it has only \(others); name one that exists")
    }
    var pixels: [UInt8] = []
    var labels: [Int] = []
    for path in part.paths {
      let bytes = try CompressedFile.all(of: path, limit: limit)
      guard !bytes.isEmpty, bytes.count % record == 0 else {
        throw DatasetError(
          "\(path) has \(bytes.count) bytes, but CIFAR-10 records have \(record) each; get the file again")
      }
      for start in stride(from: 0, to: bytes.count, by: record) {
        guard bytes[start] < 10 else {
          throw DatasetError(
            "\(path): record \(start / record) has the label \(bytes[start]), but CIFAR-10 has 0 to 9; get the file again"
          )
        }
        labels.append(Int(bytes[start]))
        pixels.append(contentsOf: bytes[start + 1..<start + record])
      }
    }
    return LabelledImages(
      source: directory, format: .cifarBinary, pixels: pixels, channels: 3, height: side, width: side, labels: labels,
      classNames: classNames(in: directory))
  }

  /// `batches.meta.txt` names the classes, one a line.
  private static func classNames(in directory: String) -> [String] {
    let path = FolderListing.join(directory, "batches.meta.txt")
    let text = (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
    let names = text.split(whereSeparator: \.isNewline).map(String.init)
    return names.count == 10 ? names : (0..<10).map(String.init)
  }
}
