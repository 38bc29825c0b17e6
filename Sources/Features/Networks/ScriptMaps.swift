public import Files
import Foundation
public import Torch

/// A network in a TorchScript file that gives maps: one tensor `[N, channels, h, w]`, or a tuple or list of them.
///
/// It takes `[N, 3, H, W]` in -1...1. The stride of a map is read off a picture of 256x256 when the file is opened.
public final class ScriptMaps: FeatureMapNetwork {
  public let name: String
  public let strides: [Int]
  public let source: String?
  public let weights: [(name: String, tensor: Tensor)] = []
  private var module: ScriptModule
  /// Where each stride's map is among the outputs.
  private let places: [Int: Int]

  /// Opens a file.
  ///
  /// - Throws: `FileError` that names the file: missing, no TorchScript, or it gives no maps of whole strides.
  public init(path: String, device: Device = .cpu) throws(FileError) {
    module = try ScriptModule(path: path, device: device)
    source = path
    name = (path as NSString).lastPathComponent
    let side = 256
    var places: [Int: Int] = [:]
    for (place, map) in try module.outputs(Tensor.zeros([1, 3, side, side], device: device)).enumerated() {
      let shape = map.shape
      guard shape.count == 4, shape[0] == 1, shape[2] == shape[3], (2...side).contains(shape[2]) else {
        throw FileError(
          path: path,
          reason: "its output \(place + 1) is \(shape) for a picture of 256x256; maps are [N, channels, h, w]"
        )
      }
      // A convolution without padding loses a few places at the edges: the nearest power of two is meant.
      let stride = 1 << Int((log2(Double(side) / Double(shape[2]))).rounded())
      guard places.updateValue(place, forKey: stride) == nil else {
        throw FileError(path: path, reason: "it gives two maps of stride \(stride); let it give one a stride")
      }
    }
    self.places = places
    strides = places.keys.sorted()
  }

  public func maps(of pictures: Tensor, strides: [Int]) throws -> [Tensor] {
    let outputs = try module.outputs(checked(pictures, strides: strides))
    return strides.compactMap { stride in places[stride].map { outputs[$0] } }
  }

  public func move(to device: Device) throws { module = try ScriptModule(path: module.path, device: device) }
}
