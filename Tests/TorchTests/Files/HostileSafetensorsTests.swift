import Files
import Foundation
import Testing
import Torch

@Suite struct HostileSafetensorsTests {
  let folder: FilesFolder

  init() throws { folder = try FilesFolder() }

  /// A file of a header, as it is, and some bytes.
  private func file(_ header: String, data: Int = 0) -> [UInt8] {
    withUnsafeBytes(of: UInt64(header.utf8.count).littleEndian, Array.init) + Array(header.utf8)
      + [UInt8](repeating: 0, count: data)
  }

  private func refusal(_ bytes: [UInt8], sourceLocation: SourceLocation = #_sourceLocation) throws -> String {
    let path = try folder.write(bytes)
    return reason(path, sourceLocation: sourceLocation) { () throws(FileError) in
      try SafetensorsFile(path: path).all()
    }
  }

  private func entry(_ name: String, _ dtype: String, _ shape: String, _ offsets: String) -> String {
    "\"\(name)\":{\"dtype\":\"\(dtype)\",\"shape\":\(shape),\"data_offsets\":\(offsets)}"
  }

  @Test func everyCutIsAnError() throws {
    let whole = try fixtureBytes("types.safetensors")
    for length in 0..<whole.count { _ = try refusal(Array(whole[..<length])) }
    _ = try refusal(whole + [0])
  }

  @Test func noChangedByteOfTheHeaderCrashes() throws {
    let path = folder.path("a.safetensors")
    try Safetensors.write(
      [("a", numbered([2, 3])), ("b", numbered([3], .bool)), ("c", numbered([], .int64))], metadata: ["k": "v\n"],
      to: path)
    let whole = try folder.bytes("a.safetensors")
    let header = 8 + Int(whole[0]) + Int(whole[1]) << 8
    for position in 0..<header {
      for value: UInt8 in [0, 0x22, 0x2C, 0x39, 0x5B, 0x5C, 0x7B, 0x80, 0xFF, whole[position] ^ 1] {
        var changed = whole
        changed[position] = value
        try folder.write(changed)
        _ = try? SafetensorsFile(path: folder.path("file")).all()
      }
    }
  }

  @Test func headersThatLieAreRefused() throws {
    let cases: [(String, Int, String)] = [
      (entry("a", "F32", "[2]", "[0,8]"), 4, "outside"),
      (entry("a", "F32", "[2]", "[8,0]"), 8, "outside"),
      (entry("a", "F32", "[2]", "[0]"), 8, "outside"),
      (entry("a", "F32", "[2]", "[0,4]"), 4, "needs 8 bytes and has 4"),
      (entry("a", "F32", "[1]", "[0,4]"), 8, "4 bytes at the end"),
      (entry("a", "F32", "[1]", "[4,8]"), 8, "no tensor"),
      (entry("a", "F32", "[1]", "[0,4]") + "," + entry("b", "F32", "[1]", "[0,4]"), 4, "overlaps"),
      (entry("a", "F32", "[2]", "[0,8]") + "," + entry("b", "F32", "[1]", "[4,8]"), 8, "overlaps"),
      (entry("a", "F32", "[1]", "[0,4]") + "," + entry("b", "F32", "[1]", "[8,12]"), 12, "no tensor"),
      (entry("a", "F32", "[1]", "[0,4]") + "," + entry("a", "F32", "[1]", "[4,8]"), 8, "'a' stands in it twice"),
      (entry("a", "F32", "[4611686018427387904,4]", "[0,0]"), 0, "impossible"),
      (entry("a", "F32", "[0,4611686018427387904,4]", "[0,0]"), 0, "impossible"),
      (entry("a", "F32", "[99999999999999999999]", "[0,0]"), 0, "too large"),
      (entry("a", "F32", "[-1]", "[0,4]"), 4, "not what a header is"),
      (entry("a", "F32", "[1.0]", "[0,4]"), 4, "not what a header is"),
      (entry("a", "F32", "[01]", "[0,4]"), 4, "not what a header is"),
      (entry("a", "C64", "[1]", "[0,8]"), 8, "'C64'"),
      (
        entry("a", "F32", "[" + Array(repeating: "1", count: 65).joined(separator: ",") + "]", "[0,4]"), 4, "impossible"
      ),
      ("\"a\":{\"dtype\":\"F32\",\"shape\":[1]}", 4, "lacks"),
      ("\"a\":{\"dtype\":\"F32\",\"dtype\":\"F32\"}", 4, "'dtype'"),
      ("\"a\":{\"other\":1}", 4, "'other'"),
      ("\"a\":[]", 0, "not what a header is"),
      ("\"__metadata__\":{\"a\":1}", 0, "not what a header is"),
      ("\"__metadata__\":{\"a\":\"1\",\"a\":\"2\"}", 0, "twice"),
      ("\"__metadata__\":{},\"__metadata__\":{}", 0, "twice"),
      ("\"\\ud800\":{}", 0, "not what a header is"),
      ("\"\\ud800\\u0041\":{}", 0, "not what a header is"),
      ("\"\\x\":{}", 0, "not what a header is"),
      ("\"a", 0, "not what a header is"),
    ]
    for (members, data, part) in cases {
      let text = try refusal(file("{\(members)}", data: data))
      #expect(text.contains(part), "\(members): \(text)")
    }
    #expect(try refusal(file("{}x")).contains("not what a header is"))
    #expect(try refusal(file("")).contains("not what a header is"))
    #expect(try refusal(file("{\"") + [0xFF]).contains("belong to no tensor") == false)
  }

