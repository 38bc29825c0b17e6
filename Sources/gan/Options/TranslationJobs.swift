import Adversarial
import Datasets
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
    var pictures: [(input: String, name: String)] = []
    var sawFolder = false
    for input in inputs {
      var isFolder: ObjCBool = false
      guard FileManager.default.fileExists(atPath: input, isDirectory: &isFolder) else {
        throw CommandError("\(input) does not exist; check the path")
      }
      if isFolder.boolValue {
        sawFolder = true
        let folder = try ImageFolder(input)
        pictures += (0..<folder.count).map { (folder.path(at: $0), folder.files[$0]) }
      } else {
        pictures.append((input, (input as NSString).lastPathComponent))
      }
    }
    let namesFile = Image.writableExtensions.contains((output as NSString).pathExtension.lowercased())
    writesFolder = sawFolder || pictures.count > 1 || !namesFile
    if writesFolder, namesFile, !FileManager.default.fileExists(atPath: output) {
      throw CommandError("\(output) names a picture, but there are several to write; give a folder")
    }
    let isFolder = writesFolder
    all = pictures.map { picture in
      let name = Self.writable(picture.name)
      return Job(input: picture.input, output: isFolder ? output + "/" + name : output, name: name)
    }
    try requireDistinct()
  }

  /// A picture whose format can be read but not written becomes a PNG.
  private static func writable(_ name: String) -> String {
    let path = name as NSString
    return Image.writableExtensions.contains(path.pathExtension.lowercased())
      ? name : path.deletingPathExtension + ".png"
  }

  private func requireDistinct() throws {
    var owners: [String: String] = [:]
    for job in all {
      if let other = owners.updateValue(job.input, forKey: job.output) {
        throw CommandError("\(other) and \(job.input) would both be written to \(job.output); translate them apart")
      }
      if Self.real(job.input) == Self.real(job.output) {
        throw CommandError("\(job.input) would be written over; choose another output")
      }
    }
  }

  private static func real(_ path: String) -> String {
    URL(fileURLWithPath: path).standardizedFileURL.resolvingSymlinksInPath().path
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
