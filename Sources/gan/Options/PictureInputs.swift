import Datasets
import Foundation
import Vision

/// The pictures that the inputs of a command mean: files, and folders with their subfolders.
struct PictureInputs {
  struct Picture {
    let path: String
    /// The path below the folder that was named, or the file's own name.
    let name: String
  }

  let all: [Picture]
  /// Whether one of the inputs is a folder.
  let holdFolder: Bool

  /// Lists the pictures. An output folder inside of an input folder is not looked into: a second run does the same as
  /// the first.
  ///
  /// - Throws: when an input does not exist or holds no pictures.
  init(_ inputs: [String], output: String) throws {
    var pictures: [Picture] = []
    var sawFolder = false
    for input in inputs {
      var isFolder: ObjCBool = false
      guard FileManager.default.fileExists(atPath: input, isDirectory: &isFolder) else {
        throw CommandError("\(input) does not exist; check the path")
      }
      guard isFolder.boolValue else {
        pictures.append(Picture(path: input, name: (input as NSString).lastPathComponent))
        continue
      }
      guard realPath(input) != realPath(output) else {
        throw CommandError(
          "\(output) is the input folder: results would be taken for pictures the next time; name another folder")
      }
      sawFolder = true
      let folder = try ImageFolder(input, excluding: [output])
      if !folder.leftOut.isEmpty { Chatter.warning("\(input): \(folder.leftOut)") }
      pictures += (0..<folder.count).map { Picture(path: folder.path(at: $0), name: folder.files[$0]) }
    }
    all = pictures
    holdFolder = sawFolder
  }

  /// Decodes a picture; of several pages the first, which is said.
  static func read(_ path: String) throws -> Image {
    let image = try Image(path: path)
    if let pages = try? Image.info(ofFileAt: path).pages, pages > 1 {
      Chatter.warning("\(path) has \(pages) pages, of which the first is read")
    }
    return image
  }
}

/// A path without links and detours.
func realPath(_ path: String) -> String {
  URL(fileURLWithPath: path).standardizedFileURL.resolvingSymlinksInPath().path
}
