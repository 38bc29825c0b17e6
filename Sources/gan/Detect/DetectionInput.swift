import Datasets
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
      case nil, .singleFolder, .classFolders: try files(inputs, output: output)
      case let format?: try inputs.flatMap { try set($0, format) }
      }
    let names = Dictionary(grouping: pictures, by: { DetectionFolder.stem($0.name) })
    if let twice = names.values.first(where: { $0.count > 1 }) {
      throw CommandError("the results of \(twice[0].path) and \(twice[1].path) would have one name; look at them apart")
    }
    return pictures
  }

  private static func files(_ inputs: [String], output: String) throws -> [DetectionInput] {
    try PictureInputs(inputs, output: output).all.map { picture in
      DetectionInput(path: picture.path, name: picture.name) { try PictureInputs.read(picture.path) }
    }
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
