import Datasets
import Files
import Foundation
import Vision

/// A picture to look at.
struct DetectionInput {
  /// The file, or the set and the picture's name in it.
  let path: String
  /// What its results are called by.
  let name: String
  /// Decodes it.
  let read: () throws -> Image

  /// The pictures that inputs mean, with the names that their results get.
  ///
  /// - Throws: when an input does not exist, is not what the format says, or two results would have one name.
  static func list(_ inputs: [String], output: String, format: DatasetFormat?) throws -> [DetectionInput] {
    let pictures =
      switch format {
      case nil: try withoutMasks(PictureInputs(inputs, output: output), of: inputs).map(file)
      case .singleFolder, .classFolders: try PictureInputs(inputs, output: output).all.map(file)
      case let format?: try inputs.flatMap { try set($0, format) }
      }
    func grouped(_ pictures: [DetectionInput]) -> [String: [DetectionInput]] {
      Dictionary(grouping: pictures, by: { DetectionFolder.stem($0.name) })
    }
    // `x.jpg` and `x.png` become `x_jpg` and `x_png`.
    let shared = grouped(pictures).filter { $0.value.count > 1 }
    let named = pictures.map { shared[DetectionFolder.stem($0.name)] == nil ? $0 : $0.namedByExtension }
    if let twice = grouped(named).values.first(where: { $0.count > 1 }) {
      throw CommandError("the results of \(twice[0].path) and \(twice[1].path) would have one name; look at them apart")
    }
    return named
  }

  private var namedByExtension: DetectionInput {
    let (stem, kind) = ((name as NSString).deletingPathExtension, (name as NSString).pathExtension)
    return DetectionInput(path: path, name: "\(stem)_\(kind).\(kind)", read: read)
  }

  private static func file(_ picture: PictureInputs.Picture) -> DetectionInput {
    DetectionInput(path: picture.path, name: picture.name) { try PictureInputs.read(picture.path) }
  }

  /// Masks by hand lie among the pictures of many sets; they are nothing to look at.
  private static func withoutMasks(_ pictures: PictureInputs, of inputs: [String]) throws -> [PictureInputs.Picture] {
    guard pictures.holdFolder else { return pictures.all }
    // Results of before, in an output folder that lies below, are no inputs and hence no masks.
    let listed = Set(pictures.all.map { realPath($0.path) })
    var masks: Set<String> = []
    for folder in inputs where Folders.holdsFolder(folder) {
      let found = try maskFiles(in: folder).filter { listed.contains(realPath(folder + "/" + $0)) }
      guard let first = found.min() else { continue }
      Chatter.warning(
        "\(folder): masks are left out (\(found.count), such as \(first)); say --format single-folder if they are pictures"
      )
      masks.formUnion(found.map { realPath(folder + "/" + $0) })
    }
    guard !masks.isEmpty else { return pictures.all }
    return pictures.all.filter { !masks.contains(realPath($0.path)) }
  }

  private static func set(_ input: String, _ format: DatasetFormat) throws -> [DetectionInput] {
    let (set, part) = try openPictures(at: input, format: format)
    Chatter.note("\(input): \(set.count) pictures as \(format)" + (part.map { ", the \($0) part" } ?? ""))
    return (0..<set.count).map { place in
      let name = set.pictureName(at: place)
      return DetectionInput(path: "\(input)/\(name)", name: name) { try set.pictures(at: [place])[0] }
    }
  }
}
