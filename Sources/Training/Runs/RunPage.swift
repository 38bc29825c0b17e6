import Files
import Foundation
import Reports

/// The page of a run, made of nothing but the files in its folder: how far it is, samples, curves, metrics, recipe.
public enum RunPage {
  /// Writes `index.html` into the run's folder.
  ///
  /// - Throws: when the page cannot be written. Files that are missing leave their part out.
  public static func write(for run: RunFolder) throws {
    let log = (try? String(contentsOfFile: run.logPath, encoding: .utf8)).map(LoggedStep.parse) ?? []
    let recipe = (try? run.recipe()) ?? RecipeDocument()
    let samples = run.samples()
    let body =
      header(run, log, recipe) + results(run)
      + section("Samples", note: "newest first", RunGallery.html(samples, folder: run.path))
      + section("Losses", note: "pale: means of each logging interval; strong: smoothed", charts(log))
      + section("Recipe", recipeHTML(recipe))
      + "<footer>Made by swift-gan from the files of this folder. It needs no network and may be moved with them."
      + "</footer>\n"
    let script = samples.count > 1 ? RunGallery.script : ""
    try AtomicFile.write(htmlPage(title: run.name, body: body, script: script), to: run.pagePath)
  }

  private static func header(_ run: RunFolder, _ log: [LoggedStep], _ recipe: RecipeDocument) -> String {
    let state = run.checkpoints.latest().flatMap { try? TrainingState(path: $0.statePath) }
    let step = max(log.last?.step ?? 0, state?.step ?? 0)
    var facts: [(String, String)] = []
    let planned = recipe["steps"]?.int
    facts.append(("Steps", grouped(step) + (planned.map { " of " + grouped($0) } ?? "")))
    if let epoch = log.last?.values["epoch"] { facts.append(("Epoch", grouped(Int(epoch) + 1))) }
    if let seconds = state?.elapsedSeconds { facts.append(("Time in training", duration(seconds))) }
    let recent = log.suffix(20)
    if let last = recent.last, last.values["seconds_per_step"] != nil {
      let seconds = mean(recent, "seconds_per_step")
      facts.append(("Seconds per step", readable(seconds)))
      if seconds > 0 {
        facts.append(("Waiting for data", String(format: "%.0f%%", 100 * mean(recent, "data_seconds") / seconds)))
      }
    }
    let items = facts.map { "<div><dt>\(escaped($0.0))</dt><dd>\(escaped($0.1))</dd></div>" }
    let kind = state?.system ?? recipe["system"]?.description ?? "training run"
    let done = planned.map { $0 > 0 ? min(1, Double(step) / Double($0)) : 1 }
    let track =
      done.map { String(format: "<div class=\"track\"><i style=\"width:%.1f%%\"></i></div>\n", $0 * 100) } ?? ""
    return """
      <header><div class="kind">\(escaped(kind))</div><h1>\(escaped(run.name))</h1>
      \(track)<dl class="facts">\(items.joined(separator: "\n"))</dl></header>

      """
  }

  private static func mean(_ steps: ArraySlice<LoggedStep>, _ key: String) -> Double {
    let values = steps.compactMap { $0.values[key] }
    return values.isEmpty ? 0 : values.reduce(0, +) / Double(values.count)
  }

  /// What the finished model makes of pictures that it has not seen, when somebody asked it.
  private static func results(_ run: RunFolder) -> String {
    let gallery = GalleryPage(jsonPath: run.resultsPath + "/gallery.json")
    let measured = (try? String(contentsOfFile: run.metricsPath, encoding: .utf8)).flatMap(MetricsTable.init(json:))
    return section("Metrics", measured?.html ?? gallery?.metrics?.html ?? "")
      + section("Results", note: gallery?.title ?? "", gallery?.rowsHTML(fromFolder: run.path) ?? "")
  }

