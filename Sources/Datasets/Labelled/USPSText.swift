/// The USPS zip codes as the book "The Elements of Statistical Learning" gives them: a line for each picture, the digit
/// and then 256 grey values in -1...1, 16x16; plain or compressed by gzip.
enum USPSText {
  private static let side = 16
  private static let limit = 1 << 30

  /// The text file of a part in a folder.
  static func file(in directory: String, split: String?) throws(DatasetError) -> String? {
    let names = try FolderListing.children(of: directory).filter { name in
      ["zip.train", "zip.train.gz", "zip.test", "zip.test.gz"].contains(name)
    }
    let wanted = SplitName.canonical(split ?? "train") ?? "train"
    let found = names.first { $0.hasPrefix(wanted == "train" ? "zip.train" : "zip.test") }
    return (found ?? (split == nil ? names.first : nil)).map { FolderListing.join(directory, $0) }
  }

  static func read(_ path: String) throws(DatasetError) -> LabelledImages {
    let bytes = try CompressedFile.all(of: path, limit: limit)
    var pixels: [UInt8] = []
    var labels: [Int] = []
    for (number, line) in bytes.split(separator: UInt8(ascii: "\n")).enumerated() {
      let row = try values(of: line, line: number + 1, path: path)
      if row.isEmpty { continue }
      guard let label = Int(exactly: row[0]), (0...9).contains(label) else {
        throw DatasetError("\(path) line \(number + 1): the label \(row[0]) is no digit; get the file again")
      }
      labels.append(label)
      for value in row.dropFirst() { pixels.append(UInt8(((min(max(value, -1), 1) + 1) * 127.5).rounded())) }
    }
    guard !labels.isEmpty else { throw DatasetError("\(path) holds no pictures; get the file again") }
    return LabelledImages(
      source: path, format: .uspsText, pixels: pixels, channels: 1, height: side, width: side, labels: labels,
      classNames: (0...9).map(String.init))
  }

  private static func values(
    of line: ArraySlice<UInt8>, line number: Int, path: String
  ) throws(DatasetError) -> [Double] {
    var values: [Double] = []
    values.reserveCapacity(1 + side * side)
    for word in line.split(whereSeparator: { $0 == 0x20 || $0 == 0x09 || $0 == 0x0D || $0 == 0x2C }) {
      guard let value = Double(String(decoding: word, as: UTF8.self)), value.isFinite else {
        throw DatasetError(
          "\(path) line \(number): '\(String(decoding: word.prefix(20), as: UTF8.self))' is no number; get the file again"
        )
      }
      values.append(value)
    }
    guard values.isEmpty || values.count == 1 + side * side else {
      throw DatasetError(
        "\(path) line \(number) has \(values.count) numbers, but a USPS picture has \(1 + side * side): a label and "
          + "\(side * side) pixels; get the file again")
    }
    return values
  }
}
