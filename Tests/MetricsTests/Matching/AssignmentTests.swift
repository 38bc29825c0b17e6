import Metrics
import Testing

@Suite struct AssignmentTests {
  struct Table: Decodable {
    let weights: [[Double]]
    let total: Double
  }
  struct File: Decodable { let tables: [Table] }

  private func isOneToOne(_ assignment: Assignment, rows: Int, columns: Int) -> Bool {
    let used = assignment.columns.compactMap { $0 }
    return assignment.columns.count == rows && used.count == min(rows, columns) && Set(used).count == used.count
      && used.allSatisfy { (0..<columns).contains($0) }
  }

  @Test func agreesWithSciPy() throws {
    let tables = try jsonFixture("matching.json", as: File.self).tables
    #expect(tables.count == 30)
    for table in tables {
      let assignment = Assignment(maximizing: table.weights)
      #expect(isOneToOne(assignment, rows: table.weights.count, columns: table.weights[0].count))
      #expect(abs(assignment.total - table.total) < 1e-9)
      var sum = 0.0
      for (row, column) in assignment.columns.enumerated() { if let column { sum += table.weights[row][column] } }
      #expect(abs(sum - table.total) < 1e-9, "the columns give the total")
    }
  }

  @Test func findsAHiddenPermutation() {
    let hidden = [3, 7, 0, 9, 1, 2, 8, 6, 5, 4]
    let counts = hidden.map { digit in (0..<10).map { $0 == digit ? 90 : 10 + ($0 * digit) % 7 } }
    let assignment = Assignment(maximizing: counts)
    #expect(assignment.columns == hidden.map(Optional.some))
    #expect(assignment.total == 900)
  }

  @Test func greedyChoicesAreUndone() {
    // Row 0 would like column 0 best, but then row 1 is left with nothing.
    #expect(Assignment(maximizing: [[10, 9], [10, 0]]).columns == [1, 0])
  }

  @Test func leftOverRowsHaveNoColumn() {
    let assignment = Assignment(maximizing: [[1], [5], [3]])
    #expect(assignment.columns == [nil, 0, nil])
    #expect(assignment.total == 5)
  }

  @Test func emptyTables() {
    #expect(Assignment(maximizing: [[Double]]()).columns.isEmpty)
    #expect(Assignment(maximizing: [[Double](), []]).columns == [nil, nil])
  }
}
