import Foundation

/// Measured numbers as a table: a row for each thing that was measured, a column for each metric.
public struct MetricsTable: Sendable, Equatable, Codable {
  /// A row.
  public struct Row: Sendable, Equatable, Codable {
    /// What was measured, such as `model` or `copy input`.
    public var name: String
    /// The numbers, in the order of the columns; `nil` where there is none.
    public var values: [Double?]

    /// Makes a row.
    public init(name: String, values: [Double?]) {
      self.name = name
      self.values = values
    }
  }

  /// The metrics' names, such as `l1`, `psnr`, `ssim`.
  public var columns: [String]
  /// The rows from top to bottom.
  public var rows: [Row]

  /// Makes a table.
  public init(columns: [String], rows: [Row]) {
    self.columns = columns
    self.rows = rows
  }

  /// Makes a table of what `gan evaluate --json` prints: objects of numbers become rows; other values are left out.
  ///
  /// - Returns: `nil` when the text is not such an object.
  public init?(json: String) {
    guard let object = try? JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any] else { return nil }
    let measured = object.compactMapValues {
      ($0 as? [String: Any])?.compactMapValues { ($0 as? NSNumber)?.doubleValue }
    }
    .filter { !$0.value.isEmpty }
    guard !measured.isEmpty else { return nil }
    columns = Set(measured.values.flatMap(\.keys)).sorted()
    // The model comes first, what it is compared with after it.
    let names = measured.keys.sorted { ($0 != "model" ? 1 : 0, $0) < ($1 != "model" ? 1 : 0, $1) }
    let columns = columns
    rows = names.map { name in
      Row(name: name.replacingOccurrences(of: "_", with: " "), values: columns.map { measured[name]?[$0] })
    }
  }

  /// The table; the best number of each known metric is marked.
  package var html: String {
    guard !rows.isEmpty else { return "" }
    let head = columns.map { "<th class=\"number\">\(escaped($0.uppercased()))\(arrow($0))</th>" }.joined()
    let best = columns.indices.map { column in bestValue(of: column) }
    let body = rows.map { row in
      let cells = zip(row.values, best).map { value, best in
        let mark = value != nil && value == best && rows.count > 1 ? " best" : ""
        return "<td class=\"number\(mark)\">\(value.map(readable) ?? "")</td>"
      }
      return "<tr><th>\(escaped(row.name))</th>\(cells.joined())</tr>"
    }
    return """
      <div class="card scroll"><table>
      <thead><tr><th></th>\(head)</tr></thead>
      <tbody>\(body.joined(separator: "\n"))</tbody>
      </table></div>

      """
  }

  private static let higherIsBetter: Set<String> = ["psnr", "ssim", "auc", "accuracy"]
  private static let lowerIsBetter: Set<String> = ["l1", "mse", "fid", "kid", "eer", "lpips"]

  private func arrow(_ metric: String) -> String {
    if Self.higherIsBetter.contains(metric.lowercased()) { return " ↑" }
    return Self.lowerIsBetter.contains(metric.lowercased()) ? " ↓" : ""
  }

  private func bestValue(of column: Int) -> Double? {
    let values = rows.compactMap { $0.values[column] }
    if Self.higherIsBetter.contains(columns[column].lowercased()) { return values.max() }
    return Self.lowerIsBetter.contains(columns[column].lowercased()) ? values.min() : nil
  }
}
