import Files
import Foundation

/// A comparison of pictures, row by row: input, output, truth.
public struct GalleryPage: Sendable, Equatable, Codable {
  /// A picture and what it is.
  public struct Picture: Sendable, Equatable, Codable {
    /// `input`, `output`, `truth`.
    public var caption: String
    /// Its file.
    public var path: String

    /// Names a picture.
    public init(caption: String, path: String) {
      self.caption = caption
      self.path = path
    }
  }

  /// What belongs to one input.
  public struct Row: Sendable, Equatable, Codable {
    /// The input's name.
    public var name: String
    /// The pictures from left to right.
    public var pictures: [Picture]

    /// Makes a row.
    public init(name: String, pictures: [Picture]) {
      self.name = name
      self.pictures = pictures
    }
  }

  /// The heading.
  public var title: String
  /// The rows from top to bottom.
  public var rows: [Row]
  /// Measured numbers, shown above the pictures.
  public var metrics: MetricsTable?

  /// Makes a gallery.
  public init(title: String, rows: [Row], metrics: MetricsTable? = nil) {
    self.title = title
    self.rows = rows
    self.metrics = metrics
  }

  /// Writes `index.html`, or another page, from rows of captions and picture files.
  ///
  /// - Parameters:
  ///   - path: the page; links to pictures are relative to its folder.
  /// - Throws: when a file cannot be written.
  public static func write(
    title: String = "Results", rows: [(name: String, pictures: [(caption: String, path: String)])],
    metrics: MetricsTable? = nil, to path: String
  ) throws {
    let rows = rows.map { row in
      Row(name: row.name, pictures: row.pictures.map { Picture(caption: $0.caption, path: $0.path) })
    }
    try GalleryPage(title: title, rows: rows, metrics: metrics).write(to: path)
  }

  /// Writes the page, and beside it `gallery.json`, from which a run's page takes the same rows.
  ///
  /// - Throws: when a file cannot be written.
  public func write(to path: String) throws {
    let folder = (URL(fileURLWithPath: path).standardizedFileURL.path as NSString).deletingLastPathComponent
    try Folders.make(folder)
    let count = "\(grouped(rows.count)) \(rows.count == 1 ? "picture" : "pictures")"
    let body = """
      <header><div class="kind">Comparison</div><h1>\(escaped(title))</h1></header>
      \(section("Metrics", metrics?.html ?? ""))\(section("Pictures", note: count, rowsHTML(fromFolder: folder)))
      """
    try AtomicFile.write(htmlPage(title: title, body: body), to: path)
    try AtomicFile.write(json(inFolder: folder), to: folder + "/gallery.json")
  }

  /// The rows with links as seen from a page in `folder`.
  package func rowsHTML(fromFolder folder: String) -> String {
    guard !rows.isEmpty else { return "" }
    let items = rows.map { row in
      let figures = row.pictures.map { picture in
        let link = escaped(relativeLink(to: picture.path, fromFolder: folder))
        return "<figure><a href=\"\(link)\"><img src=\"\(link)\" loading=\"lazy\" alt=\"\(escaped(picture.caption)) of "
          + "\(escaped(row.name))\"></a><figcaption>\(escaped(picture.caption))</figcaption></figure>"
      }
      return "<article class=\"card row\"><h3>\(escaped(row.name))</h3>\n<div class=\"pictures\">"
        + figures.joined(separator: "\n") + "</div></article>"
    }
    return "<div class=\"rows\">\n" + items.joined(separator: "\n") + "\n</div>\n"
  }

  /// Paths in the file are relative to its folder, so that the folder may be moved.
  private func json(inFolder folder: String) -> String {
    var moved = self
    for row in rows.indices {
      for picture in rows[row].pictures.indices {
        let link = relativeLink(to: rows[row].pictures[picture].path, fromFolder: folder)
        moved.rows[row].pictures[picture].path = link.removingPercentEncoding ?? link
      }
    }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return (try? encoder.encode(moved)).map { String(decoding: $0, as: UTF8.self) + "\n" } ?? "{}\n"
  }

  /// Reads a `gallery.json`; its paths become absolute.
  package init?(jsonPath: String) {
    guard let data = try? Data(contentsOf: URL(fileURLWithPath: jsonPath)),
      let gallery = try? JSONDecoder().decode(GalleryPage.self, from: data)
    else { return nil }
    self = gallery
    let folder = URL(fileURLWithPath: jsonPath).deletingLastPathComponent()
    for row in rows.indices {
      for picture in rows[row].pictures.indices {
        rows[row].pictures[picture].path =
          folder.appendingPathComponent(rows[row].pictures[picture].path)
          .standardizedFileURL.path
      }
    }
  }
}
