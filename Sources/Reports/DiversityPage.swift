import Files
import Foundation
public import Metrics

/// The birthday test for a person: the nearest pairs of each batch, to be judged, and the support that follows.
///
/// The page needs nothing but itself and the pictures beside it. A click on a pair says that both show the same; the
/// estimate on top follows. Batches that nobody judged do not count.
public struct DiversityPage: Sendable {
  /// Two pictures to be judged.
  public struct Pair: Sendable {
    /// The picture files.
    public var first: String
    /// The second picture file.
    public var second: String
    /// What to call them.
    public var names: String
    /// How far they are apart.
    public var distance: Double
    /// Whether the automatic judge takes them for duplicates.
    public var isDuplicate: Bool

    /// Names a pair.
    public init(first: String, second: String, names: String, distance: Double, isDuplicate: Bool) {
      self.first = first
      self.second = second
      self.names = names
      self.distance = distance
      self.isDuplicate = isDuplicate
    }
  }

  /// The nearest pairs of a batch, the nearest first.
  public struct Batch: Sendable {
    /// How many pictures the batch has.
    public var size: Int
    /// The pairs that are shown.
    public var pairs: [Pair]

    /// Makes a batch.
    public init(size: Int, pairs: [Pair]) {
      self.size = size
      self.pairs = pairs
    }
  }

  /// The heading.
  public var title: String
  /// What distances are, and which of them counts as a duplicate by itself.
  public var threshold: DuplicateThreshold
  /// What the distances are of.
  public var distances: String
  /// What the automatic judge found, over all batches.
  public var automatic: SupportEstimate
  /// The batches, by rising size.
  public var batches: [Batch]

  /// Makes a page.
  public init(
    title: String, distances: String, threshold: DuplicateThreshold, automatic: SupportEstimate, batches: [Batch]
  ) {
    self.title = title
    self.distances = distances
    self.threshold = threshold
    self.automatic = automatic
    self.batches = batches
  }

  /// Writes the page; links to the pictures are relative to its folder.
  ///
  /// - Throws: when the file cannot be written.
  public func write(to path: String) throws {
    let folder = (URL(fileURLWithPath: path).standardizedFileURL.path as NSString).deletingLastPathComponent
    try Folders.make(folder)
    let body = """
      <header><div class="kind">Birthday test</div><h1>\(escaped(title))</h1></header>
      <div class="card verdict" aria-live="polite"><dl class="facts">
      <div><dt>Different pictures, as you judge</dt><dd id="support">judge the pairs below</dd></div>
      <div><dt>95% interval</dt><dd id="interval">–</dd></div>
      <div><dt>Duplicates marked</dt><dd id="marked">–</dd></div>
      <div><dt>Judged automatically</dt><dd>\(automaticText)</dd></div>
      </dl><p id="hint">Two pictures are duplicates when you would say that they show the very same thing. Click each \
      such pair, then tick “judged” above every batch that you looked through.</p></div>
      \(batches.enumerated().map { html($1, number: $0, folder: folder) }.joined())
      <footer>Of s (s - 1) / 2 pairs of a batch of s pictures, one in N is a duplicate where N different pictures are made \
      equally often (Arora and Zhang 2017); the interval is Garwood's for a Poisson mean. Automatically, pairs up to a \
      distance of \(readable(threshold.distance)) count: \(escaped(threshold.origin)). Distances are root mean squares \
      of \(escaped(distances)).</footer>

      """
    let page = htmlPage(title: title, body: "<style>\n\(Self.style)</style>\n" + body, script: data + Self.script)
    try AtomicFile.write(page, to: path)
  }

  private var automaticText: String {
    let (interval, support) = (automatic.interval, automatic.support)
    guard support.isFinite else { return "\(Self.count(interval.lower)) or more" }
    return "\(Self.count(support)) (\(Self.count(interval.lower)) to \(Self.count(interval.upper)))"
  }

  private static func count(_ value: Double) -> String {
    value < 1e15 ? grouped(Int(value.rounded())) : "∞"
  }

