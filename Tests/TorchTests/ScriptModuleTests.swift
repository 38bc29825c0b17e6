import Files
import Foundation
import Testing
import Torch

@Suite struct ScriptModuleTests {
  private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("../Fixtures").standardized.path

  private func script(_ name: String) throws -> ScriptModule {
    try ScriptModule(path: Self.folder + "/scripts/" + name)
  }

  @Test func computesWhatPyTorchDoes() throws {
    let known = try SafetensorsFile(path: Self.folder + "/scripts/features.safetensors").all()
    let (input, module) = (try #require(known["input"]), try script("features.pt"))
    #expect(try module(input).isClose(to: try #require(known["shares"])))
    #expect(module.takes("return_features") && !module.takes("return_labels"))
    let features = try module(input, flag: "return_features")
    #expect(features.isClose(to: try #require(known["features"])))
    #expect(!features.requiresGrad)
    #expect(try script("plain.pt")(input).shape == [2, 6, 1, 1])
  }

  @Test func handlesAreFreed() throws {
    let module = try script("plain.pt")
    let input = Tensor.zeros([1, 3, 4, 4])
    _ = try module(input)
    let before = liveTensorCount
    for _ in 0..<5 { _ = try module(input) }
    #expect(liveTensorCount <= before)
  }

  @Test func misuseIsOneLine() throws {
    func expectLine(_ words: [String], _ body: () throws -> Void) {
      #expect { try body() } throws: { error in
        let text = "\(error)"
        return error is FileError && !text.contains("\n") && text.count < 400
          && words.allSatisfy { text.contains($0) }
      }
    }
    expectLine(["pair.pt", "one tensor"]) { _ = try script("pair.pt")(Tensor.zeros([1, 3, 4, 4])) }
    expectLine(["features.pt", "[1, 2, 8, 8]"]) { _ = try script("features.pt")(Tensor.zeros([1, 2, 8, 8])) }
    expectLine(["plain.pt"]) { _ = try script("plain.pt")(Tensor.zeros([1, 3, 4, 4]), flag: "no_such_argument") }
    expectLine(["nowhere.pt", "no such file"]) { _ = try script("nowhere.pt") }
    expectLine(["scripts", "folder"]) { _ = try ScriptModule(path: Self.folder + "/scripts") }
    // A state dictionary, a file of text, and a file that was cut off.
    for name in ["archives/types.pth", "README.md"] {
      expectLine([name, "TorchScript"]) { _ = try ScriptModule(path: Self.folder + "/" + name) }
    }
    let cut = FileManager.default.temporaryDirectory.appendingPathComponent("cut-\(UUID().uuidString).pt")
    defer { try? FileManager.default.removeItem(at: cut) }
    try Data(contentsOf: URL(fileURLWithPath: Self.folder + "/scripts/features.pt")).prefix(2000).write(to: cut)
    expectLine([cut.path, "TorchScript"]) { _ = try ScriptModule(path: cut.path) }
  }
}
