public import Vision

/// Draws pictures whose annotations are known, any number from a seed.
///
/// The picture of a seed and an index is always the same, whatever else was drawn.
public protocol Simulator: Sendable {
  /// The classes of its pictures, or of its masks' levels; empty where there are none.
  var classNames: [String] { get }
  /// The names of the numbers that each picture comes with, such as `pupil_x`.
  var columns: [String] { get }

  /// Draws a picture.
  func picture(seed: UInt64, index: Int) -> SimulatedPicture
}

/// A picture and what the simulator knows of it.
public struct SimulatedPicture: Sendable {
  /// The picture, 8 bits a channel.
  public var image: Image
  /// The class, an index into the simulator's names.
  public var label: Int?
  /// A number for each of the simulator's columns; coordinates are in pixels, (0, 0) the middle of the first.
  public var values: [Double]
  /// The class of each pixel as a level of grey.
  public var mask: Image?

  /// Puts the parts together.
  public init(image: Image, label: Int? = nil, values: [Double] = [], mask: Image? = nil) {
    self.image = image
    self.label = label
    self.values = values
    self.mask = mask
  }
}