  /// A chart for each phase, then the learning rate and the time.
  private static func charts(_ log: [LoggedStep]) -> String {
    guard log.count > 1 else { return "" }
    let keys = Set(log.flatMap(\.values.keys))
    let terms = keys.filter { $0.contains("/") && !$0.hasPrefix("learning_rate") }.sorted()
    let phases = Dictionary(grouping: terms) { String($0.prefix { $0 != "/" }) }.sorted { $0.key < $1.key }
    var charts = phases.flatMap { phase, terms in
      let all = terms.map { series($0, named: String($0.dropFirst(phase.count + 1)), log) }
      let groups = ofLikeSize(all)
      return groups.map { group in
        let names = groups.count > 1 ? ": " + group.map(\.name).joined(separator: ", ") : ""
        return LineChart(title: phase + names, series: group)
      }
    }
    let rates = keys.filter { $0.hasPrefix("learning_rate") }.sorted()
    charts.append(
      LineChart(
        title: "learning rate",
        series: rates.map { series($0, named: $0.replacingOccurrences(of: "_", with: " "), log) }, isNoisy: false))
    charts.append(
      LineChart(
        title: "seconds per step",
        series: [
          series("compute_seconds", named: "compute", log), series("data_seconds", named: "waiting for data", log),
        ]))
    return "<div class=\"charts\">\n" + charts.map(\.html).joined() + "</div>\n"
  }

  private static func series(_ key: String, named name: String, _ log: [LoggedStep]) -> LineChart.Series {
    LineChart.Series(
      name: name, points: log.compactMap { line in line.values[key].map { (Double(line.step), $0) } })
  }

  /// Splits series where their sizes differ so much that one chart would show only the largest.
  private static func ofLikeSize(_ series: [LineChart.Series]) -> [[LineChart.Series]] {
    func size(_ series: LineChart.Series) -> Double {
      let sizes = series.points.map { abs($0.y) }.sorted()
      return sizes.isEmpty ? 0 : sizes[sizes.count / 2]
    }
    var groups: [[LineChart.Series]] = []
    for item in series.sorted(by: { size($0) > size($1) }) {
      if let first = groups.last?.first, size(item) * 5 >= size(first) {
        groups[groups.count - 1].append(item)
      } else {
        groups.append([item])
      }
    }
    return groups
  }

  private static func recipeHTML(_ recipe: RecipeDocument) -> String {
    guard !recipe.entries.isEmpty else { return "" }
    let items = recipe.entries.map {
      "<div><dt>\(escaped($0.key))</dt><dd>\(escaped($0.value.description))</dd></div>"
    }
    return "<dl class=\"card recipe\" style=\"margin:0\">\n" + items.joined(separator: "\n") + "\n</dl>\n"
  }
}

/// Samples over time: one large, chosen by a slider, and all of them small.
enum RunGallery {
  static func html(_ samples: [(step: Int, path: String)], folder: String) -> String {
    guard let newest = samples.last else { return "" }
    let links = samples.map { escaped(relativeLink(to: $0.path, fromFolder: folder)) }
    let newestLink = links[links.count - 1]
    let slider =
      samples.count < 2
      ? ""
      : """
      <div class="controls"><input type="range" id="when" min="0" max="\(samples.count - 1)" \
      value="\(samples.count - 1)" aria-label="step"><output id="step">step \(grouped(newest.step))</output></div>

      """
    let figures = zip(samples, links).reversed().map { sample, link in
      "<figure class=\"card\" data-step=\"\(grouped(sample.step))\"><a href=\"\(link)\"><img src=\"\(link)\" "
        + "loading=\"lazy\" alt=\"samples after step \(sample.step)\"></a>"
        + "<figcaption>step \(grouped(sample.step))</figcaption></figure>"
    }
    let gallery = samples.count < 2 ? "" : "<div class=\"gallery\">\n" + figures.joined(separator: "\n") + "\n</div>\n"
    return
      "<div class=\"card viewer\"><img id=\"large\" src=\"\(newestLink)\" alt=\"samples after step \(newest.step)\">\n"
      + slider + "</div>\n" + gallery
  }

  /// The slider shows the figure of its place; without scripts the gallery still shows all.
  static let script = """
    const figures = [...document.querySelectorAll('.gallery figure')].reverse();
    const when = document.getElementById('when');
    when.addEventListener('input', () => {
      const figure = figures[when.value];
      document.getElementById('large').src = figure.querySelector('img').src;
      document.getElementById('step').textContent = 'step ' + figure.dataset.step;
    });

    """
}
