import Foundation

/// Alderley (Milford and Wyeth 2012): one route by day and in a rainy night, as `FRAMESA/Image00001.jpg` (night),
/// `FRAMESB/Image00001.jpg` (day) and `framematches.csv`, whose columns are the number of a frame of A and of B.
enum AlderleySet {
  static func read(_ directory: String) throws(DatasetError) -> KnownSet? {
    let children = try FolderListing.children(of: directory)
    func child(_ name: String) -> String? { children.first { $0.lowercased() == name.lowercased() } }
    guard let folderA = child("FRAMESA"), let folderB = child("FRAMESB") else { return nil }
    guard let list = child("framematches.csv") else {
      throw DatasetError(
        "\(directory) has FRAMESA and FRAMESB but no framematches.csv, which says which frames belong together; get it with "
          + "the set")
    }
    let (a, b) = (try Side(directory, folderA), try Side(directory, folderB))
    var pairs: [KnownSet.Pair] = []
    var missing: [(line: Int, frame: String)] = []
    let file = FolderListing.join(directory, list)
    let rows = try numbers(in: file)
    for row in rows {
      switch (a.places[row.a], b.places[row.b]) {
      case (let one?, let other?): pairs.append(KnownSet.Pair(a: one, b: other))
      case (nil, _): missing.append((row.line, "\(folderA) \(row.a)"))
      case (_, nil): missing.append((row.line, "\(folderB) \(row.b)"))
      }
    }
    guard !pairs.isEmpty else {
      throw DatasetError(
        "\(file) names no pair of frames that exist (line \(missing[0].line): frame \(missing[0].frame)); check that the "
          + "numbers are those of the file names")
    }
    var set = KnownSet(
      format: .alderley, directory: directory, a: a.files, b: b.files, partners: .listed(pairs),
      sides: ("\(folderA) (night)", "\(folderB) (day)"))
    if let first = missing.first {
      set.remarks.append(
        "\(counted(missing.count, "row")) of \(list) left out, naming frames that are not there, such as line \(first.line): "
          + first.frame)
    }
    if rows.contains(where: { $0.a == 0 || $0.b == 0 }), a.places[0] == nil || b.places[0] == nil {
      set.remarks.append(
        "warning: \(list) counts from 0 where the frames begin at 1; the pairs are then one frame off: add 1 to its columns"
      )
    }
    if let warning = RouteOffset.warning(of: set, pairs: pairs) { set.remarks.append(warning) }
    return set
  }

  /// The frames of a side, by their numbers.
  private struct Side {
    let files: [String]
    let places: [Int: Int]

    init(_ directory: String, _ folder: String) throws(DatasetError) {
      files = try FolderListing.pictures(under: FolderListing.join(directory, folder)).map { "\(folder)/\($0)" }
      let numbers = files.enumerated().compactMap { place, file in
        frameNumber(file).map { (number: $0, place: place) }
      }
      places = Dictionary(numbers.map { ($0.number, $0.place) }) { first, _ in first }
      guard !places.isEmpty else {
        throw DatasetError("\(directory)/\(folder) holds no numbered pictures; expected Image00001.jpg and so on")
      }
    }
  }

  private static func numbers(in file: String) throws(DatasetError) -> [(line: Int, a: Int, b: Int)] {
    guard let data = FileManager.default.contents(atPath: file), let text = String(data: data, encoding: .utf8) else {
      throw DatasetError("\(file) cannot be read as text; get it with the set again")
    }
    var rows: [(line: Int, a: Int, b: Int)] = []
    for row in try DelimitedText.rows(of: text, path: file) {
      let numbers = row.fields.prefix(2).map { Double($0).flatMap { Int(exactly: $0) } }
      guard numbers.count == 2, let a = numbers[0], let b = numbers[1], a >= 0, b >= 0 else {
        // A first line in words is a header.
        if rows.isEmpty, row.line == 1, row.fields.allSatisfy({ Double($0) == nil }) { continue }
        throw DatasetError(
          "\(file) line \(row.line): expected two frame numbers and found '\(row.fields.joined(separator: ",").prefix(80))'; "
            + "the file may be cut short: get it again, or remove the line")
      }
      rows.append((row.line, a, b))
    }
    guard !rows.isEmpty else { throw DatasetError("\(file) lists no frames; get it with the set again") }
    return rows
  }
}

/// The last number in a file's name: 12 of `Image00012.jpg`.
func frameNumber(_ path: String) -> Int? {
  let digits = FolderListing.lastComponent(FolderListing.stem(path)).reversed().drop { !$0.isNumber }
    .prefix { $0.isNumber }
  return Int(String(digits.reversed()))
}
