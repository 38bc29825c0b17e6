import Foundation

/// Pairs listed in a CSV file: two columns of paths, relative to the folder of the CSV file.
///
/// A header is optional: the first row is one when neither of its fields looks like a picture file. When the header
/// names columns `a` and `b` those are taken, else the first two.
public struct CSVPairs: PairedSource {
  /// The CSV file.
  public let path: String
  /// The rows: the paths as written, and the line of the file where each stands.
  public let rows: [(line: Int, a: String, b: String)]
  private let directory: String

  /// Reads the list; the pictures are looked for, not decoded.
  ///
  /// - Throws: when the file cannot be read, a row has fewer than two paths (with its line), there are no rows, or
  ///   none of the pictures exists.
  public init(_ path: String) throws(DatasetError) {
    self.path = path
    directory = URL(fileURLWithPath: path).deletingLastPathComponent().path
    guard let data = FileManager.default.contents(atPath: path) else {
      throw DatasetError("\(path) cannot be read; check that the file exists and may be read")
    }
    guard let text = String(data: data, encoding: .utf8) else {
      throw DatasetError("\(path) is not UTF-8 text; save the CSV file as UTF-8")
    }
    rows = try CSVPairs.pairs(in: DelimitedText.rows(of: text, path: path), path: path)
    guard !rows.isEmpty else {
      throw DatasetError("\(path) lists no pairs; expected rows of two paths: picture A, picture B")
    }
    guard rows.indices.contains(where: { missingFile(at: $0) == nil }) else {
      throw DatasetError(
        "\(path) names no pair of pictures that exists (line \(rows[0].line): \(missingFile(at: 0) ?? rows[0].a)); "
          + "write the paths relative to \(directory)")
    }
  }

  private static func pairs(
    in table: [DelimitedText.Row], path: String
  ) throws(DatasetError) -> [(line: Int, a: String, b: String)] {
    var (columnA, columnB) = (0, 1)
    var body = table[...]
    if let first = table.first, !first.fields.contains(where: FolderListing.isPicture) {
      let names = first.fields.map { $0.lowercased() }
      if let a = names.firstIndex(of: "a"), let b = names.firstIndex(of: "b") { (columnA, columnB) = (a, b) }
      body = table.dropFirst()
    }
    var pairs: [(line: Int, a: String, b: String)] = []
    for row in body {
      let fields = row.fields
      guard fields.count > max(columnA, columnB), !fields[columnA].isEmpty, !fields[columnB].isEmpty else {
        throw DatasetError(
          "\(path) line \(row.line): expected two paths, picture A and picture B, and found "
            + "'\(fields.joined(separator: ",").prefix(80))'")
      }
      pairs.append((row.line, fields[columnA], fields[columnB]))
    }
    return pairs
  }

  /// The number of pairs.
  public var count: Int { rows.count }

  /// What was recognised and how many, and which side is A; for people.
  public var summary: String {
    let missing = rows.indices.filter { missingFile(at: $0) != nil }
    var text = "\(DatasetFormat.csvPairs): \(counted(count, "pair")) in \(FolderListing.lastComponent(path)); "
    text += "A = first path, B = second path of a row"
    if let first = missing.first {
      text += "; \(counted(missing.count, "row")) with a missing picture, such as line \(rows[first].line)"
    }
    return text
  }

  /// The common name of the pair at `index`, without extension.
  public func name(at index: Int) -> String { FolderListing.stem(rows[index].a) }

  /// The full paths of the pair's two pictures.
  func files(at index: Int) -> (a: String, b: String) {
    (FolderListing.join(directory, rows[index].a), FolderListing.join(directory, rows[index].b))
  }

  func missingFile(at index: Int) -> String? {
    let (a, b) = files(at: index)
    return [a, b].first { FolderListing.kind(of: $0) != .file }
  }

  /// Decodes the pair at `index`, as it is in the file.
  ///
  /// - Throws: a sentence that names the file that cannot be used.
  public func load(_ index: Int) throws(DatasetError) -> PairedSample {
    if let missing = missingFile(at: index) {
      throw DatasetError(
        "\(path) line \(rows[index].line): \(missing) does not exist; correct the path or remove the row")
    }
    let (a, b) = files(at: index)
    return PairedSample(name: name(at: index), a: try loadPicture(a), b: try loadPicture(b))
  }
}
