import Foundation
import TestFolders
import Testing
import Training

@testable import Reports
@testable import Training

struct PageTests {
  @Test func namesAreEscaped() throws {
    let scratch = try ScratchFolder()
    let name = "<script>alert('x')</script> & \"b\""
    let picture = scratch.path + "/pictures/a b&c#1.png"
    let gallery = GalleryPage(
      title: name, rows: [.init(name: name, pictures: [.init(caption: name, path: picture)])],
      metrics: MetricsTable(columns: [name], rows: [.init(name: name, values: [1])]))
    try gallery.write(to: scratch.path + "/results/index.html")
    let html = try scratch.read("results/index.html")
    #expect(!html.contains("<script>alert"))
    #expect(html.contains("&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt; &amp; &quot;b&quot;"))
    #expect(html.contains("src=\"../pictures/a%20b%26c%231.png\""))
    #expect(GalleryPage(jsonPath: scratch.path + "/results/gallery.json") == gallery)
  }

  @Test func aRunPageShowsSamplesCurvesMetricsAndRecipe() throws {
    let scratch = try ScratchFolder()
    let run = RunFolder(path: scratch.path)
    _ = try scratch.write("system: pix2pix\nsteps: 200\ndata: <b>maps</b>\n", to: "recipe.yaml")
    let lines = (1...20).map { step in
      "{\"step\":\(step * 10),\"epoch\":0,\"generator/l1\":\(1.0 / Double(step)),\"discriminator/real\":0.5,"
        + "\"learning_rate\":0.0002,\"seconds_per_step\":0.5,\"data_seconds\":0.05,\"compute_seconds\":0.45}\n"
    }
    _ = try scratch.write(lines.joined(), to: "log.jsonl")
    for step in [100, 200] { _ = try scratch.write("", to: "samples/step-00000\(step).jpg") }
    _ = try scratch.write(
      "{\"images\": 5, \"model\": {\"l1\": 0.1, \"psnr\": 20.5}, \"copy_input\": {\"l1\": 0.3, \"psnr\": 9}}",
      to: "metrics.json")
    try RunPage.write(for: run)
    let html = try scratch.read("index.html")
    for text in [
      "<h3>generator</h3>", "<h3>discriminator</h3>", "<h3>learning rate</h3>", "<h3>seconds per step</h3>",
      "200 of 200", "samples/step-00000200.jpg", "PSNR ↑", "<td class=\"number best\">20.50</td>", "copy input",
      "&lt;b&gt;maps&lt;/b&gt;", "10%",
    ] {
      #expect(html.contains(text), "\(text)")
    }
    let newest = try #require(html.range(of: "<figcaption>step 200"))
    let oldest = try #require(html.range(of: "<figcaption>step 100"))
    #expect(newest.lowerBound < oldest.lowerBound)
    for needle in ["http:", "https:", "@import", "url("] { #expect(!html.contains(needle), "\(needle)") }
  }

  @Test func anEmptyRunHasAPageToo() throws {
    let scratch = try ScratchFolder()
    try RunPage.write(for: RunFolder(path: scratch.path))
    #expect(try scratch.read("index.html").contains("<h1>"))
  }

  @Test func constantAndHugeCurvesAreDrawn() {
    for values in [[0, 0, 0], [5, 5, 5], [1e30, -1e30, 2], [.nan, 1, 2], [1e-9, 2e-9, 3e-9]] as [[Double]] {
      let points = values.enumerated().map { (x: Double($0.offset), y: $0.element) }
      let html = LineChart(title: "t", series: [.init(name: "s", points: points)]).html
      #expect(!html.contains("nan") && !html.contains("inf"), "\(values)")
      #expect(html.contains("class=\"smooth\""))
    }
  }

  @Test func ticksAreRound() {
    #expect(LineChart.ticks(for: (0, 1), about: 4) == [0, 0.25, 0.5, 0.75, 1])
    #expect(LineChart.ticks(for: (0, 4000), about: 6) == [0, 1000, 2000, 3000, 4000])
  }
}
