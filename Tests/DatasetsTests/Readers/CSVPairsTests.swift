import Testing
import Vision

@testable import Datasets

@Suite struct CSVPairsTests {
  let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    try folder.pictures(["a/1.png", "a/2, with comma.png", "b/1.png", "b/2.png"])
  }

  private func read(_ text: String) throws(DatasetError) -> CSVPairs {
    do { try folder.write(text, to: "list.csv") } catch { throw DatasetError("\(error)") }
    return try CSVPairs(folder.path("list.csv"))
  }

  private func failure(_ text: String) -> String {
    do {
      _ = try read(text)
      return ""
    } catch {
      return error.description
    }
  }

  @Test(arguments: [
    "a/1.png,b/1.png\n\"a/2, with comma.png\",b/2.png\n",
    "input,target\r\na/1.png,b/1.png\r\n\"a/2, with comma.png\",\"b/2.png\"",
    "\u{FEFF}b,weather,a\n\nb/1.png,rain,a/1.png\nb/2.png,sun,\"a/2, with comma.png\"\n",
    "a/1.png\tb/1.png\na/2, with comma.png\tb/2.png",
  ])
  func spellings(_ text: String) throws {
    // The fourth has commas as well as tabs; its first line decides.
    let source = try read(text)
    #expect(source.count == 2)
    #expect(source.rows.map(\.b) == ["b/1.png", "b/2.png"])
    #expect(source.name(at: 1) == "a/2, with comma")
    #expect(try source.load(1).a.width == 40)
  }

  @Test func quotesAndLineBreaksInsideFields() throws {
    let rows = try DelimitedText.rows(of: "\"a \"\"b\"\"\",\"two\nlines\"\n x , y\n", path: "t.csv")
    #expect(rows.map(\.fields) == [["a \"b\"", "two\nlines"], ["x", "y"]])
    #expect(rows.map(\.line) == [1, 3])
  }

  @Test func badRowsAreNamedByLine() {
    #expect(failure("a/1.png,b/1.png\n\na/2.png\n").contains("line 3"))
    #expect(failure("a/1.png,b/1.png\na/2.png,\n").contains("line 2"))
    #expect(failure("a/1.png,\"b/1.png\n").contains("line 1"))
    #expect(failure("").contains("lists no pairs"))
    #expect(failure("a,b\n").contains("lists no pairs"))
    #expect(failure("no/1.png,no/2.png\n").contains("no/1.png"))
  }

  @Test func missingPicturesAreToldAndNamedWhenLoaded() throws {
    let source = try read("a/1.png,b/1.png\na/none.png,b/2.png\n")
    #expect(source.summary.contains("1 row with a missing picture, such as line 2"))
    #expect { try source.load(1) } throws: { "\($0)".contains("line 2") && "\($0)".contains("a/none.png") }
  }
}