  @Test func tensorsInAnyOrderAndWithSpacesAreRead() throws {
    let header =
      " {\n" + entry("b", "U8", "[ 2 ]", "[1, 3]") + " , " + entry("empty", "F32", "[0]", "[1,1]") + ","
      + entry("a", "U8", "[1]", "[0,1]") + ",\"\\u00e9\\ud83d\\ude00\":{\"shape\":[],\"data_offsets\":[3,7],\"dtype\":"
      + "\"I32\"}}\r\n\t "
    let path = try folder.write(file(header, data: 3) + [1, 0, 0, 0])
    let opened = try SafetensorsFile(path: path)
    #expect(opened.names == ["b", "empty", "a", "é😀"])
    #expect(try bytes(opened.tensor("é😀")) == [1, 0, 0, 0])
  }

  @Test func bombsAreRefused() throws {
    #expect(try refusal(file(String(repeating: "[", count: 1_000_000))).contains("not what a header is"))
    #expect(try refusal(file(String(repeating: "{\"a\":", count: 300_000))).contains("unknown"))
    #expect(
      try refusal(file("{\"a\":{\"shape\":" + String(repeating: "[", count: 100_000))).contains("not what a header is"))
    #expect(
      try refusal([0, 0, 0, 0, 0, 0, 0, 0x80] + Array("{}".utf8)).contains("would have 9223372036854775808 bytes"))
    #expect(try refusal([UInt8](repeating: 0xFF, count: 64)).contains("damaged"))
  }

  @Test func truthValuesAreZeroOrOne() throws {
    let header = "{" + entry("a", "BOOL", "[2]", "[0,2]") + "}"
    #expect(try refusal(file(header) + [1, 2]).contains("neither 0 nor 1"))
  }

  @Test func otherFilesAreKnown() throws {
    #expect(try refusal(fixtureBytes("types.pth")).contains("zip archive such as PyTorch writes"))
    #expect(try refusal(fixtureBytes("legacy.pth")).contains("before PyTorch 1.6"))
    #expect(try refusal(Array("<!DOCTYPE html><html>not found</html>".utf8)).contains("web page"))
    #expect(try refusal(Array("version https://git-lfs.github.com/spec/v1\n".utf8)).contains("git lfs pull"))
    #expect(try refusal([]).contains("empty"))
    let missing = folder.path("none")
    #expect(
      reason(missing) { () throws(FileError) in try SafetensorsFile(path: missing) }.contains("no such file"))
    #expect(
      reason(folder.path) { () throws(FileError) in try SafetensorsFile(path: folder.path) }.contains("a folder"))
    let pipe = folder.path("pipe")
    #expect(mkfifo(pipe, 0o600) == 0)
    #expect(reason(pipe) { () throws(FileError) in try SafetensorsFile(path: pipe) }.contains("ordinary"))
  }
}
