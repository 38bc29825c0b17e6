/// The one-to-one matching of a table's rows to its columns with the greatest sum of entries.
///
/// Found by the Hungarian method with potentials (Kuhn 1955, in the form of shortest augmenting paths), in time
/// rows² · columns, or columns² · rows for a tall table. It answers which code stands for which class: row = code,
/// column = class, entry = how many samples have both.
public struct Assignment: Sendable, Equatable {
  /// The column of each row; nil for the rows that are left over where there are more rows than columns.
  public let columns: [Int?]
  /// The sum of the entries that were chosen.
  public let total: Double

  /// Matches the rows of a rectangular table, all of whose entries are finite; negative ones are allowed.
  ///
  /// As many pairs are made as the shorter side has members, even where an entry lowers the sum.
  ///
  /// - Parameter weights: `[rows][columns]`.
  public init(maximizing weights: [[Double]]) {
    let width = weights.first?.count ?? 0
    precondition(weights.allSatisfy { $0.count == width }, "the rows of a table are equally long")
    precondition(weights.allSatisfy { $0.allSatisfy(\.isFinite) }, "entries are finite")
    if weights.count <= width {
      columns = Assignment.matched(weights.map { $0.map { -$0 } })
    } else {
      let turned = (0..<width).map { column in weights.map { -$0[column] } }
      var columns = [Int?](repeating: nil, count: weights.count)
      for (column, row) in Assignment.matched(turned).enumerated() { columns[row] = column }
      self.columns = columns
    }
    total = columns.enumerated().reduce(0) { sum, pair in sum + (pair.element.map { weights[pair.offset][$0] } ?? 0) }
  }

  /// Matches the rows of a table of counts, such as a confusion matrix.
  public init(maximizing counts: [[Int]]) {
    self.init(maximizing: counts.map { $0.map(Double.init) })
  }

  /// The column of each row at the least cost, for a table that is at least as wide as it is high.
  ///
  /// Rows enter one at a time; each is led to a free column along the path on which the reduced costs, cost minus the
  /// potentials of row and column, grow least. Place 0 stands for no row and no column.
  private static func matched(_ costs: [[Double]]) -> [Int] {
    let (rows, columns) = (costs.count, costs.first?.count ?? 0)
    var rowPotential = [Double](repeating: 0, count: rows + 1)
    var columnPotential = [Double](repeating: 0, count: columns + 1)
    var rowOfColumn = [Int](repeating: 0, count: columns + 1)
    for row in stride(from: 1, through: rows, by: 1) {
      rowOfColumn[0] = row
      var distance = [Double](repeating: .infinity, count: columns + 1)
      var cameFrom = [Int](repeating: 0, count: columns + 1)
      var isReached = [Bool](repeating: false, count: columns + 1)
      var column = 0
      repeat {
        isReached[column] = true
        let current = rowOfColumn[column]
        var (least, next) = (Double.infinity, 0)
        for other in 1...columns where !isReached[other] {
          let reduced = costs[current - 1][other - 1] - rowPotential[current] - columnPotential[other]
          if reduced < distance[other] { (distance[other], cameFrom[other]) = (reduced, column) }
          if distance[other] < least { (least, next) = (distance[other], other) }
        }
        for other in 0...columns {
          if isReached[other] {
            rowPotential[rowOfColumn[other]] += least
            columnPotential[other] -= least
          } else {
            distance[other] -= least
          }
        }
        column = next
      } while rowOfColumn[column] != 0
      while column != 0 {
        rowOfColumn[column] = rowOfColumn[cameFrom[column]]
        column = cameFrom[column]
      }
    }
    var result = [Int](repeating: 0, count: rows)
    for column in stride(from: 1, through: columns, by: 1) where rowOfColumn[column] > 0 {
      result[rowOfColumn[column] - 1] = column - 1
    }
    return result
  }
}
