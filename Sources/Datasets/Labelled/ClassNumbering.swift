/// How labels that are numbers become classes: from 0 on, or from 1 on where no part of the data has a 0.
///
/// Letters of EMNIST are numbered from 1: a class 0 without a single picture would be learned from nothing.
struct ClassNumbering {
  /// The number of the first class: 0 or 1.
  let first: Int
  /// The numbers, as names.
  let names: [String]

  /// - Parameter parts: the labels of all parts, so that each part has the same classes.
  init(_ parts: [[Int]]) {
    let highest = parts.compactMap { $0.max() }.max() ?? 0
    first = parts.compactMap { $0.min() }.min() == 1 ? 1 : 0
    names = (first...max(first, highest)).map(String.init)
  }

  /// The class of each label, an index into `names`.
  func classes(_ labels: [Int]) -> [Int] { labels.map { $0 - first } }
}
