import ArgumentParser
import Datasets
import Files
import Foundation
import Vision

extension DataCommand {
  struct Frame: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Write the pictures of a data set at another size, with a margin, in a folder for each class.",
      discussion: """
        Brings digits of one set into the format of another: USPS fills its 16x16 pixels, MNIST leaves 4 of its 28 \
        free on each side. `gan data frame USPS --size 28 --margin 4 -o OUT` is then what a classifier of MNIST can read.
        """)

    @Argument(help: "The data set: IDX, USPS, CIFAR-10, NumPy or class folders.") var data: String
    @Option(
      name: [.customShort("o"), .customLong("output")],
      help: ArgumentHelp("The folder to write; it must be new or empty.", valueName: "dir"))
    var output: String
    @Option(help: ArgumentHelp("Of the written pictures, such as 28 or 55x35.", valueName: "size")) var size: String
    @Option(help: "Pixels of black on each side.") var margin = 0
    @Option(help: "The part; the default is train where there is one.") var split: String?

    func run() throws {
      let size = try Preprocess.Size(parsing: size)
      guard margin >= 0, 2 * margin < min(size.width, size.height) else {
        throw ValidationError("--margin is \(margin); use 0 or more, and less than half of \(size)")
      }
      let there = (try? FileManager.default.contentsOfDirectory(atPath: output)) ?? []
      guard there.isEmpty else { throw CommandError("\(output) is not empty; choose another folder") }
      let images = try openLabelledDataset(
        at: data, split: split, skipped: SkipRegister(onSkip: { Chatter.warning($0) }))
      Chatter.note(images.summary)
      for name in images.labels == nil ? [""] : images.classNames { try Folders.make(output + "/" + name) }
      for index in 0..<images.count {
        let picture = images.image(at: index)
          .resized(width: size.width - 2 * margin, height: size.height - 2 * margin)
          .padded(left: margin, right: margin, top: margin, bottom: margin, mode: .constant(0))
        let folder = images.labels.map { images.classNames[$0[index]] + "/" } ?? ""
        try picture.write(to: "\(output)/\(folder)\(String(format: "%05d", index)).png")
      }
      print(output)
    }
  }
}
