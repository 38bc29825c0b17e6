import Foundation
import Vision

/// A folder of simulated pictures as files: what is to be refined, and what is to be copied beside it.
public struct SimulationFiles {
  /// The folder.
  public let directory: String
  /// The pictures below it, in byte order; masks are none.
  public let pictures: [String]
  private let others: [String]

  /// Lists a folder with its subfolders.
  ///
  /// - Parameter output: is not looked into, where it lies inside.
  /// - Throws: when there is no picture.
  public init(_ directory: String, excluding output: String) throws(DatasetError) {
    self.directory = directory
    let folder = try ImageFolder(directory, excluding: [output])
    let isMask: (String) -> Bool = { $0.hasPrefix("masks/") || $0.contains("/masks/") }
    pictures = folder.files.filter { !isMask($0) }
    guard !pictures.isEmpty else {
      throw DatasetError("\(directory) holds masks alone and no pictures; give the folder above")
    }
    let known = Set(pictures)
    let skipped = URL(fileURLWithPath: output).standardizedFileURL.resolvingSymlinksInPath().path
    var others: [String] = []
    let walk = FileManager.default.enumerator(atPath: directory)
    while let file = walk?.nextObject() as? String {
      let path = FolderListing.join(directory, file)
      let real = URL(fileURLWithPath: path).standardizedFileURL.resolvingSymlinksInPath().path
      if real == skipped { walk?.skipDescendants() }
      if FolderListing.kind(of: path) == .file, !known.contains(file), !FolderListing.isClutter(file) {
        others.append(file)
      }
    }
    self.others = others.sorted(by: FolderListing.precedes)
  }

  /// The full path of a file.
  public func path(_ file: String) -> String { FolderListing.join(directory, file) }

  /// Makes sure that the annotations hold at any size.
  ///
  /// - Throws: when coordinates or masks lie beside the pictures.
  public func requireNoPlaces() throws(DatasetError) {
    let table = try AnnotationTable.find(in: directory)
    let hasMasks = others.contains { $0.hasPrefix("masks/") }
    guard hasMasks || table?.columns.contains(where: { $0.hasSuffix("_x") }) ?? false else { return }
    throw DatasetError(
      "\(directory) has annotations that are places in its pictures, which would be wrong at another size; leave out "
        + "--resize, or simulate at the model's size")
  }

  /// Copies what is no picture to refine: annotations, masks, lists.
  ///
  /// - Throws: when a file cannot be copied.
  public func copyOthers(to output: String) throws(DatasetError) {
    for file in others {
      let target = URL(fileURLWithPath: FolderListing.join(output, file))
      let isCopied =
        (try? FileManager.default.createDirectory(
          at: target.deletingLastPathComponent(), withIntermediateDirectories: true)) != nil
        && (try? FileManager.default.copyItem(at: URL(fileURLWithPath: path(file)), to: target)) != nil
      guard isCopied else {
        throw DatasetError("\(path(file)) cannot be copied to \(target.path); check that there is room")
      }
    }
  }
}
