import Files
import Foundation

/// What a detector found in a video: a time line on which a click jumps to the frame, and a thumbnail for each event.
public struct WatchPage: Sendable {
  /// An event.
  public struct Event: Sendable {
    /// What to call it.
    public var name: String
    /// In seconds from the start of the video.
    public var start: Double
    /// In seconds.
    public var end: Double
    /// A line about it.
    public var caption: String
    /// A picture file.
    public var thumbnail: String

    /// Makes an event.
    public init(name: String, start: Double, end: Double, caption: String, thumbnail: String) {
      (self.name, self.start, self.end, self.caption, self.thumbnail) = (name, start, end, caption, thumbnail)
    }
  }

  /// A file of the annotated video, which may be in parts.
  public struct Part: Sendable {
    /// The file.
    public var path: String
    /// The second of the video at which it starts.
    public var start: Double

    /// Makes a part.
    public init(path: String, start: Double) { (self.path, self.start) = (path, start) }
  }

  /// The heading.
  public var title: String
  /// Short facts on top.
  public var facts: [(name: String, value: String)]
  /// Seconds of the video.
  public var length: Double
  /// Scores in thresholds, spread evenly over the video.
  public var scores: [Double]
  /// In their order.
  public var events: [Event]
  /// The annotated video; empty where there is none.
  public var parts: [Part]

  /// Makes a page.
  public init(
    title: String, facts: [(name: String, value: String)], length: Double, scores: [Double], events: [Event],
    parts: [Part]
  ) {
    (self.title, self.facts, self.length) = (title, facts, length)
    (self.scores, self.events, self.parts) = (scores, events, parts)
  }

  /// Writes the page; links are relative to its folder.
  ///
  /// - Throws: when the file cannot be written.
  public func write(to path: String) throws {
    let folder = (URL(fileURLWithPath: path).standardizedFileURL.path as NSString).deletingLastPathComponent
    try Folders.make(folder)
    let list = facts.map { "<div><dt>\(escaped($0.name))</dt><dd>\(escaped($0.value))</dd></div>" }.joined()
    let cards = events.map { event in
      """
      <figure class="card" data-time="\(number(event.start))" tabindex="0"><img src="\(escaped(relativeLink(to: event.thumbnail, fromFolder: folder)))" \
      alt=""><figcaption><b>\(escaped(event.name))</b> \(escaped(event.caption))</figcaption></figure>
      """
    }.joined(separator: "\n")
    let player =
      parts.isEmpty ? "" : "<div class=\"card viewer\"><video id=\"player\" controls muted playsinline></video></div>"
    let body = """
      <header><div class="kind">Unusual motion</div><h1>\(escaped(title))</h1></header>
      <div class="card" style="padding: 16px 20px"><dl class="facts">\(list)</dl></div>
      <h2>Time line <span>a click jumps there; the line is the threshold</span></h2>
      \(player)
      <div class="card chart" id="line">\(timeLine)</div>
      <h2>Events <span>\(events.isEmpty ? "none" : "a click plays them")</span></h2>
      <div class="gallery">\(cards)</div>
      <style>video { width: 100%; max-height: 70vh; background: #000; border-radius: 6px }
      [data-time], #line svg { cursor: pointer }</style>

      """
    try AtomicFile.write(htmlPage(title: title, body: body, script: script(folder)), to: path)
  }

  private static let (wide, tall) = (1200.0, 170.0)

  private var timeLine: String {
    let highest = max(1.5, min(scores.max() ?? 1, 6))
    func y(_ score: Double) -> Double { Self.tall - 20 - min(score, highest) / highest * (Self.tall - 34) }
    func x(_ time: Double) -> Double { length > 0 ? min(1, time / length) * Self.wide : 0 }
    let bands = events.map { event in
      String(
        format: "<rect x=\"%.1f\" y=\"0\" width=\"%.1f\" height=\"%.0f\" fill=\"var(--series-1)\" opacity=\".22\"/>",
        x(event.start), max(2, x(event.end) - x(event.start)), Self.tall - 20)
    }.joined()
    let points = scores.enumerated().map { place, score in
      String(format: "%.1f %.1f", (Double(place) + 0.5) / Double(max(1, scores.count)) * Self.wide, y(score))
    }
    let ticks = (0...6).map { step in
      let time = length * Double(step) / 6
      return String(
        format: "<text x=\"%.1f\" y=\"%.0f\" text-anchor=\"%@\">%@</text>", x(time), Self.tall - 5,
        step == 0 ? "start" : step == 6 ? "end" : "middle", clock(time))
    }.joined()
    return """
      <svg viewBox="0 0 \(Int(Self.wide)) \(Int(Self.tall))" role="img" aria-label="scores over time">\(bands)
      <line class="grid" x1="0" x2="\(Int(Self.wide))" y1="\(number(y(1)))" y2="\(number(y(1)))"/>
      <path class="smooth" style="stroke-width:1.4" stroke="var(--series-0)" \
      d="\(points.isEmpty ? "" : "M" + points.joined(separator: "L"))"/>\(ticks)
      <line id="now" x1="0" x2="0" y1="0" y2="\(Int(Self.tall) - 20)" stroke="var(--ink)"/></svg>
      """
  }

  private func script(_ folder: String) -> String {
    let list = parts.map { "[\"\(relativeLink(to: $0.path, fromFolder: folder))\",\(number($0.start))]" }.joined(
      separator: ",")
    return """
      (() => {
        const parts = [\(list)], length = \(number(length));
        const player = document.getElementById("player"), now = document.getElementById("now");
        const svg = document.querySelector("#line svg");
        let part = -1;
        function jump(time, play) {
          if (!player) return;
          let next = 0;
          parts.forEach((one, place) => { if (one[1] <= time) next = place; });
          const go = () => { player.currentTime = Math.max(0, time - parts[next][1]); if (play) player.play(); };
          if (next !== part) { part = next; player.src = parts[part][0]; player.onloadedmetadata = go; } else go();
        }
        if (player) player.addEventListener("timeupdate", () => {
          const x = (parts[part][1] + player.currentTime) / length * \(Int(Self.wide));
          now.setAttribute("x1", x); now.setAttribute("x2", x);
        });
        if (player) player.addEventListener("ended", () => {
          if (part + 1 < parts.length) jump(parts[part + 1][1], true);
        });
        svg.addEventListener("click", event => {
          const box = svg.getBoundingClientRect();
          jump((event.clientX - box.left) / box.width * length, true);
        });
        document.querySelectorAll("[data-time]").forEach(one => {
          one.addEventListener("click", () => {
            jump(Math.max(0, Number(one.dataset.time) - 0.5), true);
            if (player) player.scrollIntoView({ behavior: "smooth", block: "center" });
          });
        });
        if (parts.length) jump(0, false);
      })();
      """
  }

  private func number(_ value: Double) -> String { String(format: "%.3f", value) }

  private func clock(_ seconds: Double) -> String {
    let whole = Int(seconds.rounded())
    return whole >= 3600
      ? String(format: "%d:%02d:%02d", whole / 3600, whole / 60 % 60, whole % 60)
      : String(format: "%d:%02d", whole / 60, whole % 60)
  }
}
