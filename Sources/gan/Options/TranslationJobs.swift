import Adversarial
import Foundation
import Reports
import Vision

/// Which picture is written where.
struct TranslationJobs {
  struct Job {
    let input: String
    let output: String
    /// The path below the output folder.
    let name: String

    var row: GalleryPage.Row {
      let pictures = [("input", input), ("output", output)].map { GalleryPage.Picture(caption: $0, path: $1) }
      return GalleryPage.Row(name: name, pictures: pictures)
    }
  }

  let all: [Job]
  /// Whether the output is a folder.
  let writesFolder: Bool

  /// Lists the pictures.
  ///
  /// - Throws: when an input does not exist, two pictures would be written to one file, or one over its own input.
  init(inputs: [String], output: String) throws {
    let pictures = try PictureInputs(inputs, output: output)
    var isFolderThere: ObjCBool = false
    _ = FileManager.default.fileExists(atPath: output, isDirectory: &isFolderThere)
    let namesFile = try !isFolderThere.boolValue && Image.writingFormat(ofName: output) != nil
    writesFolder = pictures.holdFolder || pictures.all.count > 1 || !namesFile
    if writesFolder, namesFile {
      throw CommandError("\(output) names a picture, but there are several to write; give a folder")
    }
    let isFolder = writesFolder
    let names = Dictionary(grouping: pictures.all.map(\.name), by: Self.writable)
    all = pictures.all.map { picture in
      let writable = Self.writable(picture.name)
      // `x.gif` beside `x.png` becomes `x.gif.png`.
      let isShared = names[writable].map { $0.count > 1 } ?? false
      let name = isShared && writable != picture.name ? picture.name + ".png" : writable
      return Job(input: picture.path, output: isFolder ? output + "/" + name : output, name: name)
    }
    try requireDistinct()
  }

  /// A picture whose format can be read but not written becomes a PNG.
  private static func writable(_ name: String) -> String {
    isPictureName(name) ? name : (name as NSString).deletingPathExtension + ".png"
  }

  private func requireDistinct() throws {
    var owners: [String: String] = [:]
    for job in all {
      if let other = owners.updateValue(job.input, forKey: job.output) {
        throw CommandError("\(other) and \(job.input) would both be written to \(job.output); translate them apart")
      }
      if realPath(job.input) == realPath(job.output) {
        throw CommandError("\(job.input) would be written over; choose another output")
      }
    }
  }

  func makeFolder(for job: Job) throws {
    let folder = (job.output as NSString).deletingLastPathComponent
    guard !folder.isEmpty else { return }
    do {
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    } catch {
      throw CommandError("\(folder) cannot be made; check that its parent is a folder that may be written to")
    }
  }
}

/// Whether a name's extension is that of a picture format that is written.
func isPictureName(_ path: String) -> Bool {
  Image.writableExtensions.contains((path as NSString).pathExtension.lowercased())
}
