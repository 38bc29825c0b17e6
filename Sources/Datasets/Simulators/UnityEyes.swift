import Foundation

/// UnityEyes (Wood et al. 2016): `N.jpg` with `N.json` beside it.
///
/// Points are text such as `(210.3, 144.1, 9.8)`, y from the lower edge up; the way of looking is `look_vec`.
enum UnityEyes {
  private struct File: Decodable {
    struct Eye: Decodable {
      let look: String
      enum CodingKeys: String, CodingKey { case look = "look_vec" }
    }
    let iris: [String]
    let margin: [String]
    let details: Eye

    enum CodingKeys: String, CodingKey {
      case iris = "iris_2d"
      case margin = "interior_margin_2d"
      case details = "eye_details"
    }
  }

  /// The annotations of a folder; nil where no picture has a JSON file of its name.
  static func table(in directory: String) throws(DatasetError) -> AnnotationTable? {
    let names = try FolderListing.children(of: directory)
    let pictures = names.filter(FolderListing.isPicture)
    let jsons = Set(names.filter { $0.hasSuffix(".json") }.map(FolderListing.stem))
    guard pictures.contains(where: { jsons.contains(FolderListing.stem($0)) }) else { return nil }
    var rows: [String: [Double]] = [:]
    for stem in jsons.sorted() where stem.allSatisfy(\.isNumber) {
      guard let picture = pictures.first(where: { FolderListing.stem($0) == stem }) else {
        throw DatasetError(
          "\(FolderListing.join(directory, stem + ".json")) has no picture \(stem).jpg; add it, or remove the "
            + "annotation"
        )
      }
      rows[picture] = try row(
        FolderListing.join(directory, stem + ".json"), picture: FolderListing.join(directory, picture))
    }
    return AnnotationTable(
      columns: ["pitch", "yaw", "pupil_x", "pupil_y", "inner_x", "inner_y", "outer_x", "outer_y"],
      source: "the JSON files of \(directory)", rows: rows)
  }

  private static func row(_ path: String, picture: String) throws(DatasetError) -> [Double] {
    guard let size = pictureSize(picture) else {
      throw DatasetError("\(picture) cannot be read as a picture; get the file again, or remove it and its annotation")
    }
    let height = Double(size.height)
    guard let data = FileManager.default.contents(atPath: path),
      let file = try? JSONDecoder().decode(File.self, from: data),
      let look = numbers(file.details.look), look.count >= 3, look[2] != 0
    else { throw DatasetError("\(path) is no annotation of UnityEyes; get the file again") }
    let iris = file.iris.compactMap(numbers).filter { $0.count >= 2 }
    let margin = file.margin.compactMap(numbers).filter { $0.count >= 2 }
    guard iris.count == file.iris.count, iris.count > 0, margin.count == file.margin.count,
      let left = margin.min(by: { $0[0] < $1[0] }), let right = margin.max(by: { $0[0] < $1[0] })
    else { throw DatasetError("\(path) has points that cannot be read; get the file again") }
    let middle = (0...1).map { axis in iris.reduce(0) { $0 + $1[axis] } / Double(iris.count) }
    // The camera looks along z: an eye that looks into it has a look_vec of (0, 0, -1).
    let pitch = atan2(look[1], (look[0] * look[0] + look[2] * look[2]).squareRoot())
    let yaw = atan2(look[0], -look[2])
    return [
      pitch, yaw, middle[0], height - middle[1], left[0], height - left[1], right[0], height - right[1],
    ]
  }

  /// The numbers of `(1.5, -2, 3)`.
  private static func numbers(_ text: String) -> [Double]? {
    let parts = text.split { "(), ".contains($0) }.map { Double($0) }
    return parts.allSatisfy { $0?.isFinite ?? false } ? parts.compactMap { $0 } : nil
  }
}

/// SynthesEyes (Wood et al. 2015): the way of looking is in the names, `f01_124_-0.0000_-0.3927.png`.
enum SynthesEyes {
  /// The annotations of a folder; nil where a picture has another name.
  static func table(in directory: String) throws(DatasetError) -> AnnotationTable? {
    var rows: [String: [Double]] = [:]
    for name in try FolderListing.children(of: directory) where FolderListing.isPicture(name) {
      let parts = FolderListing.stem(name).split(separator: "_")
      guard parts.count == 4, let pitch = Double(parts[2]), let yaw = Double(parts[3]) else { return nil }
      rows[name] = [pitch, yaw]
    }
    guard !rows.isEmpty else { return nil }
    return AnnotationTable(columns: ["pitch", "yaw"], source: "the names in \(directory)", rows: rows)
  }
}
