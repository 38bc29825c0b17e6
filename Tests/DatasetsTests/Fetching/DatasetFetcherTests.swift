import Foundation
import LoopbackServer
import Testing

@testable import Datasets

@Suite(.serialized) struct DatasetFetcherTests {
  // MARK: - Sets that the tests make

  private func packed(_ bytes: [UInt8], in folder: TemporaryFolder, named name: String) throws -> [UInt8] {
    try folder.write(bytes, to: name)
    try run("gzip", ["-f", "-n", folder.path(name)])
    return [UInt8](try Data(contentsOf: URL(fileURLWithPath: folder.path(name + ".gz"))))
  }

  private func run(_ tool: String, _ arguments: [String]) throws { try SystemTool.run(tool, arguments) }

  private func bigEndian(_ values: [Int]) -> [UInt8] {
    values.flatMap { value in [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) } }
  }

  private func sum(_ bytes: [UInt8]) throws -> String {
    let folder = try TemporaryFolder()
    try folder.write(bytes, to: "file")
    return try Checksum.md5(ofFileAt: folder.path("file"))
  }

  private func digits(_ images: [UInt8], _ labels: [UInt8]) throws -> FetchableSet {
    FetchableSet(
      name: "digits", summary: "", home: "http://127.0.0.1:1/",
      files: [.init("images.gz", md5: try sum(images)), .init("labels.gz", md5: try sum(labels))], packing: .none,
      requirements: [.idx("images.gz", sizes: [3, 4, 4]), .idx("labels.gz", sizes: [3])])
  }

  private func idx(_ sizes: [Int], missing: Int = 0) -> [UInt8] {
    let count = sizes.reduce(1, *) - missing
    return [0, 0, 8, UInt8(sizes.count)] + bigEndian(sizes) + (0..<count).map { UInt8($0 % 251) }
  }

  private func archive(in folder: TemporaryFolder, link: Bool = false) throws -> [UInt8] {
    for split in ["train", "val"] { try folder.picture("streets/\(split)/1.png", width: 16, height: 8) }
    try folder.picture("streets/train/2.png", width: 16, height: 8)
    if link {
      try FileManager.default.createSymbolicLink(atPath: folder.path("streets/out"), withDestinationPath: "/etc")
    }
    try run("tar", ["-czf", folder.path("streets.tar.gz"), "-C", folder.path, "streets"])
    return [UInt8](try Data(contentsOf: URL(fileURLWithPath: folder.path("streets.tar.gz"))))
  }

  private let streets = FetchableSet(
    name: "streets", summary: "", home: "http://127.0.0.1:1/", files: [.init("streets.tar.gz")],
    packing: .tar(folder: "streets"), requirements: [.pairs("train", count: 2), .pairs("val", count: 1)])

  // MARK: - What must work

  @Test func filesAreFetchedAndChecked() throws {
    let (folder, source) = (try TemporaryFolder(), try TemporaryFolder())
    let images = try packed(idx([3, 4, 4]), in: source, named: "images")
    let labels = try packed(idx([3]), in: source, named: "labels")
    let server = try LoopbackServer(["/m/images.gz": images, "/m/labels.gz": labels])
    defer { server.stop() }
    let fetcher = try DatasetFetcher(
      try digits(images, labels), into: folder.path("data"), mirror: server.address + "m")
    #expect(try fetcher.fetch() == folder.path("data/digits"))
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path("data")) == ["digits"])
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: folder.path("data/digits")).sorted()
        == ["images.gz", "labels.gz"])
    // A second time, nothing is asked for.
    let notes = Notes()
    #expect(try fetcher.fetch(note: { notes.add($0) }) == folder.path("data/digits"))
    #expect(server.requests.count == 2 && notes.all.contains { $0.contains("there already") })
  }

  @Test func archivesAreUnpackedAndAnInterruptedFetchGoesOn() throws {
    let (folder, source) = (try TemporaryFolder(), try TemporaryFolder())
    let bytes = try archive(in: source)
    let server = try LoopbackServer(["/streets.tar.gz": bytes])
    defer { server.stop() }
    server.cut(after: 200, 0, 0, 0, 0, 0)
    let fetcher = try DatasetFetcher(streets, into: folder.path, mirror: server.address)
    #expect(throws: DatasetError.self) { try fetcher.fetch() }
    #expect(!FileManager.default.fileExists(atPath: folder.path("streets")))
    let notes = Notes()
    #expect(try fetcher.fetch(note: { notes.add($0) }) == folder.path("streets"))
    #expect(server.requests.last?.range == "bytes=200-")
    #expect(notes.all == ["going on with streets.tar.gz", "unpacking streets.tar.gz"])
    #expect(try openPairedDataset(at: folder.path("streets"), split: "train").count == 2)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["streets"])
  }

  @Test func zipArchivesToo() throws {
    guard FileManager.default.isExecutableFile(atPath: "/usr/bin/zip") else { return }
    let (folder, source) = (try TemporaryFolder(), try TemporaryFolder())
    _ = try archive(in: source)
    let script = "cd '\(source.path)' && zip -q -r streets.zip streets"
    try run("sh", ["-c", script])
    let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: source.path("streets.zip"))))
    let server = try LoopbackServer(["/streets.zip": bytes])
    defer { server.stop() }
    var set = streets
    (set.files, set.packing) = ([.init("streets.zip")], .zip(folder: "streets"))
    #expect(try DatasetFetcher(set, into: folder.path, mirror: server.address).fetch() == folder.path("streets"))
  }

  // MARK: - What must be refused

  private func refusal(
    _ set: FetchableSet, _ files: [String: [UInt8]], mirrored: Bool = true, in folder: TemporaryFolder
  ) throws -> String {
    let server = try LoopbackServer(files)
    defer { server.stop() }
    var set = set
    set.home = server.address
    let fetcher = try DatasetFetcher(set, into: folder.path("data"), mirror: mirrored ? server.address : nil)
    do throws(DatasetError) {
      _ = try fetcher.fetch()
      Issue.record("it was taken")
      return ""
    } catch {
      #expect(!FileManager.default.fileExists(atPath: fetcher.target))
      #expect(!error.description.contains("\n"))
      return error.description
    }
  }

  @Test func filesOfTheWrongFormAreRefused() throws {
    let (folder, source) = (try TemporaryFolder(), try TemporaryFolder())
    let labels = try packed(idx([3]), in: source, named: "labels")
    for (bytes, word) in [
      (idx([3, 4, 4], missing: 5), "early or late"), (idx([3]), "dimensions"), (idx([3, 5, 4]), "samples of"),
      (Array("<html>no such set</html>".utf8), "IDX"),
    ] {
      let images = try packed(bytes, in: source, named: "images")
      let text = try refusal(try digits(images, labels), ["/images.gz": images, "/labels.gz": labels], in: folder)
      #expect(text.contains("images.gz") && text.contains(word), "\(text)")
    }
    let plain = Array("not packed at all".utf8)
    let text = try refusal(try digits(plain, labels), ["/images.gz": plain, "/labels.gz": labels], in: folder)
    #expect(text.contains("images.gz") && text.contains("unpacked"), "\(text)")
  }

  @Test func whatItsHomeServesMustHaveTheRightSum() throws {
    let (folder, source) = (try TemporaryFolder(), try TemporaryFolder())
    let images = try packed(idx([3, 4, 4]), in: source, named: "images")
    let labels = try packed(idx([3]), in: source, named: "labels")
    let other = try packed(idx([2, 4, 4]), in: source, named: "images")
    let files = ["/images.gz": other, "/labels.gz": labels]
    let text = try refusal(try digits(images, labels), files, mirrored: false, in: folder)
    #expect(text.contains("images.gz") && text.contains("MD5"))
    // A mirror may have packed it anew; the missing sample is said.
    let server = try LoopbackServer(files)
    defer { server.stop() }
    let notes = Notes()
    _ = try DatasetFetcher(try digits(images, labels), into: folder.path("data"), mirror: server.address)
      .fetch(note: { notes.add($0) })
    #expect(notes.all.contains { $0.contains("byte for byte") })
    #expect(notes.all.contains { $0.contains("images.gz holds 2 samples") })
  }

  @Test func archivesThatAreNotTheSetAreRefused() throws {
    let (folder, source) = (try TemporaryFolder(), try TemporaryFolder())
    let bytes = try archive(in: source)
    var other = streets
    other.requirements = [.pairs("test", count: 1)]
    #expect(try refusal(other, ["/streets.tar.gz": bytes], in: folder).contains("test is missing"))
    #expect(
      try refusal(streets, ["/streets.tar.gz": Array(bytes.prefix(300))], in: folder).contains("cannot be unpacked"))
    let linked = try archive(in: source, link: true)
    #expect(try refusal(streets, ["/streets.tar.gz": linked], in: folder).contains("link"))
  }

  @Test func aFolderThatIsNotTheSetIsLeftAlone() throws {
    let folder = try TemporaryFolder()
    try folder.picture("streets/train/1.png", width: 15, height: 8)
    #expect { try DatasetFetcher(streets, into: folder.path).fetch() } throws: {
      "\($0)".contains(folder.path("streets")) && "\($0)".contains("15x8") && "\($0)".contains("--out")
    }
    #expect(FileManager.default.fileExists(atPath: folder.path("streets/train/1.png")))
  }

  @Test func knownSetsAreWellFormed() throws {
    let names = FetchableSet.known.map(\.name)
    #expect(Set(names).count == names.count)
    for name in ["mnist", "fashion-mnist", "facades", "maps", "cifar-10", "usps"] { #expect(names.contains(name)) }
    for set in FetchableSet.known {
      _ = try DatasetFetcher(set, into: "data")
      #expect(!set.files.isEmpty && !set.requirements.isEmpty && set.home.hasSuffix("/"))
      #expect(set.files.allSatisfy { $0.md5.map { $0.count == 32 } ?? true })
    }
    #expect { try FetchableSet.named("nist") } throws: { "\($0)".contains("mnist, fashion-mnist") }
    for mirror in ["", "ftp://a/", "/home/me", "http://"] {
      #expect(throws: DatasetError.self) { try DatasetFetcher(streets, into: "data", mirror: mirror) }
    }
  }
}

/// Gathers notes; they come from the thread that fetches, one after the other.
private final class Notes: @unchecked Sendable {
  private let lock = NSLock()
  private var notes: [String] = []
  var all: [String] { lock.withLock { notes } }
  func add(_ note: String) { lock.withLock { notes.append(note) } }
}