  private func html(_ batch: Batch, number: Int, folder: String) -> String {
    let cards = batch.pairs.map { pair in
      let images = [pair.first, pair.second].map { file in
        "<img src=\"\(escaped(relativeLink(to: file, fromFolder: folder)))\" alt=\"\" loading=\"lazy\">"
      }
      let mark = pair.isDuplicate ? "<b title=\"within the automatic threshold\">●</b> " : ""
      return "<button class=\"card pair\" aria-pressed=\"false\" title=\"\(escaped(pair.names))\">"
        + "<span class=\"two\">\(images.joined())</span>"
        + "<span class=\"under\">\(mark)distance \(readable(pair.distance))</span></button>"
    }
    return """
      <section class="batch" data-size="\(batch.size)">
      <h2>\(grouped(batch.size)) pictures<span>the \(batch.pairs.count) nearest of \
      \(grouped(batch.size * (batch.size - 1) / 2)) pairs</span><label><input type="checkbox"> judged</label></h2>
      <div class="pairs">\(cards.joined(separator: "\n"))</div>
      </section>

      """
  }

  /// The ends of the interval of a Poisson mean for every number of duplicates that can be marked.
  private var data: String {
    let most = batches.reduce(0) { $0 + $1.pairs.count }
    let ends = (0...most).map { PoissonInterval.of(count: Double($0), level: 0.95) }
    func list(_ values: [Double]) -> String { values.map { String(format: "%.6g", $0) }.joined(separator: ",") }
    return "const lower = [\(list(ends.map(\.lower)))];\nconst upper = [\(list(ends.map(\.upper)))];\n"
  }

  private static let style = """
    .verdict { position: sticky; top: 0; z-index: 1; padding: 16px 20px; }
    .verdict p { margin: 10px 0 0; font-size: 13px; color: var(--soft); }
    .batch h2 label { margin-left: auto; font-size: 14px; font-weight: 400; cursor: pointer; }
    .pairs { display: grid; gap: 12px; grid-template-columns: repeat(auto-fill, minmax(210px, 1fr)); }
    .pair { font: inherit; color: inherit; padding: 8px; cursor: pointer; text-align: left; }
    .pair .two { display: grid; grid-template-columns: 1fr 1fr; gap: 4px; }
    .pair img { width: 100%; aspect-ratio: 1; object-fit: contain; image-rendering: pixelated; display: block; }
    .pair .under { display: block; margin-top: 6px; font-size: 12px; color: var(--soft); }
    .pair b { color: var(--accent); }
    .pair[aria-pressed="true"] { outline: 3px solid var(--accent); outline-offset: -1px; }
    .pair[aria-pressed="true"] .under::after { content: " · duplicate"; color: var(--accent); font-weight: 600; }

    """

  private static let script = """
    const batches = [...document.querySelectorAll('.batch')].map((section) => ({
      size: Number(section.dataset.size),
      judged: section.querySelector('input'),
      pairs: [...section.querySelectorAll('.pair')],
    }));
    const show = (id, text) => { document.getElementById(id).textContent = text; };
    const whole = (value) => Math.round(value).toLocaleString('en-US');
    function estimate() {
      let pairs = 0, marked = 0, full = false;
      for (const batch of batches) {
        if (!batch.judged.checked) continue;
        const here = batch.pairs.filter((pair) => pair.getAttribute('aria-pressed') === 'true').length;
        const all = batch.size * (batch.size - 1) / 2;
        pairs += all;
        marked += here;
        // More pairs than are shown may be duplicates too.
        full = full || (here === batch.pairs.length && here < all);
      }
      if (pairs === 0) {
        show('support', 'judge the pairs below'); show('interval', '–'); show('marked', '–');
        return;
      }
      show('marked', whole(marked) + ' of ' + whole(pairs) + ' pairs');
      if (full) {
        show('support', 'at most ' + whole(pairs / marked));
        show('interval', 'up to ' + whole(pairs / lower[marked]) + '; all pairs shown are marked: judge a smaller batch');
      } else if (marked === 0) {
        show('support', 'no duplicate seen');
        show('interval', whole(pairs / upper[0]) + ' or more');
      } else {
        show('support', whole(pairs / marked));
        show('interval', whole(pairs / upper[marked]) + ' to ' + whole(pairs / lower[marked]));
      }
    }
    for (const batch of batches) {
      batch.judged.addEventListener('change', estimate);
      for (const pair of batch.pairs) {
        pair.addEventListener('click', () => {
          pair.setAttribute('aria-pressed', String(pair.getAttribute('aria-pressed') !== 'true'));
          batch.judged.checked = true;
          estimate();
        });
      }
    }
    estimate();

    """
}
