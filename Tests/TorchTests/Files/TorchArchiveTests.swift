import Files
import Foundation
import Testing
import Torch

@Suite struct TorchArchiveTests {
  private func read(_ name: String) throws -> [(name: String, tensor: Tensor)] {
    try TorchArchive.stateDictionary(path: archiveFixture(name))
  }

  private func dictionary(_ name: String) throws -> [String: Tensor] {
    Dictionary(uniqueKeysWithValues: try read(name).map { ($0.name, $0.tensor) })
  }

  @Test(arguments: ["types.pth", "types_protocol4.pth", "rezipped.pth", "legacy.pth"])
  func everyTypeIsRead(name: String) throws {
    try EveryType.check(dictionary(name))
    #expect(try read(name).prefix(3).map(\.name) == ["float64", "float32", "float16"])
  }

  @Test(arguments: ["views.pth", "legacy_views.pth"]) func viewsAreGathered(name: String) throws {
    let tensors = try dictionary(name)
    func check(_ name: String, _ shape: [Int], _ values: [Float]) throws {
      let tensor = try #require(tensors[name])
      #expect(tensor.shape == shape && floats(tensor) == values, "\(name)")
    }
    let base = (0..<24).map(Float.init)
    try check("base", [2, 3, 4], base)
    let transposed: [Float] = [0, 12, 4, 16, 8, 20, 1, 13, 5, 17, 9, 21, 2, 14, 6, 18, 10, 22, 3, 15, 7, 19, 11, 23]
    try check("transposed", [4, 3, 2], transposed)
    try check("slice", [2, 2], [16, 18, 20, 22])
    try check("row", [4], [4, 5, 6, 7])
    try check("expanded", [2, 3], [1, 1, 1, 2, 2, 2])
    try check("channels_last", [1, 2, 3, 4], base)
    try check("parameter", [3, 4], Array(base[..<12]))
    let half = try #require(tensors["half"])
    #expect(half.shape == [4, 6] && half.dtype == .float16)
    // 0, 4, 8, 12 in half precision.
    #expect(bytes(half).prefix(8) == [0, 0, 0, 0x44, 0, 0x48, 0, 0x4A])
    #expect(bytes(try #require(tensors["bytes"])) == [0, 3, 1, 4, 2, 5])
  }

  @Test func aStateDictionaryInACheckpointIsFound() throws {
    let keys =
      ["weight", "bias"].map { "0.\($0)" } + ["weight", "bias", "running_mean", "running_var"].map { "1.\($0)" }
    let nested = try read("nested.pth")
    #expect(nested.map(\.name) == keys + ["1.num_batches_tracked"])
    #expect(nested[0].tensor.shape == [2, 1, 3, 3] && nested.last?.tensor.dtype == .int64)
    let module = try read("module.pth")
    #expect(module.map(\.name) == nested.map { "module." + $0.name })
    let normalized = try TorchArchive.normalizedNames(module, path: "module.pth")
    for (one, other) in zip(normalized, nested) {
      #expect(one.name == other.name && bytes(one.tensor) == bytes(other.tensor))
    }
  }

  @Test func filesWithoutChecksumsAreRead() throws {
    #expect(try floats(#require(dictionary("no_checksums.pth")["weight"])) == [0, 1, 2, 3])
  }

  @Test(arguments: [
    ("malicious.pth", "'posix.system'"), ("malicious_eval.pth", "'builtins.eval'"),
    ("legacy_malicious.pth", "'posix.system'"),
    ("compressed.pth", "is compressed"), ("big_endian.pth", "big-endian"), ("short_storage.pth", "storage '1' has 23"),
    ("number.pth", "'epoch' is a number"), ("list.pth", "holds a list"), ("bare.pkl", "bare pickle"),
    ("types.safetensors", "safetensors file and not"),
    // PyTorch compresses the code of programs.
    ("../scripts/plain.pt", "TorchScript program"),
  ]) func othersAreRefused(name: String, part: String) {
    let path = archiveFixture(name)
    let text = reason(path) { () throws(FileError) in try TorchArchive.stateDictionary(path: path) }
    #expect(text.contains(part), "\(text)")
    #expect(!FileManager.default.fileExists(atPath: "/tmp/swift-gan-pickle-was-run"))
  }
}
