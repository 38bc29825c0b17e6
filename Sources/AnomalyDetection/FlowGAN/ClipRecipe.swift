public import Datasets
import Foundation
public import Training
public import Vision

/// Which frames of the clips are normal, and how small they are made.
public struct ClipRecipe: Codable, Sendable, Equatable {
  /// Of the pictures that the networks see: `192x128`, or `auto` by the shape of the video. Multiples of 64 for six
  /// levels.
  public var imageSize = "auto"
  /// Of these pictures: 1 grey, 3 colour; 0 is decided by the data.
  public var channels = 0
  /// Seconds at the start of each clip that are left out.
  public var from = 0.0
  /// The second at which each clip ends; 0 is its own end.
  public var until = 0.0
  /// Frames a second of clips of pictures, which do not say it.
  public var framesPerSecond = 25.0
  /// The share of the clips that no network sees, to fit scales and the threshold on; of a single clip its last part.
  public var heldOut = 0.15

  enum CodingKeys: String, CodingKey {
    case imageSize = "image_size"
    case channels
    case from
    case until
    case framesPerSecond = "fps"
    case heldOut = "held_out"
  }

  /// All frames.
  public init() {}

  /// The size of the pictures.
  ///
  /// - Throws: when it is none.
  public func size() throws(DatasetError) -> Preprocess.Size { try Preprocess.Size(parsing: imageSize) }

  /// Makes sure that the values can be used.
  ///
  /// - Throws: a sentence that names the key.
  public func validate() throws {
    if imageSize != "auto" { _ = try size() }
    try check(
      [0, 1, 3].contains(channels), "channels is \(channels); choose 1 (grey), 3 (colour) or 0 (the data's own)")
    try check(heldOut > 0 && heldOut < 1, "held_out is \(heldOut); choose a share between 0 and 1")
    try check(from >= 0 && (until == 0 || until > from), "from is \(from) and until \(until); until lies behind from")
    try check((0.1...1000).contains(framesPerSecond), "fps is \(framesPerSecond); choose 0.1 to 1000")
  }

  /// The size, of about 25,000 pixels in multiples of 64, that is most like a video's shape.
  static func fittingSize(width: Int, height: Int) -> Preprocess.Size {
    let shape = log(Double(width) / Double(height))
    func misfit(_ size: Preprocess.Size) -> Double {
      abs(log(Double(size.width) / Double(size.height)) - shape)
        + 0.1 * abs(log(Double(size.width * size.height) / (192 * 128)))
    }
    let sides = [64, 128, 192, 256, 320]
    let sizes = sides.flatMap { width in sides.map { Preprocess.Size(width: width, height: $0) } }
      .filter { (16384...36864).contains($0.width * $0.height) }
    return sizes.min { misfit($0) < misfit($1) } ?? Preprocess.Size(width: 192, height: 128)
  }
}

/// How optical flow is computed and scaled.
public struct MotionRecipe: Codable, Sendable, Equatable {
  /// Where the flows lie that are averaged.
  public enum Mode: String, Codable, Sendable, CaseIterable {
    /// Around the frame: verdicts come `flow_window / 2 + 1` frames late.
    case centred
    /// Before the frame: verdicts come at once.
    case past
  }

  /// The method.
  public var method = OpticalFlow.Method.dis
  /// Larger frames are scaled down to this side before flow is computed; 0 never.
  public var longestSide = 768
  /// How many neighbouring flows are averaged, as vectors.
  public var windowLength = 5
  /// Where they lie.
  public var mode = Mode.centred
  /// The speed, in pixels a frame, that is 1 for the networks; 0 is learned: 99.5% of the training pixels are slower.
  public var scale = 0.0

  enum CodingKeys: String, CodingKey {
    case method = "flow_method"
    case longestSide = "flow_longest_side"
    case windowLength = "flow_window"
    case mode = "flow_mode"
    case scale = "flow_scale"
  }

  /// Dense inverse search, five flows around the frame.
  public init() {}

  /// Which flows are averaged.
  public var window: MotionWindow { MotionWindow(length: windowLength, isCentred: mode == .centred) }

  /// Makes sure that the values can be used.
  ///
  /// - Throws: a sentence that names the key.
  public func validate() throws(TrainingError) {
    try check((1...101).contains(windowLength), "flow_window is \(windowLength); choose 1 to 101 frames")
    try check(
      longestSide == 0 || (64...8192).contains(longestSide),
      "flow_longest_side is \(longestSide); choose 64 or more, or 0")
    try check(scale >= 0 && scale.isFinite, "flow_scale is \(scale); choose a speed in pixels, or 0 to learn it")
  }
}
