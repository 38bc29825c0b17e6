import Foundation

/// A line chart as inline SVG: each series raw and pale, with its smoothed course over it.
package struct LineChart {
  package struct Series {
    package var name: String
    /// Points in the order of x.
    package var points: [(x: Double, y: Double)]

    package init(name: String, points: [(x: Double, y: Double)]) {
      self.name = name
      self.points = points
    }
  }

  package var title: String
  package var series: [Series]
  /// Whether the values scatter, so that their course is worth more than they are.
  package var isNoisy: Bool

  package init(title: String, series: [Series], isNoisy: Bool = true) {
    self.title = title
    self.series = series
    self.isNoisy = isNoisy
  }

  private static let (width, height) = (560.0, 250.0)
  private static let (left, right, top, bottom) = (52.0, 10.0, 10.0, 26.0)

  /// A card with title, legend and chart; colours come from the page's style.
  package var html: String {
    let legend = series.enumerated().map { index, series in
      let last =
        smoothed(series.points.filter { $0.y.isFinite }).suffix(max(1, series.points.count / 40)).last.map {
          "<b>\(readable($0.y))</b>"
        } ?? ""
      return "<span><i style=\"background:var(--series-\(index % 6))\"></i>\(escaped(series.name)) \(last)</span>"
    }
    return """
      <div class="card chart"><h3>\(escaped(title))</h3>
      <div class="legend">\(legend.joined(separator: "\n"))</div>
      \(svg)</div>

      """
  }

  private var svg: String {
    let all = series.flatMap(\.points).filter { $0.y.isFinite }
    guard let firstX = all.map(\.x).min(), let lastX = all.map(\.x).max() else { return "" }
    let yTicks = Self.ticks(for: robustRange(all.map(\.y)), about: 4)
    let xTicks = Self.ticks(for: (0, lastX), about: 6).filter { $0 <= lastX }
    let xRange = (min(0, firstX), max(lastX, 1))
    let yRange = (yTicks.first ?? 0, yTicks.last ?? 1)
    func x(_ value: Double) -> Double {
      Self.left + (value - xRange.0) / (xRange.1 - xRange.0) * (Self.width - Self.left - Self.right)
    }
    func y(_ value: Double) -> Double {
      let fraction = (min(max(value, yRange.0), yRange.1) - yRange.0) / (yRange.1 - yRange.0)
      return Self.height - Self.bottom - fraction * (Self.height - Self.top - Self.bottom)
    }
    func path(_ points: [(x: Double, y: Double)]) -> String {
      "M" + points.map { String(format: "%.1f %.1f", x($0.x), y($0.y)) }.joined(separator: "L")
    }
    var parts: [String] = []
    for tick in yTicks {
      let height = String(format: "%.1f", y(tick))
      parts.append(
        "<line class=\"grid\" x1=\"\(Self.left)\" x2=\"\(Self.width - Self.right)\" y1=\"\(height)\" y2=\"\(height)\"/>"
      )
      parts.append(
        "<text x=\"\(Self.left - 8)\" y=\"\(height)\" dy=\".32em\" text-anchor=\"end\">\(axisLabel(tick))</text>")
    }
    for tick in xTicks {
      let place = String(format: "%.1f", x(tick))
      parts.append("<text x=\"\(place)\" y=\"\(Self.height - 6)\" text-anchor=\"middle\">\(axisLabel(tick))</text>")
    }
    for (index, series) in series.enumerated() {
      let color = "stroke=\"var(--series-\(index % 6))\""
      let points = thinned(series.points.filter { $0.y.isFinite }, to: 400)
      guard !points.isEmpty else { continue }
      if isNoisy { parts.append("<path class=\"raw\" \(color) d=\"\(path(points))\"/>") }
      parts.append("<path class=\"smooth\" \(color) d=\"\(path(smoothed(points)))\"/>")
    }
    let label = escaped("\(title) over steps: " + series.map(\.name).joined(separator: ", "))
    return
      "<svg viewBox=\"0 0 \(Int(Self.width)) \(Int(Self.height))\" role=\"img\" aria-label=\"\(label)\">\n"
      + parts.joined(separator: "\n") + "\n</svg>\n"
  }

  /// The range of values without rare spikes, which would flatten all the rest; zero is shown when it is near.
  private func robustRange(_ values: [Double]) -> (Double, Double) {
    let sorted = values.sorted()
    let low = sorted[Int(Double(sorted.count - 1) * 0.005)]
    let high = sorted[Int((Double(sorted.count - 1) * 0.995).rounded(.up))]
    let lower = low >= 0 && low < 0.6 * high ? 0 : low
    return high > lower ? (lower, high) : (lower - 0.5 * max(abs(lower), 1), lower + 0.5 * max(abs(lower), 1))
  }

  /// Round numbers that enclose the range.
  static func ticks(for range: (Double, Double), about count: Int) -> [Double] {
    let span = max(range.1 - range.0, .leastNormalMagnitude)
    let rough = span / Double(count)
    let magnitude = pow(10, floor(log10(rough)))
    let step = [1, 2, 2.5, 5, 10].map { $0 * magnitude }.first { $0 >= rough * 0.999 } ?? rough
    let (first, last) = (floor(range.0 / step + 1e-9), ceil(range.1 / step - 1e-9))
    guard first.isFinite, last.isFinite, last - first < 100 else { return [range.0, range.1] }
    return stride(from: first, through: last, by: 1).map { $0 * step }
  }

  private func axisLabel(_ value: Double) -> String {
    let magnitude = abs(value)
    if magnitude >= 1_000_000 { return String(format: "%gM", value / 1_000_000) }
    if magnitude >= 1000 { return String(format: "%gk", value / 1000) }
    if magnitude > 0 && magnitude < 0.001 {
      let exponent = floor(log10(magnitude) + 1e-9)
      return String(format: "%.3ge%.0f", value / pow(10, exponent), exponent)
    }
    return String(format: "%.4g", value)
  }

  /// Means of neighbours, so that a long run makes a short path.
  private func thinned(_ points: [(x: Double, y: Double)], to limit: Int) -> [(x: Double, y: Double)] {
    guard points.count > limit else { return points }
    let size = (points.count + limit - 1) / limit
    return stride(from: 0, to: points.count, by: size).map { start in
      let group = points[start..<min(start + size, points.count)]
      return (group.last?.x ?? 0, group.reduce(0) { $0 + $1.y } / Double(group.count))
    }
  }

  /// Means over about a twentieth of the points around each, so that the curve does not lag behind.
  private func smoothed(_ points: [(x: Double, y: Double)]) -> [(x: Double, y: Double)] {
    guard isNoisy else { return points }
    let reach = points.count / 40
    var sums = [0.0]
    for point in points { sums.append(sums[sums.count - 1] + point.y) }
    return points.indices.map { index in
      let (first, last) = (max(0, index - reach), min(points.count - 1, index + reach))
      return (points[index].x, (sums[last + 1] - sums[first]) / Double(last - first + 1))
    }
  }
}
