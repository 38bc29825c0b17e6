import Files
public import Torch

/// A network that knows pictures and gives maps of features by stride.
///
/// It is frozen: nothing trains it, and it behaves as in evaluation. Gradients flow through it to the pictures.
public protocol FeatureMapNetwork: AnyObject {
  /// What a result says of it, such as `efficientnet-lite0`.
  var name: String { get }
  /// The strides of its maps in pixels, ascending.
  var strides: [Int] { get }
  /// Its weights by name, for a model's file; empty where they are in a file of their own (`source`).
  var weights: [(name: String, tensor: Tensor)] { get }
  /// The file that it stays in, where it does.
  var source: String? { get }

  /// The maps of pictures.
  ///
  /// - Parameters:
  ///   - pictures: `[N, 1, H, W]` or `[N, 3, H, W]` in -1...1; grey becomes colour, red first.
  ///   - strides: which maps; all must be in `strides`.
  /// - Returns: one map a stride, `[N, channels, h, w]`, in the order asked for.
  /// - Throws: pictures smaller than a stride, and a script that fails.
  func maps(of pictures: Tensor, strides: [Int]) throws -> [Tensor]

  /// A faster form that records no gradients, made of the weights as they are; float32 or bfloat16 within, float32 maps.
  func prepared(_ dtype: DType) -> any FeatureMapNetwork

  /// Moves the weights to a device.
  func move(to device: Device) throws
}

extension FeatureMapNetwork {
  public var source: String? { nil }
  public func prepared(_ dtype: DType) -> any FeatureMapNetwork { self }

  /// The picture as colour; an error in one line where a map would have no place in it.
  ///
  /// - Parameter least: the least side of a picture; the greatest stride where nil.
  func checked(_ pictures: Tensor, strides: [Int], least: Int? = nil) throws(FileError) -> Tensor {
    let shape = pictures.shape
    precondition(shape.count == 4 && (shape[1] == 1 || shape[1] == 3), "pictures are [N, 1 or 3, H, W], not \(shape)")
    precondition(strides.allSatisfy { self.strides.contains($0) }, "\(name) has strides \(self.strides)")
    let greatest = strides.max() ?? 1
    let least = max(least ?? greatest, greatest)
    guard min(shape[2], shape[3]) >= least else {
      throw FileError(
        path: name,
        reason: "pictures of \(shape[3])x\(shape[2]) are smaller than the \(least) pixels that its stride \(greatest) "
          + "needs; take smaller strides or larger pictures")
    }
    return shape[1] == 3 ? pictures : pictures.expanded(to: [shape[0], 3, shape[2], shape[3]])
  }
}
