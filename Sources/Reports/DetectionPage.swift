import Files
import Foundation
public import Metrics

/// What a detector of anomalies says of pictures: the most abnormal first, with heat map and mask.
public struct DetectionPage: Sendable {
  /// One picture.
  public struct Row: Sendable {
    /// What to call it.
    public var name: String
    /// The higher, the more abnormal.
    public var score: Double
    /// The share of normal pictures that score as high or lower, in percent.
    public var percentile: Double
    /// The verdict.
    public var isAbnormal: Bool
    /// What is known of it, such as `good` or `scratch`; empty where nothing is.
    public var truth: String
    /// Picture files from left to right.
    public var pictures: [GalleryPage.Picture]

    /// Makes a row.
    public init(
      name: String, score: Double, percentile: Double, isAbnormal: Bool, truth: String = "",
      pictures: [GalleryPage.Picture]
    ) {
      self.name = name
      self.score = score
      self.percentile = percentile
      self.isAbnormal = isAbnormal
      self.truth = truth
      self.pictures = pictures
    }
  }

  /// The heading.
  public var title: String
  /// Short facts on top, such as the threshold.
  public var facts: [(name: String, value: String)]
  /// The ROC curve, where the truth is known.
  public var curve: ROCCurve?
  /// What the threshold decides, where the truth is known.
  public var decisions: Decisions?
  /// The pictures, in any order.
  public var rows: [Row]

  /// Makes a page.
  public init(
    title: String, facts: [(name: String, value: String)], curve: ROCCurve? = nil, decisions: Decisions? = nil,
    rows: [Row]
  ) {
    self.title = title
    self.facts = facts
    self.curve = curve
    self.decisions = decisions
    self.rows = rows
  }

  /// Writes the page; links to the pictures are relative to its folder.
  ///
  /// - Throws: when the file cannot be written.
  public func write(to path: String) throws {
    let folder = (URL(fileURLWithPath: path).standardizedFileURL.path as NSString).deletingLastPathComponent
    try Folders.make(folder)
    let list = facts.map { "<div><dt>\(escaped($0.name))</dt><dd>\(escaped($0.value))</dd></div>" }.joined()
    let plot = curve.map { ROCPlot(curve: $0, decisions: decisions).html } ?? ""
    let sorted = rows.sorted { ($1.score, $0.name) < ($0.score, $1.name) }
    let cards = sorted.map { card($0, folder: folder) }.joined(separator: "\n")
    let body = """
      <header><div class="kind">Anomaly detection</div><h1>\(escaped(title))</h1></header>
      <div class="card" style="padding: 16px 20px"><dl class="facts">\(list)</dl></div>
      \(section("Separation", plot))\(section("Pictures", note: "the most abnormal first", cards.isEmpty ? "" : "<div class=\"rows\">\(cards)</div>\n"))
      <footer>Heat maps are dark where a picture is as the model expects it, bright where it departs from that as much as \
      the mask's limit or more.</footer>

      """
    try AtomicFile.write(htmlPage(title: title, body: "<style>\n\(Self.style)</style>\n" + body), to: path)
  }

  private func card(_ row: Row, folder: String) -> String {
    let figures = row.pictures.map { picture in
      let link = escaped(relativeLink(to: picture.path, fromFolder: folder))
      return "<figure><a href=\"\(link)\"><img src=\"\(link)\" loading=\"lazy\" alt=\"\(escaped(picture.caption)) of "
        + "\(escaped(row.name))\"></a><figcaption>\(escaped(picture.caption))</figcaption></figure>"
    }
    let verdict = row.isAbnormal ? "<b class=\"alarm\">abnormal</b>" : "normal"
    let truth = row.truth.isEmpty ? "" : " · in truth \(escaped(row.truth))"
    let percentile = String(format: "%.1f", row.percentile)
    return "<article class=\"card row\"><h3>\(escaped(row.name)): \(verdict) · score \(readable(row.score)) · "
      + "percentile \(percentile)\(truth)</h3>\n<div class=\"pictures small\">\(figures.joined(separator: "\n"))</div></article>"
  }

  private static let style = """
    .alarm { color: var(--series-1); }
    .pictures.small img { max-height: 320px; object-fit: contain; image-rendering: pixelated; }

    """
}
