import Adversarial
import ArgumentParser
import Foundation
import Torch
import Training
import Vision

struct Traverse: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Show what each code does: one code down, another across, the noise the same (InfoGAN, figure 2).",
    discussion: """
      Without --columns there is a sheet for each continuous code, OUT-c1.png, OUT-c2.png and so on. A continuous code \
      goes from -RANGE to RANGE, a categorical one through its values.
      """)

  @OptionGroup var options: ImageModelOptions

  @Option(
    help: ArgumentHelp("The code that changes down; the default is the first categorical one.", valueName: "code"))
  var rows: String?

  @Option(help: ArgumentHelp("The code that changes across.", valueName: "code")) var columns: String?

  @Option(help: "Pictures across for a continuous code.") var steps = 10

  @Option(help: "How far a continuous code goes each way; it was trained on -1 to 1.") var range = 2.0

  @Option(name: [.short, .customLong("output")], help: ArgumentHelp("The picture file to write.", valueName: "file"))
  var output = "traversal.png"

  mutating func validate() throws {
    guard steps >= 2, range > 0 else { throw ValidationError("--steps is 2 or more, --range above 0") }
    guard Image.writableExtensions.contains((output as NSString).pathExtension.lowercased()) else {
      throw ValidationError("\(output) names no picture; end it in .png or .jpg")
    }
  }

  func run() throws {
    let generator = try options.generator()
    let space = generator.space
    let down = try rows.map { try space.index(ofCode: $0) } ?? space.categorical.first
    let across = try columns.map { [try space.index(ofCode: $0)] } ?? space.continuous
    guard !across.isEmpty else {
      throw CommandError(
        "\(options.model) has no continuous code to change; give --columns, or a model of infogan or ss-infogan")
    }
    if let down, across.contains(down) { throw CommandError("--rows and --columns are the same code; give two") }
    let start = try options.sample(1, of: generator)
    for code in across {
      let path = across.count == 1 ? output : numbered(LatentSpace.name(code))
      let sheet = Self.sheet(
        start, down: down.map { ($0, values(space.codes[$0])) }, across: (code, values(space.codes[code])))
      try makeParent(of: path)
      let titles = values(space.codes[code]).map { String(format: "%.1f", $0) }
      try Montage.grid(generator.draw(sheet).images(), columns: titles.count, spacing: 2).write(to: path)
      print(path)
    }
  }

  private func values(_ code: LatentCode) -> [Double] {
    if let categories = code.categories { return (0..<categories).map(Double.init) }
    return (0..<steps).map { -range + 2 * range * Double($0) / Double(steps - 1) }
  }

  private func numbered(_ code: String) -> String {
    let path = output as NSString
    return "\(path.deletingPathExtension)-\(code).\(path.pathExtension)"
  }

  private static func sheet(
    _ start: LatentSample, down: (code: Int, values: [Double])?, across: (code: Int, values: [Double])
  ) -> LatentSample {
    let rows = (down?.values ?? [0]).map { value in
      let row = down.map { start.setting(code: $0.code, to: value) } ?? start
      return LatentSample.joined(across.values.map { row.setting(code: across.code, to: $0) })
    }
    return LatentSample.joined(rows)
  }
}
