import Foundation
import Metrics

/// The ROC curve of a detector as inline SVG, with the point of its threshold.
struct ROCPlot {
  let curve: ROCCurve
  /// What the stored threshold decides; nil where there is none.
  let decisions: Decisions?

  private static let (side, left, bottom, margin) = (300.0, 46.0, 40.0, 12.0)

  /// A card with the curve.
  package var html: String {
    let auroc = String(format: "%.4f", curve.auroc)
    let whole = Int(Self.side + Self.left + Self.margin)
    let tall = Int(Self.side + Self.bottom + Self.margin)
    return """
      <div class="card chart" style="max-width: 460px"><h3>ROC curve, area \(auroc)</h3>
      <svg viewBox="0 0 \(whole) \(tall)" role="img" aria-label="ROC curve, area \(auroc)">
      \(grid)
      <path class="smooth" stroke="var(--line)" d="M\(point(0, 0))L\(point(1, 1))"/>
      <path class="smooth" stroke="var(--series-0)" d="M\(path)"/>
      \(mark)
      </svg></div>

      """
  }

  private func point(_ x: Double, _ y: Double) -> String {
    String(format: "%.1f %.1f", Self.left + x * Self.side, Self.margin + (1 - y) * Self.side)
  }

  /// Of ten thousand points, those that a reader can tell apart.
  private var path: String {
    var kept: [(Double, Double)] = []
    for point in curve.points {
      let next = (point.falsePositiveRate, point.truePositiveRate)
      if let last = kept.last, abs(last.0 - next.0) + abs(last.1 - next.1) < 0.002 { continue }
      kept.append(next)
    }
    return (kept + [(1, 1)]).map { point($0.0, $0.1) }.joined(separator: "L")
  }

  private var grid: String {
    [0, 0.25, 0.5, 0.75, 1].map { tick in
      let (x, y) = (Self.left + tick * Self.side, Self.margin + (1 - tick) * Self.side)
      let label = String(format: "%g", tick)
      return String(
        format: "<line class=\"grid\" x1=\"%.1f\" x2=\"%.1f\" y1=\"%.1f\" y2=\"%.1f\"/>", Self.left,
        Self.left + Self.side, y, y)
        + "<text x=\"\(Self.left - 8)\" y=\"\(y)\" dy=\".32em\" text-anchor=\"end\">\(label)</text>"
        + "<text x=\"\(x)\" y=\"\(Self.margin + Self.side + 16)\" text-anchor=\"middle\">\(label)</text>"
    }.joined(separator: "\n")
      + "<text x=\"\(Self.left + Self.side / 2)\" y=\"\(Self.margin + Self.side + 34)\" text-anchor=\"middle\">"
      + "false alarms among normal; up: abnormal that are found</text>"
  }

  private var mark: String {
    guard let decisions else { return "" }
    let place = point(1 - decisions.specificity, decisions.sensitivity).split(separator: " ")
    return "<circle cx=\"\(place[0])\" cy=\"\(place[1])\" r=\"5\" fill=\"var(--series-1)\"><title>the stored threshold"
      + "</title></circle>"
  }
}
