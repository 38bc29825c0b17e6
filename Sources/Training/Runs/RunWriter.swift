import Files
import Foundation
import Vision

/// Writes what a sitting adds to a run folder: log, TensorBoard events, samples and the page.
final class RunWriter {
  private let folder: RunFolder
  private let log: RunLog
  private let events: EventWriter

  /// Opens the files of a run that goes on at `step`; traces of later steps are removed.
  init(folder: RunFolder, step: Int, system: String, recipe: RecipeDocument) throws {
    self.folder = folder
    try Folders.make(folder.samplesPath)
    try AtomicFile.write(
      "# Every choice of this \(system) run, resolved.\n" + recipe.yaml(), to: folder.recipePath)
    for sample in folder.samples() where sample.step > step { unlink(sample.path) }
    log = try RunLog(path: folder.logPath, keepingThrough: step)
    events = try EventWriter(inFolder: folder.path, startingAt: step)
  }

  func write(_ record: LogRecord) throws {
    try log.append(record)
    var scalars = record.losses.map { (tag: $0.name, value: $0.value) }
    scalars += record.learningRates.map { ("learning_rate/\($0.name)", $0.value) }
    scalars += [("seconds/data", record.dataSeconds), ("seconds/compute", record.computeSeconds)]
    try events.add(scalars: scalars, step: record.step)
  }

  func write(sample image: Image, step: Int) throws {
    let bytes = try image.encoded(as: "jpg", quality: 92)
    try AtomicFile.write(bytes, to: folder.samplePath(step: step))
    try events.add(
      image: bytes, width: image.width, height: image.height, channels: image.channels, tag: "samples", step: step)
  }

  func writePage() throws { try RunPage.write(for: folder) }
}
