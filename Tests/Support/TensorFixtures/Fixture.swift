import Foundation
public import Testing
public import Torch

/// A file of tensors that PyTorch made; Tests/Fixtures/README.md explains the names.
public struct Fixture {
  /// All of them, by their names.
  public let tensors: [String: Tensor]

  /// Reads a file of `Tests/Fixtures`.
  public init(_ name: String) throws {
    let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../Fixtures").standardized
    tensors = try SafetensorsFile(path: folder.appending(path: name).path(percentEncoded: false)).all()
  }

  /// The tensor of a name; a failed expectation where there is none.
  public subscript(name: String) -> Tensor {
    get throws { try #require(tensors[name], "the fixture lacks \(name)") }
  }

  /// The tensors whose names begin with `prefix`, under the rest of their names.
  public func part(_ prefix: String) -> [String: Tensor] {
    var part: [String: Tensor] = [:]
    for (name, tensor) in tensors where name.hasPrefix(prefix) { part[String(name.dropFirst(prefix.count))] = tensor }
    return part
  }
}

/// The greatest difference of two tensors, as a share of the greatest magnitude of the second.
public func relativeDifference(_ a: Tensor, _ b: Tensor) -> Double {
  guard a.shape == b.shape else { return .infinity }
  guard a.count > 0 else { return 0 }
  let (x, y) = (a.detached().to(.float64), b.detached().to(.float64))
  let difference = (x - y).abs().max().item()
  let scale = y.abs().max().item()
  return difference == 0 ? 0 : difference / (scale == 0 ? 1 : scale)
}

/// Expects two tensors to agree to 1e-4 of the greatest magnitude.
public func expectClose(_ a: Tensor?, _ b: Tensor, _ what: String, sourceLocation: SourceLocation = #_sourceLocation) {
  guard let a else {
    Issue.record("\(what) is nil", sourceLocation: sourceLocation)
    return
  }
  let difference = relativeDifference(a, b)
  // Written so that NaN fails.
  #expect(difference <= 1e-4, "\(what): shapes \(a.shape) and \(b.shape)", sourceLocation: sourceLocation)
}
