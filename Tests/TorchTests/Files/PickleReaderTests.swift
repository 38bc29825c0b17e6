import Foundation
import Testing

@testable import Torch

@Suite struct PickleReaderTests {
  private func refusal(_ pickle: [UInt8], sourceLocation: SourceLocation = #_sourceLocation) -> String {
    do {
      try pickle.withUnsafeBytes { bytes in
        var reader = try PickleReader(bytes)
        _ = try reader.read()
      }
      Issue.record("no error", sourceLocation: sourceLocation)
      return ""
    } catch {
      let reason = (error as? FormatFault)?.reason ?? ""
      #expect(reason.contains("; "), sourceLocation: sourceLocation)
      return reason
    }
  }

  private func accepts(_ pickle: [UInt8]) -> Bool {
    pickle.withUnsafeBytes { bytes in
      guard var reader = try? PickleReader(bytes) else { return false }
      return (try? reader.read()) != nil
    }
  }

  private func text(_ value: String) -> [UInt8] { [0x8C, UInt8(value.utf8.count)] + Array(value.utf8) }

  @Test func everyNameButThoseOfTensorsIsRefused() {
    #expect(refusal(Array("cos\nsystem\n.".utf8)).contains("'os.system'"))
    #expect(refusal(Array("cposix\nsystem\n.".utf8)).contains("no code was run"))
    #expect(refusal(Array("ctorch\nload\n.".utf8)).contains("'torch.load'"))
    #expect(refusal(Array("ctorch._utils\n_rebuild_tensor_v2.__globals__\n.".utf8)).contains("__globals__"))
    #expect(refusal(Array("cos\nFloatStorage\n.".utf8)).contains("'os.FloatStorage'"))
    #expect(refusal(Array("(ios\nsystem\n.".utf8)).contains("'os.system'"))
    #expect(refusal(text("builtins") + text("exec") + [0x93, 0x2E]).contains("'builtins.exec'"))
    for code: UInt8 in [0x82, 0x83, 0x84, 0x6F, 0x92, 0x50, 0x97, 0x98] {
      #expect(refusal([0x80, 2, code, 0, 0x2E]).contains("instruction 0x"))
    }
    #expect(refusal([0x80, 9, 0x4E, 0x2E]).contains("protocol 9"))
  }

  @Test func namesThatAreAllowedCannotBeMisused() {
    let dictionary = Array("ccollections\nOrderedDict\n".utf8)
    let rebuild = Array("ctorch._utils\n_rebuild_tensor_v2\n".utf8)
    for arguments: [UInt8] in [[0x4E], [0x29, 0x85], [0x4E, 0x4E, 0x86], [0x4B, 1, 0x85], [0x5D, 0x4E, 0x61, 0x85]] {
      #expect(!accepts(dictionary + arguments + [0x52, 0x2E]) || arguments == [0x29, 0x85])
      #expect(!accepts(rebuild + arguments + [0x52, 0x2E]))
    }
    #expect(!accepts(rebuild + [0x29, 0x81, 0x2E]))
    #expect(accepts(dictionary + [0x29, 0x81, 0x2E]))
    #expect(!accepts([0x4E, 0x4E, 0x62, 0x2E]))
    #expect(!accepts(text("storage") + [0x51, 0x2E]))
  }

  @Test func deepAndCircularObjectsAreHarmless() {
    let depth = 1_000_000
    #expect(accepts([0x29] + [UInt8](repeating: 0x85, count: depth) + [0x2E]))
    #expect(accepts([UInt8](repeating: 0x5D, count: depth) + [UInt8](repeating: 0x61, count: depth - 1) + [0x2E]))
    #expect(accepts([0x5D, 0x94, 0x68, 0, 0x61, 0x2E]))
    #expect(accepts([0x7D, 0x94, 0x68, 0, 0x68, 0, 0x73, 0x2E]))
  }

