/// Finds which frames of two runs of one route show the same place: the most alike sequence in which both runs go on and
/// neither turns back.
///
/// A frame's similarities are measured against those of the whole other run (their mean and spread), and then the other way
/// round, so that dark or bare stretches of either run, which resemble everything, say little. What counts is a frame
/// together with its neighbours on both runs (SeqSLAM, Milford and Wyeth 2012, section III-B). A path through the table of
/// them may begin and end anywhere and moves by any speed within limits; it is found by dynamic programming (a local
/// alignment, Smith and Waterman 1981).
public struct RouteAlignment: Sendable {
  /// Two frames that are proposed as partners.
  public struct Match: Sendable, Equatable, Codable {
    /// The frame of A, from 0.
    public let a: Int
    /// The frame of B, from 0.
    public let b: Int
    /// How much more alike they are than frames of A and B are on average, in standard deviations.
    public let score: Double
  }

  /// In the order of the route.
  public let matches: [Match]
  /// For each frame of A the most alike frame of B, whatever comes before and after: the simple opponent.
  public let nearest: [Int]

  /// How many frames of B may be passed over from one frame of A to the next, and of A from one of B.
  private static let reach = 6
  /// The speeds at which both runs may pass these neighbours, in parts of the usual one (SeqSLAM: 0.8 to 1.2).
  private static let speeds = [0.8, 1, 1.25]
  /// What a path must gain on average to go on, in standard deviations: through places that do not match it gains about
  /// one a frame, since it has several to choose from.
  private static let margin = 1.0

  /// Aligns descriptors in the order of both runs.
  public init(_ a: [RouteDescriptor], _ b: [RouteDescriptor]) {
    self.init(a, b, neighbours: 5)
  }

  /// - Parameter neighbours: how many on each side count with a frame; SeqSLAM's sequences are of about ten frames.
  init(_ a: [RouteDescriptor], _ b: [RouteDescriptor], neighbours: Int) {
    guard !a.isEmpty, !b.isEmpty else {
      (matches, nearest) = ([], [])
      return
    }
    let single = Self.scores(a, b)
    nearest = (0..<a.count).map { row in
      (0..<b.count).max { single[row * b.count + $0] < single[row * b.count + $1] } ?? 0
    }
    var sequences = Self.alongBoth(single, rows: a.count, columns: b.count, neighbours: neighbours)
    Self.standardise(&sequences, rows: a.count, columns: b.count)
    matches = Self.path(sequences, rows: a.count, columns: b.count)
  }

  /// Similarities, each by how far it stands out of its row and of its column.
  private static func scores(_ a: [RouteDescriptor], _ b: [RouteDescriptor]) -> [Float] {
    let columns = b.count
    var table = [Float](repeating: 0, count: a.count * columns)
    for (row, one) in a.enumerated() {
      for (column, other) in b.enumerated() { table[row * columns + column] = one.similarity(to: other) }
    }
    standardise(&table, rows: a.count, columns: columns)
    return table
  }

  /// The mean over each place's neighbours on both runs, at the speed at which it is highest.
  private static func alongBoth(_ table: [Float], rows: Int, columns: Int, neighbours: Int) -> [Float] {
    let usual = Double(columns) / Double(rows)
    var best = [Float](repeating: -.infinity, count: table.count)
    for speed in speeds {
      let steps = (-neighbours...neighbours).map { (row: $0, column: Int((Double($0) * usual * speed).rounded())) }
      for row in 0..<rows {
        let near = steps.filter { (0..<rows).contains(row + $0.row) }
        for column in 0..<columns {
          var (sum, count): (Float, Float) = (0, 0)
          for step in near where column + step.column >= 0 && column + step.column < columns {
            sum += table[(row + step.row) * columns + column + step.column]
            count += 1
          }
          best[row * columns + column] = max(best[row * columns + column], sum / count)
        }
      }
    }
    return best
  }

  /// Rows first, then columns.
  private static func standardise(_ table: inout [Float], rows: Int, columns: Int) {
    for row in 0..<rows { standardise(&table, from: row * columns, step: 1, count: columns) }
    for column in 0..<columns { standardise(&table, from: column, step: columns, count: rows) }
  }

  private static func standardise(_ table: inout [Float], from start: Int, step: Int, count: Int) {
    var (sum, squares): (Float, Float) = (0, 0)
    for index in 0..<count { sum += table[start + index * step] }
    let mean = sum / Float(count)
    for index in 0..<count {
      let difference = table[start + index * step] - mean
      squares += difference * difference
    }
    let spread = (squares / Float(count)).squareRoot()
    for index in 0..<count {
      let place = start + index * step
      table[place] = spread > 1e-6 ? (table[place] - mean) / spread : 0
    }
  }

  /// The best path; each frame of A has at most one partner, and partners never go back.
  private static func path(_ table: [Float], rows: Int, columns: Int) -> [Match] {
    var best = [Float](repeating: 0, count: rows * columns)
    var steps = [Int8](repeating: -1, count: rows * columns)
    // The usual speed costs nothing; standing still or leaping is possible and dear.
    let speed = Double(columns) / Double(rows)
    let costs = (0...reach).map { Float(0.15 * abs(Double($0) - speed)) }
    for row in 0..<rows {
      for column in 0..<columns {
        let gain = table[row * columns + column] - Float(margin)
        var (reached, step) = (Float(0), Int8(-1))
        if row > 0 {
          for back in 0...min(reach, column) {
            let value = best[(row - 1) * columns + column - back] - costs[back]
            if value > reached { (reached, step) = (value, Int8(back)) }
          }
        }
        let place = row * columns + column
        best[place] = max(0, reached + gain)
        steps[place] = best[place] > 0 ? step : -1
      }
    }
    guard let end = best.indices.max(by: { best[$0] < best[$1] }), best[end] > 0 else { return [] }
    var (row, column) = end.quotientAndRemainder(dividingBy: columns)
    var matches: [Match] = []
    while true {
      matches.append(Match(a: row, b: column, score: Double(table[row * columns + column])))
      let step = steps[row * columns + column]
      guard step >= 0, row > 0 else { break }
      row -= 1
      column -= Int(step)
    }
    return matches.reversed()
  }
}
