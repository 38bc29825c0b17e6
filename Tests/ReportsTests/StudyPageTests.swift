import Foundation
import TestFolders
import Testing

@testable import Reports

struct StudyPageTests {
  /// The page needs no network and no other file, and a file's name cannot end its script.
  @Test func isOneFile() throws {
    let folder = try ScratchFolder()
    let items = [
      StudyPage.Item(name: "real/</script><b>\"1\".png", isReal: true, bytes: [1, 2, 3], type: "image/png"),
      StudyPage.Item(name: "refined/2.png", isReal: false, bytes: [4, 5], type: "image/png"),
    ]
    try StudyPage(identifier: "abc", items: items, seed: 7).write(to: folder.path("index.html"))
    let page = try folder.read("index.html")
    #expect(page.contains("data:image/png;base64,AQID") && page.contains("data:image/png;base64,BAU="))
    #expect(page.contains("seed: \"7\"") && page.contains("real:true") && page.contains("real:false"))
    #expect(page.components(separatedBy: "</script>").count == 2)
    #expect(!page.contains("http://") && !page.contains("https://") && !page.contains("src=\"/"))
  }
}
