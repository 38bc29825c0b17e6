import Foundation

/// BDD100K with its attributes: `images/100k/{train,val}/NAME.jpg` beside
/// `labels/bdd100k_labels_images_{train,val}.json`, each entry with `name` and `attributes` (`timeofday`, `weather`,
/// `scene`). A is what was taken by day in clear or cloudy weather, B what was taken by night in the like.
enum BDD100KSet {
  /// Weathers that do not change what day and night look like.
  private static let dry: Set<String> = ["clear", "partly cloudy", "overcast", "undefined"]

  private struct Entry: Decodable {
    struct Attributes: Decodable {
      var timeofday: String?
      var weather: String?
    }
    let name: String
    var attributes: Attributes?
  }

  /// The parts that have both pictures and attributes; nil for another folder.
  static func splits(of directory: String) throws(DatasetError) -> [String]? {
    let parts = ["train", "val"].filter { places(directory, $0) != nil }
    return parts.isEmpty ? nil : parts
  }

  static func read(_ directory: String, split: String?) throws(DatasetError) -> KnownSet? {
    guard let parts = try splits(of: directory) else { return nil }
    let wanted = split.map { SplitName.canonical($0) ?? $0 } ?? parts[0]
    guard let (images, labels) = places(directory, wanted) else {
      throw DatasetError("\(directory) has no part named '\(wanted)': it has only \(parts.joined(separator: ", "))")
    }
    let entries: [Entry]
    do {
      entries = try JSONDecoder().decode([Entry].self, from: Data(contentsOf: URL(fileURLWithPath: labels)))
    } catch {
      throw DatasetError("\(labels) is no list of pictures with attributes; the file may be cut short: get it again")
    }
    let there = Set(try FolderListing.children(of: FolderListing.join(directory, images)))
    var (a, b, missing, wet) = ([String](), [String](), 0, 0)
    for entry in entries {
      guard there.contains(entry.name) else {
        missing += 1
        continue
      }
      guard dry.contains(entry.attributes?.weather ?? "undefined") else {
        wet += 1
        continue
      }
      switch entry.attributes?.timeofday {
      case "daytime": a.append("\(images)/\(entry.name)")
      case "night": b.append("\(images)/\(entry.name)")
      default: break
      }
    }
    var remarks: [String] = []
    if missing > 0 { remarks.append("\(counted(missing, "picture")) of the list left out, not being there") }
    if wet > 0 { remarks.append("\(counted(wet, "picture")) left out, being taken in rain, snow or fog") }
    return KnownSet(
      format: .bdd100k, directory: directory, a: a, b: b, partners: .none,
      sides: ("timeofday daytime", "timeofday night"), remarks: remarks)
  }

  /// The folder of pictures below the set's, and the file of attributes.
  private static func places(_ directory: String, _ part: String) -> (String, String)? {
    let images = ["images/100k/\(part)", "bdd100k/images/100k/\(part)", "images/\(part)"].first {
      FolderListing.kind(of: FolderListing.join(directory, $0)) == .folder
    }
    let names = ["bdd100k_labels_images_\(part).json", "det_v2_\(part)_release.json", "det_\(part).json"]
    let files = ["labels", "bdd100k/labels", "labels/det_20", "bdd100k/labels/det_20"].flatMap { folder in
      names.map { FolderListing.join(directory, "\(folder)/\($0)") }
    }
    guard let images, let labels = files.first(where: { FolderListing.kind(of: $0) == .file }) else { return nil }
    return (images, labels)
  }
}
