import Foundation
import Metrics
import TestFolders
import Testing

@testable import Reports

@Suite struct DiversityPageTests {
  @Test func thePageHoldsAllThatAPersonNeeds() throws {
    let scratch = try ScratchFolder()
    let duplicates = DuplicateCount(pairs: 2, linked: 0)
    let pairs = (0..<4).map { number in
      DiversityPage.Pair(
        first: scratch.path + "/pairs/\(number) a.png", second: scratch.path + "/pairs/\(number) b.png",
        names: "<one> & two", distance: Double(number), isDuplicate: number < 2)
    }
    let page = DiversityPage(
      title: "How many <pictures>?", distances: "pixels", threshold: DuplicateThreshold(chosen: 1.5),
      automatic: SupportEstimate(batches: [.init(size: 101, duplicates: duplicates)]),
      batches: [.init(size: 101, pairs: pairs), .init(size: 2000, pairs: [])])
    try page.write(to: scratch.path + "/index.html")
    let html = try scratch.read("index.html")
    #expect(html.components(separatedBy: "aria-pressed=\"false\"").count == 5)
    #expect(html.contains("src=\"pairs/3%20b.png\""))
    #expect(html.contains("How many &lt;pictures&gt;?") && html.contains("&lt;one&gt; &amp; two"))
    #expect(html.contains("data-size=\"101\"") && html.contains("the 0 nearest of 1,999,000 pairs"))
    #expect(html.components(separatedBy: "within the automatic threshold").count == 3)
    // 5,050 pairs and 2 duplicates.
    #expect(html.contains("2,525 (699 to 20,8"))
    // Garwood's ends for none to all four marked.
    #expect(html.contains("const lower = [0,0.0253178,0.242209,0.618672,1.08987];"))
    #expect(html.contains("const upper = [3.68888,5.57164,7.22469,8.76727,10.2416];"))
    // No network: nothing is fetched from elsewhere.
    #expect(!html.contains("http://") && !html.contains("https://"))
  }

  @Test func noDuplicatesAreSaid() throws {
    let scratch = try ScratchFolder()
    let none = SupportEstimate(batches: [.init(size: 101, duplicates: .init(pairs: 0, linked: 0))])
    try DiversityPage(
      title: "a", distances: "pixels", threshold: DuplicateThreshold(chosen: 0), automatic: none, batches: []
    ).write(to: scratch.path + "/new/page.html")
    #expect(try scratch.read("new/page.html").contains("1,369 or more"))
  }
}
