import Foundation

/// The numbers that a simulator wrote beside its pictures.
struct AnnotationTable {
  /// What the numbers are called.
  let columns: [String]
  /// Where they were read, for sentences.
  let source: String
  private let rows: [String: [Double]]

  init(columns: [String], source: String, rows: [String: [Double]]) {
    self.columns = columns
    self.source = source
    self.rows = rows
  }

  /// The annotations of a folder: `annotations.csv`, UnityEyes' JSON files or SynthesEyes' names; nil where it has
  /// none.
  ///
  /// - Throws: what is wrong with them.
  static func find(in directory: String) throws(DatasetError) -> AnnotationTable? {
    let path = FolderListing.join(directory, SimulationFolder.annotations)
    if FolderListing.kind(of: path) == .file { return try AnnotationTable(csv: path) }
    if let unity = try UnityEyes.table(in: directory) { return unity }
    return try SynthesEyes.table(in: directory)
  }

  /// Reads rows of `file,label,number,...` under a header; `label` may be missing.
  init(csv path: String) throws(DatasetError) {
    guard let text = try? String(contentsOfFile: path, encoding: .utf8) else {
      throw DatasetError("\(path) cannot be read as UTF-8 text; check the file")
    }
    let table = try DelimitedText.rows(of: text, path: path)
    guard let header = table.first?.fields, header.first == "file" else {
      throw DatasetError("\(path) has no header that begins with `file`; write one, such as file,pupil_x,pupil_y")
    }
    let numbers = header.indices.filter { $0 > 0 && header[$0] != "label" }
    var rows: [String: [Double]] = [:]
    for row in table.dropFirst() {
      guard row.fields.count == header.count else {
        throw DatasetError(
          "\(path) line \(row.line) has \(row.fields.count) fields and the header \(header.count); correct the line")
      }
      var values: [Double] = []
      for place in numbers {
        guard let value = Double(row.fields[place]), value.isFinite else {
          throw DatasetError("\(path) line \(row.line): '\(row.fields[place])' is no number; correct the line")
        }
        values.append(value)
      }
      guard rows.updateValue(values, forKey: row.fields[0]) == nil else {
        throw DatasetError("\(path) line \(row.line): \(row.fields[0]) is listed twice; remove one")
      }
    }
    self.init(columns: numbers.map { header[$0] }, source: path, rows: rows)
  }

  /// The numbers of a picture that has a row.
  func values(for file: String) -> [Double] { rows[file] ?? [] }

  /// Makes sure that every picture has a row and every row a picture.
  ///
  /// - Parameters:
  ///   - files: the pictures that can be read, as rows name them.
  ///   - all: the paths of all, those that cannot be read too.
  func requirePictures(_ files: [String], all: [String], in directory: String) throws(DatasetError) {
    if let file = files.first(where: { rows[$0] == nil }) {
      throw DatasetError(
        "\(FolderListing.join(directory, file)) has no annotation in \(source); add one, or remove the picture")
    }
    let known = Set(all)
    if let file = rows.keys.sorted().first(where: { !known.contains(FolderListing.join(directory, $0)) }) {
      throw DatasetError(
        "\(source) annotates \(file), but there is no such picture; add it, or remove the annotation")
    }
  }
}
