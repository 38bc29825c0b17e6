import Foundation
import Testing
import Torch

/// State dictionaries written as `torch.save` does: the reader of PyTorch's own files, which checks every byte of them,
/// reads these.
struct TorchArchiveWritingTests {
  @Test func whatIsWrittenIsRead() throws {
    let path = NSTemporaryDirectory() + "/archive-\(UUID().uuidString).pth"
    defer { try? FileManager.default.removeItem(atPath: path) }
    let random = RandomSource(seed: 1)
    let tensors: [(name: String, tensor: Tensor)] = [
      ("model.1.weight", Tensor.randn([4, 3, 7, 7], random: random)), ("bias", Tensor.randn([4], random: random)),
      ("half", Tensor.randn([2, 3], random: random).to(.float16)), ("scalar", Tensor.full([], 3)),
      ("count", Tensor.arange(0, 300)), ("empty", Tensor.zeros([0, 5])),
      ("turned", Tensor.randn([3, 5], random: random).transposed()), ("truth", Tensor.ones([3]).to(.bool)),
    ]
    try TorchArchive.write(tensors, to: path)
    let read = try TorchArchive.stateDictionary(path: path)
    #expect(read.map(\.name) == tensors.map(\.name))
    for (one, other) in zip(read, tensors) {
      #expect(one.tensor.shape == other.tensor.shape && one.tensor.dtype == other.tensor.dtype, "\(one.name)")
      #expect(one.tensor.equal(to: other.tensor.contiguous()), "\(one.name)")
    }
  }
}
