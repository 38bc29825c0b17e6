import Files
import Foundation
import Testing

@testable import Torch

/// Every kind of error reaches Swift with libtorch's sentence, and mistakes of the program trap with it.
struct TorchErrorTests {
  private func error(_ body: () throws(TorchError) -> Void) -> TorchError? {
    do throws(TorchError) { try body() } catch { return error }
    return nil
  }

  @Test func sizesThatDoNotFit() {
    let wrong = error { () throws(TorchError) in _ = try Tensor.zeros([2, 3]).matmul(checking: .zeros([2, 3])) }
    #expect(wrong?.kind == .shape)
    #expect(wrong?.message.contains("2x3") == true, "\(wrong?.message ?? "")")
    let reshaped = error { () throws(TorchError) in _ = try Tensor.zeros([6]).reshaped(checking: [4]) }
    #expect(reshaped?.kind == .shape)
    let copied = error { () throws(TorchError) in try Tensor.zeros([6]).copy(checking: .zeros([5])) }
    #expect(copied?.kind == .shape)
  }

  @Test func elementTypesThatDoNotFit() {
    let wrong = error { () throws(TorchError) in
      _ = try Tensor([1, 2], shape: [1, 2]).matmul(checking: Tensor.zeros([2, 1], dtype: .int64))
    }
    #expect(wrong?.kind == .dtype, "\(wrong?.message ?? "")")
  }

  @Test func indicesOutside() {
    let wrong = error { () throws(TorchError) in _ = try Tensor.zeros([3]).narrow(checkingDim: 0, start: 2, length: 2) }
    #expect(wrong?.kind == .index, "\(wrong?.message ?? "")")
  }

  @Test func moreMemoryThanThereIs() {
    let wrong = error { () throws(TorchError) in _ = try Tensor.empty(checking: [1 << 45]) }
    #expect(wrong?.kind == .outOfMemory, "\(wrong?.message ?? "")")
    let negative = error { () throws(TorchError) in _ = try Tensor.empty(checking: [-1]) }
    #expect(negative?.kind == .shape, "\(negative?.message ?? "")")
  }

  @Test func aDeviceThatIsNotThere() {
    #expect(throws: TorchError.self) { try Device(parsing: "quantum") }
    guard !Device.isCUDAAvailable else { return }
    let wrong = error { () throws(TorchError) in _ = try Device(parsing: "cuda") }
    #expect(wrong?.kind == .device)
  }

  @Test func aFileThatIsMissing() {
    let path = "/nowhere/weights.safetensors"
    let wrong = #expect(throws: FileError.self) { try SafetensorsFile(path: path) }
    #expect(wrong?.description.contains(path) == true)
  }

  /// The sentence and the caller's line are on standard error.
  @Test(arguments: ["shape", "dtype", "index"])
  func mistakesTrapWithLibtorchsSentence(kind: String) async throws {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) { [kind = kind as String] in
      switch kind {
      case "shape": _ = Tensor.zeros([2, 3]).matmul(.zeros([2, 3]))
      case "dtype": _ = Tensor([1, 2], shape: [1, 2]).matmul(Tensor.zeros([2, 1], dtype: .int64))
      default: _ = Tensor.zeros([3])[5]
      }
    }
    let said = String(decoding: try #require(result).standardErrorContent, as: UTF8.self)
    let sentences = ["shape": "cannot be multiplied", "dtype": "same dtype", "index": "out of range"]
    #expect(said.contains(try #require(sentences[kind])), "\(said.prefix(400))")
    #expect(said.contains("TorchErrorTests.swift"), "\(said.prefix(400))")
  }
}
