import Foundation
import LoopbackServer
import Testing
import Vision

/// `gan data fetch` against a server on the loopback interface; the single faults are tested in DatasetsTests.
struct DataFetchTests {
  /// Six broken connections end the first run; the second asks for the rest only.
  @Test func theNextRunGoesOn() throws {
    try withTemporaryFolder { folder in
      for split in ["train", "val", "test"] {
        let path = folder + "/source/facades/" + split
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        for number in 1...3 {
          try Image(width: 16, height: 8, channels: 3, level: 9).write(to: path + "/\(number).png")
        }
      }
      let tar = Process()
      tar.executableURL = URL(fileURLWithPath: "/usr/bin/env")
      tar.arguments = ["tar", "-czf", folder + "/facades.tar.gz", "-C", folder + "/source", "facades"]
      try tar.run()
      tar.waitUntilExit()
      let archive = [UInt8](try Data(contentsOf: URL(fileURLWithPath: folder + "/facades.tar.gz")))
      let server = try LoopbackServer(["/sets/facades.tar.gz": archive])
      defer { server.stop() }
      server.cut(after: 150, 0, 0, 0, 0, 0)
      let arguments = ["data", "fetch", "facades", "--out", folder + "/data", "--mirror", server.address + "sets"]
      let broken = try Program.run(arguments, in: folder)
      #expect(broken.status == 1 && broken.errors.contains("broke off after 150 bytes"), "\(broken.errors)")
      #expect(!FileManager.default.fileExists(atPath: folder + "/data/facades"))

      let whole = try Program.run(arguments, in: folder)
      #expect(whole.status == 0 && whole.output == folder + "/data/facades\n", "\(whole.errors)")
      #expect(server.requests.last?.range == "bytes=150-")
      #expect(FileManager.default.names(in: folder + "/data") == ["facades"])
      let inspected = try Program.run(["data", "inspect", folder + "/data/facades"], in: folder)
      #expect(inspected.output.contains("aligned pairs"), "\(inspected.output)")
    }
  }

  @Test func whatIsThereIsCheckedAndTaken() throws {
    try withTemporaryFolder { folder in
      for split in ["train", "val", "test"] {
        let path = folder + "/facades/" + split
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        try Image(width: 16, height: 8, channels: 3, level: 9).write(to: path + "/1.png")
      }
      let whole = try Program.run(["data", "fetch", "facades", "--out", folder], in: folder)
      #expect(whole.status == 0 && whole.output == folder + "/facades\n", "\(whole.errors)")
      #expect(whole.errors.contains("train holds 1 pairs, the whole set has 400"))
      try FileManager.default.removeItem(atPath: folder + "/facades/val")
      let part = try Program.run(["data", "fetch", "facades", "--out", folder], in: folder)
      #expect(part.status == 1 && part.errors.contains("val is missing") && part.errors.contains("--out"))
    }
  }

  @Test func misuseIsOneLine() throws {
    try withTemporaryFolder { folder in
      for (arguments, word) in [
        (["nist"], "fashion-mnist"), (["mnist", "--mirror", "here"], "'here"),
        // Port 9 of the machine itself, where nobody listens.
        (["mnist", "--mirror", "http://127.0.0.1:9/"], "http://127.0.0.1:9/train-images-idx3-ubyte.gz"),
      ] {
        let result = try Program.run(["data", "fetch", "--out", folder + "/data"] + arguments, in: folder)
        #expect(result.status == 1, "\(result.errors)")
        #expect(result.errors.split(separator: "\n").filter { $0.hasPrefix("error: ") }.count == 1)
        #expect(result.errors.contains(word), "\(result.errors)")
        #expect(!FileManager.default.fileExists(atPath: folder + "/data/mnist"))
      }
      let help = try Program.run(["data", "fetch", "--help"], in: folder)
      #expect(help.output.contains("facades: façade labels"))
    }
  }
}
