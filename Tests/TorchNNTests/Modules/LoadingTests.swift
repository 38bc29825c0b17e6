import Testing
import Torch
import TorchNN

@Suite struct LoadingTests {
  private let network = Sequential(
    Conv2d(1, 2, kernelSize: 3, random: RandomSource(seed: 1)), BatchNorm2d(2),
    Linear(2, 3, random: RandomSource(seed: 1)))

  private func copies() -> [String: Tensor] {
    Dictionary(uniqueKeysWithValues: network.stateDictionary().map { ($0.name, $0.tensor.detached().cloned()) })
  }

  private func error(_ dictionary: [String: Tensor], strict: Bool = true) -> StateDictionaryError? {
    do {
      try network.load(dictionary, strict: strict)
      return nil
    } catch {
      return error
    }
  }

  @Test func roundTripIsExactAndInPlace() throws {
    let saved = copies()
    let handle = network.parameters()[0]
    for parameter in network.parameters() { parameter.fill(3) }
    try network.load(saved)
    for (name, tensor) in network.stateDictionary() { #expect(tensor.detached().equal(to: try #require(saved[name]))) }
    #expect(network.parameters()[0].sharesStorage(with: handle))
    #expect(handle.requiresGrad)
  }

  @Test func oldFilesWithoutBatchCountersLoad() throws {
    var dictionary = copies()
    dictionary["1.num_batches_tracked"] = nil
    #expect(error(dictionary) == nil)
  }

  @Test func halfPrecisionIsConverted() throws {
    try network.load(copies().mapValues { $0.dtype.isFloatingPoint ? $0.to(.float16) : $0 })
    #expect(network.parameters()[0].dtype == .float32)
  }

  @Test func namesWhatDoesNotFitAndChangesNothing() throws {
    var dictionary = copies().mapValues { $0 + 1 }
    dictionary["0.weight"] = nil
    dictionary["3.weight"] = .zeros([1])
    dictionary["2.bias"] = .zeros([4])
    let before = network.parameters()[1].detached().cloned()
    let found = try #require(error(dictionary))
    #expect(found.missing == ["0.weight"] && found.unexpected == ["3.weight"])
    #expect(found.mismatched == [.init(name: "2.bias", expected: [3], found: [4])])
    #expect(
      found.description
        == "the weights do not fit this network: missing 0.weight; unexpected 3.weight; "
        + "wrong shape of 2.bias ([4] instead of [3])")
    #expect(network.parameters()[1].detached().equal(to: before))
  }

  @Test func longListsAreCut() throws {
    let found = try #require(error([:]))
    #expect(found.missing.count == 8)
    #expect(found.description.hasSuffix("missing 0.weight, 0.bias, 1.weight, 1.bias and 4 more"))
  }

  @Test func laxLoadingStillChecksShapes() throws {
    #expect(error(["unknown": .zeros([1]), "2.bias": .ones([3])], strict: false) == nil)
    #expect(network.stateDictionary().last?.tensor.sum().item() == 3)
    let found = try #require(error(["2.bias": .ones([2])], strict: false))
    #expect(found.missing.isEmpty && found.mismatched.count == 1)
  }
}
