import Foundation

/// Labels in a CSV file: a picture's path or number and its class in each row, or only the class, in the pictures' order.
///
/// A header is recognised by its names: `label` or `class`, and `file`, `path`, `image`, `name` or `index`.
struct LabelTable {
  let path: String
  private let rows: [(line: Int, key: String?, label: String)]

  private static let labelNames = ["label", "class", "category", "target", "digit"]
  private static let keyNames = ["file", "path", "image", "name", "filename", "index", "id"]

  /// - Throws: when the file cannot be read, or a row lacks its label.
  init(_ path: String) throws(DatasetError) {
    self.path = path
    guard let text = try? String(contentsOfFile: path, encoding: .utf8) else {
      throw DatasetError("\(path) cannot be read as UTF-8 text; check the path of the labels")
    }
    var table = try DelimitedText.rows(of: text, path: path)[...]
    var (keyColumn, labelColumn): (Int?, Int) = (
      table.first?.fields.count == 1 ? nil : 0, table.first?.fields.count == 1 ? 0 : 1
    )
    if let names = table.first?.fields.map({ $0.lowercased() }),
      let label = names.firstIndex(where: { LabelTable.labelNames.contains($0) })
    {
      labelColumn = label
      keyColumn = names.firstIndex { LabelTable.keyNames.contains($0) }
      table = table.dropFirst()
    }
    guard !table.isEmpty else {
      throw DatasetError("\(path) lists no labels; write rows of `file,label`, or one label a line")
    }
    var rows: [(line: Int, key: String?, label: String)] = []
    for row in table {
      guard row.fields.count > max(labelColumn, keyColumn ?? 0), !row.fields[labelColumn].isEmpty else {
        throw DatasetError("\(path) line \(row.line) has no label; write rows of `file,label`")
      }
      rows.append((row.line, keyColumn.map { row.fields[$0] }, row.fields[labelColumn]))
    }
    self.rows = rows
  }

  /// The class of each picture.
  ///
  /// - Parameter files: the pictures' paths where they are files; nil where they are only numbered.
  /// - Throws: when a picture has no label, or the count is another.
  func labels(for count: Int, files: [String]?) throws(DatasetError) -> (labels: [Int], classNames: [String]) {
    let names = Set(rows.map(\.label)).sorted(by: LabelTable.precedes)
    let indices = Dictionary(uniqueKeysWithValues: names.enumerated().map { ($0.element, $0.offset) })
    func index(_ label: String) -> Int { indices[label] ?? 0 }
    guard let files, rows[0].key != nil else {
      guard rows.count == count else {
        throw DatasetError(
          "\(path) lists \(counted(rows.count, "label")), but there are \(counted(count, "picture")); give one label for each"
        )
      }
      return (rows.map { index($0.label) }, names)
    }
    var byName: [String: Int] = [:]
    for row in rows { byName[FolderListing.lastComponent(row.key ?? "")] = index(row.label) }
    var labels: [Int] = []
    for file in files {
      let name = FolderListing.lastComponent(file)
      guard let label = byName[name] ?? byName[FolderListing.stem(name)] else {
        throw DatasetError("\(path) has no label for \(name); add a row for it")
      }
      labels.append(label)
    }
    return (labels, names)
  }

  /// Numbers by their value, words by their bytes.
  private static func precedes(_ a: String, _ b: String) -> Bool {
    if let a = Int(a), let b = Int(b) { return a < b }
    return FolderListing.precedes(a, b)
  }
}
