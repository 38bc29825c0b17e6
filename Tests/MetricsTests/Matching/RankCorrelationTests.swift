import Metrics
import Testing

@Suite struct RankCorrelationTests {
  struct Lists: Decodable {
    let a: [Double]
    let b: [Double]
    let ranks: [Double]
    let spearman: Double
  }
  struct File: Decodable { let lists: [Lists] }

  @Test func agreesWithSciPy() throws {
    let lists = try jsonFixture("matching.json", as: File.self).lists
    #expect(lists.count == 6)
    for item in lists {
      #expect(RankCorrelation.ranks(item.a) == item.ranks)
      let value = try #require(RankCorrelation.spearman(item.a, item.b))
      #expect(abs(value - item.spearman) < 1e-12)
    }
  }

  @Test func onlyTheOrderCounts() {
    let a = [0.1, 3, -2, 8, 4]
    #expect(RankCorrelation.spearman(a, a.map { $0 * $0 * $0 }) == 1)
    #expect(RankCorrelation.spearman(a, a.map { -$0 }) == -1)
  }

  @Test func tiesShareTheirRank() {
    #expect(RankCorrelation.ranks([5, 1, 5, 0, 5]) == [4, 2, 4, 1, 4])
  }

  @Test func isNotDefinedWithoutAnOrder() {
    #expect(RankCorrelation.spearman([1, 1, 1], [1, 2, 3]) == nil)
    #expect(RankCorrelation.spearman([1], [2]) == nil)
    #expect(RankCorrelation.spearman([], []) == nil)
  }
}
