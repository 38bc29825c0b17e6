import Foundation

/// What was planted into which clip: `planted.csv` beside the parts of a set, or beside its clips.
public struct PlantedTable: Sendable {
  /// An event.
  public struct Row: Sendable, Equatable {
    /// The clip that holds it.
    public let clip: String
    /// What happens.
    public let kind: String
    /// The clip that it was planted into.
    public let source: String
    /// Its first frame, from 1.
    public let first: Int
    /// Its last frame, from 1.
    public let last: Int

    /// Puts a row together.
    public init(clip: String, kind: String, source: String, first: Int, last: Int) {
      (self.clip, self.kind, self.source, self.first, self.last) = (clip, kind, source, first, last)
    }
  }

  /// The file's name.
  public static let fileName = "planted.csv"
  private static let heading = "clip,kind,source,first,last"
  /// In the order of planting.
  public var rows: [Row] = []

  /// Without events.
  public init() {}

  /// The table as text.
  public var csv: String {
    ([Self.heading] + rows.map { "\($0.clip),\($0.kind),\($0.source),\($0.first),\($0.last)" })
      .joined(separator: "\n") + "\n"
  }

  /// Reads a table.
  ///
  /// - Throws: a sentence that names the line.
  public init(csv: String, path: String) throws(DatasetError) {
    let lines = csv.split(whereSeparator: \.isNewline)
    guard lines.first.map(String.init) == Self.heading else {
      throw DatasetError("\(path) does not begin with '\(Self.heading)'; plant the events again, or move it away")
    }
    for (number, line) in lines.enumerated().dropFirst() {
      let cells = line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
      guard cells.count == 5, let first = Int(cells[3]), let last = Int(cells[4]) else {
        throw DatasetError("\(path), line \(number + 1): expected \(Self.heading); plant the events again")
      }
      rows.append(Row(clip: cells[0], kind: cells[1], source: cells[2], first: first, last: last))
    }
  }

  /// The kind of each clip by its name, from the table in a folder of clips or in the one above; empty where there is none.
  ///
  /// - Throws: a sentence that names the table, where it is damaged.
  public static func kinds(near folder: String) throws(DatasetError) -> [String: String] {
    for path in [FolderListing.join(folder, fileName), FolderListing.join(folder, "../" + fileName)]
    where FolderListing.kind(of: path) == .file {
      guard let text = try? String(contentsOfFile: path, encoding: .utf8) else {
        throw DatasetError("\(path) cannot be read as text; plant the events again")
      }
      return Dictionary(try PlantedTable(csv: text, path: path).rows.map { ($0.clip, $0.kind) }) { $1 }
    }
    return [:]
  }
}
