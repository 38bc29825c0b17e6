/// Everything that stands in a street, in metres: x to the right of the road's middle, y up, z ahead of the camera.
struct Street {
  enum Sky { case clear, cloudy, overcast }
  /// What lines one side of the road.
  enum Side { case city, houses, park }

  var seed: UInt32 = 0
  var sky = Sky.clear
  var cloudCover: Float = 0.4
  /// Distance at which two thirds of the light are haze.
  var visibility: Float = 500
  /// Towards the sun, of length 1.
  var sun = SIMD3<Float>(-0.5, 0.7, -0.5)
  /// How strongly the road mirrors lights at night.
  var wetness: Float = 0
  var lampColour = Colour(1, 0.75, 0.45)

  var eyeHeight: Float = 1.5
  /// The middle of the camera's lane.
  var eyeX: Float = 1.7
  /// Where the camera points, as the tangent of the angle to the right.
  var yaw: Float = 0
  /// 1 / radius of the curve, positive to the right.
  var bendRate: Float = 0

  var laneWidth: Float = 3.4
  /// From the middle to the kerb: a lane, and a row of parking places where there is one.
  var kerb: Float = 5.6
  var hasParking = true
  /// From the middle to the far edge of the pavement.
  var pavementEdge: Float = 8.4
  var sides: [Side] = [.city, .city]
  var yellowCentreLine = false
  var solidCentreLine = false
  var dashOffset: Float = 0
  var crossing: Float?

  var buildings: [Building] = []
  var trees: [Tree] = []
  var vehicles: [Vehicle] = []
  var lamps: [Lamp] = []
  var signs: [Sign] = []
  var people: [Person] = []
  var trafficLights: [TrafficLight] = []

  struct Building {
    enum Style { case plaster, brick, glass, house }
    var style = Style.plaster
    /// -1 left of the road, 1 right.
    var side: Float
    /// From the road's middle to the wall.
    var front: Float
    var z0: Float
    var z1: Float
    var height: Float
    var depth: Float = 10
    var wall: Colour
    var trim: Colour
    var roof: Colour
    var roofHeight: Float = 0
    var floorHeight: Float = 3.1
    var bay: Float = 2.8
    var windowWidth: Float = 1.2
    var windowHeight: Float = 1.6
    var hasShop = false
    var shop: Colour
    var litShare: Float = 0.4
    var seed: UInt32
  }

  struct Tree {
    var x: Float
    var z: Float
    var height: Float
    var radius: Float
    var leaves: Colour
    var isConifer: Bool
    var seed: UInt32
  }

  struct Vehicle {
    enum Kind { case hatchback, saloon, van, bus }
    var kind: Kind
    var x: Float
    /// The end nearer to the camera.
    var z: Float
    /// Seen from the front, else from behind.
    var isOncoming: Bool
    var isParked: Bool
    var isBraking: Bool
    var paint: Colour
    var seed: UInt32

    var length: Float {
      switch kind {
      case .hatchback: 4.0
      case .saloon: 4.6
      case .van: 5.2
      case .bus: 10.5
      }
    }
    var width: Float { kind == .bus ? 2.5 : kind == .van ? 2.0 : 1.8 }
    var height: Float {
      switch kind {
      case .hatchback: 1.5
      case .saloon: 1.43
      case .van: 2.3
      case .bus: 3.1
      }
    }
  }

  struct Lamp {
    var x: Float
    var z: Float
    var height: Float
    /// How far the head reaches over the road, signed.
    var arm: Float
    var headX: Float { x + arm }
  }

  struct Sign {
    enum Shape { case limit, warning, parking, stop, direction }
    var shape: Shape
    var x: Float
    var z: Float
  }

  struct Person {
    var x: Float
    var z: Float
    var height: Float
    var coat: Colour
    var trousers: Colour
  }

  struct TrafficLight {
    var x: Float
    var z: Float
    /// 0 red, 1 amber, 2 green.
    var state: Int
  }
}
