/// Sine and cosine by polynomials: the C library's last bit differs between systems, and with it what a seed draws.
enum Trigonometry {
  /// Of an angle in radians, to about 1e-6 for angles of a few turns.
  static func sin(_ angle: Float) -> Float {
    let turns = (angle / (2 * .pi)).rounded()
    var x = angle - turns * 2 * .pi
    if x > .pi / 2 { x = .pi - x }
    if x < -.pi / 2 { x = -.pi - x }
    let square = x * x
    let tail: Float = square * (1.0 / 5040 - square / 362_880)
    return x * (1 - square * (1.0 / 6 - square * (1.0 / 120 - tail)))
  }

  /// Of an angle in radians.
  static func cos(_ angle: Float) -> Float { sin(angle + .pi / 2) }
}