  @Test func floodsAreStopped() {
    let many = 3_000_000
    for code: UInt8 in [0x29, 0x5D, 0x7D, 0x28, 0x4E] {
      #expect(!accepts([UInt8](repeating: code, count: many) + [0x2E]))
    }
    #expect(!accepts([0x4E] + [UInt8](repeating: 0x32, count: many) + [0x2E]))
    // A list of pairs that is made into a dictionary again and again, from the memo.
    let pairs = Array(repeating: [0x4E, 0x4E, 0x86] as [UInt8], count: 100_000).flatMap { $0 }
    let list: [UInt8] = [0x5D, 0x28] + pairs + [0x65, 0x85, 0x94, 0x30]
    let call = Array("ccollections\nOrderedDict\n".utf8) + [0x94, 0x30]
    let again = Array(repeating: [0x68, 1, 0x68, 0, 0x52, 0x30] as [UInt8], count: 1000).flatMap { $0 }
    #expect(refusal(list + call + again + [0x4E, 0x2E]).contains("more objects"))
    #expect(refusal([UInt8](repeating: 0x4E, count: PickleReader.byteLimit + 1)).contains("bytes"))
  }

  @Test func brokenPicklesAreRefused() {
    let cases: [[UInt8]] = [
      [], [0x2E], [0x4E], [0x4E, 0x4E, 0x2E], [0x28, 0x2E], [0x28, 0x30, 0x2E], [0x74, 0x2E], [0x85, 0x2E],
      [0x4E, 0x28, 0x30, 0x2E], [0x68, 0, 0x2E], [0x6A, 0xFF, 0xFF, 0xFF, 0xFF, 0x2E], [0x94, 0x2E], [0x71, 0, 0x2E],
      [0x58, 0xFF, 0xFF, 0xFF, 0xFF, 0x2E], [0x8D] + [UInt8](repeating: 0xFF, count: 8) + [0x2E],
      [0x96] + [UInt8](repeating: 0x7F, count: 8) + [0x2E], [0x54, 0xFF, 0xFF, 0xFF, 0xFF, 0x2E],
      [0x8B, 0xFF, 0xFF, 0xFF, 0xFF, 0x2E], [0x8A, 9] + [UInt8](repeating: 1, count: 9) + [0x2E],
      [0x95, 1, 0x2E], [0x63, 0x61], [0x63] + [UInt8](repeating: 0x61, count: 10_000), [0x8C, 1, 0xFF, 0x2E],
      [0x7D, 0x28, 0x4E, 0x75, 0x2E], [0x4E, 0x4E, 0x4E, 0x73, 0x2E], [0x7D, 0x4E, 0x61, 0x2E], [0x52, 0x2E],
    ]
    for pickle in cases { #expect(!accepts(pickle), "\(pickle.prefix(12))") }
  }

  @Test func numbersHaveTheirSigns() throws {
    func value(_ bytes: [UInt8]) throws -> Int {
      try (bytes + [0x2E]).withUnsafeBytes { bytes in
        var reader = try PickleReader(bytes)
        guard case .int(let value) = try reader.read() else { return .min }
        return value
      }
    }
    #expect(try value([0x8A, 0]) == 0)
    #expect(try value([0x8A, 1, 0xFF]) == -1)
    #expect(try value([0x8A, 2, 0xFF, 0]) == 255)
    #expect(try value([0x8A, 8] + little(Int.min + 1)) == Int.min + 1)
    #expect(try value([0x4A] + little(Int32(-5))) == -5)
    #expect(try value([0x4D, 0xFF, 0xFF]) == 65535)
  }

  @Test func noChangedByteOfAPickleCrashes() throws {
    let file = try fixtureBytes("nested.pth")
    let pickle = try file.withUnsafeBytes { bytes in
      let zip = try ZipDirectory(bytes)
      return Array(try #require(try zip.bytes(of: "data.pkl", in: bytes)))
    }
    #expect(accepts(pickle))
    for position in pickle.indices {
      for value in [0, 0x28, 0x2E, 0x52, 0x61, 0x74, 0x80, 0xFF, pickle[position] ^ 1] {
        var changed = pickle
        changed[position] = value
        _ = accepts(changed)
      }
    }
  }
}
