/// One eye: its parts in pixels of the picture, before the head's roll.
struct EyeGeometry {
  typealias Point = SIMD2<Float>

  /// The gaze in radians: up and to the right are positive.
  var pitch: Float
  var yaw: Float
  /// The middle between the corners of the lids.
  var centre: Point
  /// From the middle to a corner.
  var halfWidth: Float
  /// How far the lids stand open above and below the line between the corners.
  var openUp: Float
  var openDown: Float
  /// Where along the lid, -1...1, the upper one is highest.
  var skew: Float
  /// How much lower the inner corner (left) is than the outer.
  var tilt: Float
  var eyeballRadius: Float
  var irisRadius: Float
  /// As a share of the iris.
  var pupilShare: Float
  /// The head's roll in radians.
  var roll: Float
  private let middle: Point
  /// How far above the line between the corners the pupil of a level gaze is, as a share of the eyeball's radius.
  private let lift: Float

  init(_ format: EyeFormat, width: Int, height: Int, using draws: inout CounterRandom) {
    let scale = Float(width) / 55
    pitch = draws.within(format.pitch)
    yaw = draws.within(format.yaw)
    middle = Point(Float(width) / 2, Float(height) / 2)
    centre = middle + Point(draws.within(format.right), draws.within(format.down)) * scale
    halfWidth = draws.within(format.halfWidth) * scale
    // The upper lid follows the gaze.
    openUp = (draws.within(format.openUp) + 7 * pitch) * scale
    openDown = (draws.within(format.openDown) - 2 * pitch) * scale
    skew = draws.between(-0.25, 0.15)
    tilt = draws.between(-1.2, 2.2) * scale
    eyeballRadius = draws.within(format.eyeballRadius) * scale
    irisRadius = draws.within(format.irisRadius) * scale
    pupilShare = draws.between(0.3, 0.55)
    roll = draws.between(-0.09, 0.09)
    lift = format.lift
  }

  /// The middle of pupil and iris.
  var pupil: Point {
    let (sx, sy) = (Trigonometry.sin(yaw) * Trigonometry.cos(pitch), Trigonometry.sin(pitch))
    return centre + Point(sx, -sy) * eyeballRadius + Point(0, -lift * eyeballRadius)
  }

  /// How far a point is from the pupil, in radii of the iris, which is foreshortened where the eye looks aside.
  func irisDistance(_ point: Point) -> Float {
    let direction = Point(Trigonometry.sin(yaw), -Trigonometry.sin(pitch))
    let length = (direction * direction).sum().squareRoot()
    let gap = point - pupil
    guard length > 1e-3 else { return (gap * gap).sum().squareRoot() / irisRadius }
    let along = (gap * direction).sum() / length
    let across = max(0, (gap * gap).sum() - along * along).squareRoot()
    let shortened = along / max(0.6, (1 - length * length).squareRoot())
    return (shortened * shortened + across * across).squareRoot() / irisRadius
  }

  /// How far a point is inside the opening of the lids, in pixels: below the upper lid, above the lower.
  func depths(_ point: Point) -> (belowUpper: Float, aboveLower: Float, along: Float) {
    let along = (point.x - centre.x) / halfWidth
    let line = centre.y - tilt * along * 0.5
    return (point.y - (line - openUp * arch(along, skew)), line + openDown * arch(along, -skew * 0.6) - point.y, along)
  }

  /// 0 at the corners, 1 at the highest place, going on below 0 beyond the corners.
  func arch(_ along: Float, _ skew: Float) -> Float {
    let moved = along - skew * (1 - along * along)
    let rest = 1 - moved * moved
    return rest > 0 ? rest.squareRoot() * (0.55 + 0.45 * rest) : rest * 1.4
  }

  /// The places that are annotated, by name.
  var landmarks: [(name: String, point: Point)] {
    [
      ("pupil", pupil), ("inner", centre + Point(-halfWidth, tilt * 0.5)),
      ("outer", centre + Point(halfWidth, -tilt * 0.5)),
      ("upper", centre + Point(0, -openUp * arch(0, skew))),
      ("lower", centre + Point(0, openDown * arch(0, -skew * 0.6))),
    ].map { ($0, turned($1, by: roll)) }
  }

  /// A point turned around the picture's middle.
  func turned(_ point: Point, by angle: Float) -> Point {
    let (cosine, sine) = (Trigonometry.cos(angle), Trigonometry.sin(angle))
    let gap = point - middle
    return middle + Point(gap.x * cosine - gap.y * sine, gap.x * sine + gap.y * cosine)
  }
}
