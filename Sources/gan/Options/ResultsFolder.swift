import Adversarial
import Foundation
import Reports
import Translation
import Vision

/// Writes pictures of compared pairs and a page that shows them.
struct ResultsFolder {
  let path: String
  private var rows: [GalleryPage.Row] = []

  var count: Int { rows.count }

  init(_ path: String) throws {
    self.path = path
    do {
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    } catch {
      throw CommandError("\(path) cannot be made; check that its parent is a folder that may be written to")
    }
  }

  mutating func add(_ pair: TranslatedPair) throws {
    let stem = pair.name.replacing("/", with: "_")
    let pictures = try [("input", pair.input), ("output", pair.output), ("truth", pair.truth)].map { caption, image in
      let file = "\(path)/\(stem)-\(caption).png"
      try image.write(to: file)
      return GalleryPage.Picture(caption: caption, path: file)
    }
    rows.append(GalleryPage.Row(name: pair.name, pictures: pictures))
  }

  func finish(_ evaluation: PairedEvaluation, title: String) throws {
    var scores = [("model", evaluation.model), ("copy input", evaluation.copyInput)]
    if let mean = evaluation.meanImage { scores.append(("mean image", mean)) }
    let metrics = MetricsTable(
      columns: ["l1", "psnr", "ssim"],
      rows: scores.map { MetricsTable.Row(name: $0, values: [$1.l1, $1.psnr, $1.ssim]) })
    try GalleryPage(title: title, rows: rows, metrics: metrics).write(to: path + "/index.html")
  }
}
