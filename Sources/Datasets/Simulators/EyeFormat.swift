/// Between which values the parts of drawn eyes lie, in pixels of a picture 55 wide unless said otherwise.
struct EyeFormat {
  /// The gaze in radians: up and to the right are positive.
  var pitch: ClosedRange<Float>
  var yaw: ClosedRange<Float>
  /// From the picture's middle to the middle between the corners of the lids.
  var right: ClosedRange<Float>
  var down: ClosedRange<Float>
  /// From that middle to a corner.
  var halfWidth: ClosedRange<Float>
  /// How far the lids stand open above and below the line between the corners, where the gaze is level.
  var openUp: ClosedRange<Float>
  var openDown: ClosedRange<Float>
  var eyeballRadius: ClosedRange<Float>
  var irisRadius: ClosedRange<Float>
  /// How far above the line between the corners the pupil of a level gaze is, as a share of the eyeball's radius.
  var lift: Float

  /// Eyes with room around them, that look far to all sides.
  static let roomy = EyeFormat(
    pitch: -0.35...0.25, yaw: -0.38...0.38, right: -2...2, down: -0.5...3.5, halfWidth: 18...22, openUp: 7...10.5,
    openDown: 3.8...5.8, eyeballRadius: 15.5...18.5, irisRadius: 6.6...8.2, lift: 0.04)

  /// As in MPIIGaze's normalised pictures (Zhang, Sugano, Fritz and Bulling 2015, 1504.02863): the corners near the
  /// picture's border, the iris above the line between them, and the gaze of people before a laptop. Read off the mean
  /// of 1,000 of its pictures and from where they are darkest.
  static let mpiigaze = EyeFormat(
    pitch: -0.22...0.2, yaw: -0.28...0.28, right: -0.5...2.5, down: 0.3...3, halfWidth: 23...26, openUp: 8...11,
    openDown: 2.8...4.6, eyeballRadius: 18...21, irisRadius: 7.6...9, lift: 0.17)
}

extension CounterRandom {
  /// Evenly in a range.
  mutating func within(_ range: ClosedRange<Float>) -> Float { between(range.lowerBound, range.upperBound) }
}
