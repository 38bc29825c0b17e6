/// Digits as a pen writes them: lines through points in a box of one unit each way, y down.
enum PenStrokes {
  typealias Point = SIMD2<Float>

  /// The ways in which people write each digit; each way is one or more lines.
  static let ways: [[[[Point]]]] = [
    [[ring(0.5, 0.5, 0.30, 0.46, from: -80, to: 290)], [ring(0.5, 0.5, 0.24, 0.46, from: -120, to: 250)]],
    [
      [[p(0.5, 0.04), p(0.5, 0.96)]],
      [[p(0.34, 0.24), p(0.52, 0.05), p(0.52, 0.96)]],
      [[p(0.32, 0.26), p(0.5, 0.05), p(0.5, 0.95)], [p(0.3, 0.95), p(0.7, 0.95)]],
    ],
    [
      [[p(0.22, 0.24), p(0.35, 0.07), p(0.6, 0.05), p(0.74, 0.22), p(0.66, 0.45), p(0.2, 0.93), p(0.82, 0.93)]],
      [
        [
          p(0.22, 0.22), p(0.4, 0.05), p(0.66, 0.1), p(0.72, 0.32), p(0.5, 0.62), p(0.26, 0.9), p(0.18, 0.78),
          p(0.34, 0.74), p(0.6, 0.9), p(0.86, 0.86),
        ]
      ],
    ],
    [
      [
        [
          p(0.22, 0.14), p(0.45, 0.04), p(0.7, 0.14), p(0.68, 0.36), p(0.42, 0.47), p(0.72, 0.56), p(0.76, 0.8),
          p(0.5, 0.96), p(0.2, 0.86),
        ]
      ],
      [[p(0.2, 0.06), p(0.74, 0.06), p(0.44, 0.42), p(0.74, 0.56), p(0.72, 0.84), p(0.46, 0.96), p(0.2, 0.86)]],
    ],
    [
      [[p(0.62, 0.04), p(0.18, 0.64), p(0.86, 0.64)], [p(0.66, 0.36), p(0.66, 0.97)]],
      [[p(0.26, 0.06), p(0.22, 0.5), p(0.72, 0.5)], [p(0.74, 0.05), p(0.7, 0.97)]],
      [[p(0.3, 0.08), p(0.2, 0.36), p(0.3, 0.52), p(0.68, 0.44), p(0.74, 0.1), p(0.68, 0.96)]],
    ],
    [
      [
        [
          p(0.76, 0.06), p(0.3, 0.06), p(0.26, 0.44), p(0.52, 0.38), p(0.76, 0.54), p(0.74, 0.82), p(0.48, 0.96),
          p(0.2, 0.86),
        ]
      ],
      [
        [p(0.3, 0.08), p(0.28, 0.42), p(0.56, 0.42), p(0.74, 0.62), p(0.62, 0.9), p(0.3, 0.94)],
        [p(0.3, 0.08), p(0.8, 0.05)],
      ],
    ],
    [
      [
        [
          p(0.68, 0.06), p(0.42, 0.2), p(0.25, 0.52), p(0.27, 0.82), p(0.48, 0.96), p(0.7, 0.84), p(0.72, 0.64),
          p(0.52, 0.53), p(0.28, 0.68),
        ]
      ],
      [[p(0.4, 0.04), p(0.24, 0.4), p(0.24, 0.82), p(0.5, 0.95), p(0.7, 0.76), p(0.56, 0.58), p(0.28, 0.74)]],
    ],
    [
      [[p(0.18, 0.08), p(0.8, 0.08), p(0.58, 0.5), p(0.44, 0.96)]],
      [[p(0.2, 0.2), p(0.22, 0.08), p(0.8, 0.08), p(0.46, 0.96)]],
      [[p(0.18, 0.08), p(0.8, 0.08), p(0.44, 0.96)], [p(0.34, 0.5), p(0.74, 0.48)]],
    ],
    [
      [
        [
          p(0.7, 0.18), p(0.5, 0.05), p(0.28, 0.18), p(0.36, 0.42), p(0.66, 0.58), p(0.74, 0.82), p(0.5, 0.96),
          p(0.26, 0.82), p(0.36, 0.58), p(0.64, 0.4), p(0.7, 0.18),
        ]
      ],
      [ring(0.5, 0.27, 0.21, 0.22, from: -60, to: 300), ring(0.5, 0.72, 0.26, 0.24, from: -90, to: 270)],
    ],
    [
      [
        [
          p(0.72, 0.22), p(0.5, 0.06), p(0.28, 0.22), p(0.34, 0.46), p(0.58, 0.48), p(0.72, 0.24), p(0.7, 0.6),
          p(0.6, 0.96),
        ]
      ],
      [ring(0.48, 0.28, 0.22, 0.23, from: 0, to: 360) + [p(0.68, 0.55), p(0.64, 0.97)]],
      [
        [
          p(0.74, 0.16), p(0.5, 0.05), p(0.26, 0.24), p(0.38, 0.48), p(0.66, 0.4), p(0.74, 0.16), p(0.72, 0.7),
          p(0.54, 0.94), p(0.28, 0.88),
        ]
      ],
    ],
  ]

  private static func p(_ x: Float, _ y: Float) -> Point { Point(x, y) }

  /// Points along an ellipse; angles in degrees, 0 to the right, growing clockwise.
  private static func ring(
    _ x: Float, _ y: Float, _ width: Float, _ height: Float, from: Float, to: Float
  ) -> [Point] {
    (0...12).map { step in
      let angle = (from + (to - from) * Float(step) / 12) * .pi / 180
      return Point(x + width * Trigonometry.cos(angle), y + height * Trigonometry.sin(angle))
    }
  }

  /// A smooth line through points (Catmull and Rom), as many points between each two.
  static func smooth(_ points: [Point], between count: Int = 6) -> [Point] {
    guard points.count > 2 else { return points }
    var result: [Point] = []
    for place in 0..<points.count - 1 {
      let (a, b) = (points[max(0, place - 1)], points[place])
      let (c, d) = (points[place + 1], points[min(points.count - 1, place + 2)])
      for step in 0..<count {
        let t = Float(step) / Float(count)
        let linear: Point = (c - a) * t
        let square: Point = (2 * a - 5 * b + 4 * c - d) * (t * t)
        let cubic: Point = (3 * b - a - 3 * c + d) * (t * t * t)
        result.append(b + (linear + square + cubic) * 0.5)
      }
    }
    return result + [points[points.count - 1]]
  }
}
