import Files
import Testing
import Torch

@Suite struct WeightNamesTests {
  private func normalized(_ names: [String]) throws(FileError) -> [String] {
    var tensors: [(name: String, tensor: Tensor)] = []
    for name in names {
      guard let tensor = try? numbered([1]) else { continue }
      tensors.append((name, tensor))
    }
    return try TorchArchive.normalizedNames(tensors, path: "a.pth").map(\.name)
  }

  @Test func wrappersGo() throws {
    #expect(try normalized(["module.model.0.weight", "module.model.0.bias"]) == ["model.0.weight", "model.0.bias"])
    #expect(try normalized(["_orig_mod.module.a", "module._orig_mod.b"]) == ["a", "b"])
    #expect(try normalized(["module.module.a", "b._orig_mod.c"]) == ["a", "b.c"])
    // A network's own child may have such a name further down, or a weight at the end.
    #expect(try normalized(["net.module.a", "module", "modules.a"]) == ["net.module.a", "module", "modules.a"])
  }

  @Test func oldInstanceNormsLoseTheirStatistics() throws {
    let names = [
      "module.1.weight", "module.2.running_mean", "module.2.running_var", "module.2.num_batches_tracked",
      "module.3.weight", "module.3.running_mean", "module.3.running_var", "module.3.num_batches_tracked",
      "running_mean", "running_meant",
    ]
    #expect(
      try normalized(names) == [
        "1.weight", "3.weight", "3.running_mean", "3.running_var", "3.num_batches_tracked", "running_meant",
      ])
  }

  @Test func twoNamesDoNotBecomeOne() {
    let text = reason("a.pth") { () throws(FileError) in try normalized(["a", "module.a"]) }
    #expect(text.contains("'a' and 'module.a' are both 'a'"))
  }
}
