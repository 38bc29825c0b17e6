public import Files
import Foundation
import Metrics
public import Torch
public import Vision

/// The features of a network in a TorchScript file, such as Inception's of 2015-12-05 that FID figures are given with.
///
/// The network takes [N, 3, size, size] and gives [N, features], or [N, features, 1, 1]. Where its `forward` has an
/// argument `return_features`, as that file's, it is set.
public final class ScriptFeatures: FeatureExtractor {
  /// The range of values in which a network takes pictures.
  public enum Range: String, Sendable, CaseIterable {
    /// 0...255: the file of 2015-12-05.
    case levels
    /// 0...1.
    case unit
    /// -1...1.
    case signed

    var text: String {
      switch self {
      case .levels: "0...255"
      case .unit: "0...1"
      case .signed: "-1...1"
      }
    }
  }

  public let source: String
  private let module: ScriptModule
  private let range: Range
  private let device: Device
  private var resize: FeatureResize

  public var preparation: String { resize.description + ", values " + range.text }

  /// Opens a file.
  ///
  /// - Parameters:
  ///   - size: the side of the pictures that the network takes; 299 for Inception.
  ///   - range: the values that it takes.
  /// - Throws: `FileError` that names the file: missing, or no TorchScript.
  public init(
    path: String, size: Int = 299, range: Range = .levels, device: Device = .cpu
  ) throws(FileError) {
    module = try ScriptModule(path: path, device: device)
    source = (path as NSString).lastPathComponent
    self.range = range
    self.device = device
    resize = FeatureResize(size: size)
  }

  public func features(of images: [Image]) throws -> Tensor {
    var batch = stacked(images.map { resize($0) })
    switch range {
    case .levels: break
    case .unit: batch = batch / 255
    case .signed: batch = batch / 127.5 - 1
    }
    let result = try module(
      batch.moved(to: device), flag: module.takes("return_features") ? "return_features" : nil)
    let shape = result.shape
    guard shape.count >= 2, shape[0] == images.count, shape.dropFirst(2).allSatisfy({ $0 == 1 }) else {
      throw FileError(
        path: module.path,
        reason: "for \(images.count) pictures it gives \(shape); a feature network gives [\(images.count), features]")
    }
    return result.flattened(from: 1).to(.cpu).to(.float32)
  }
}
