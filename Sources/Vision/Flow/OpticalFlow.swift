import COpenCV
import COpenCVVideo

/// By how much each pixel of a frame moves until the next one.
public struct FlowField: Sendable, Equatable {
  /// In pixels.
  public let width: Int
  /// In pixels.
  public let height: Int
  /// To the right, `[height, width]`, in pixels of the frames.
  public let x: [Float]
  /// Downwards, `[height, width]`.
  public let y: [Float]

  /// Takes vectors that are already laid out.
  public init(width: Int, height: Int, x: [Float], y: [Float]) {
    precondition(x.count == width * height && y.count == x.count, "a vector for each of \(width)x\(height) pixels")
    (self.width, self.height, self.x, self.y) = (width, height, x, y)
  }
}

/// Dense optical flow by OpenCV, for one thread at a time.
public final class OpticalFlow {
  /// How it is computed.
  public enum Method: String, Codable, Sendable, CaseIterable {
    /// Dense inverse search (Kroeger et al. 2016, 1603.03590) with variational refinement: the best of its presets.
    case dis
    /// The same on a coarser grid.
    case disFast = "dis-fast"
    /// The same without refinement.
    case disUltrafast = "dis-ultrafast"
    /// Polynomial expansion (Farnebäck 2003).
    case farneback

    fileprivate var code: Int {
      switch self {
      case .dis: COCV_FLOW_DIS_MEDIUM
      case .disFast: COCV_FLOW_DIS_FAST
      case .disUltrafast: COCV_FLOW_DIS_ULTRAFAST
      case .farneback: COCV_FLOW_FARNEBACK
      }
    }
  }

  /// How it is computed.
  public let method: Method
  /// Frames are at least this wide and high: the grid of patches needs it.
  public static let leastSide = 16
  private let flow: OpaquePointer

  /// Prepares a method.
  public init(_ method: Method = .dis) {
    self.method = method
    cocv_silence()
    var made: OpaquePointer?
    Native.check(cocv_flow_create(Int32(method.code), &made))
    guard let made else { preconditionFailure("the method was made") }
    flow = made
  }

  deinit { cocv_flow_destroy(flow) }

  /// The flow from one frame to the next, both of one size; colours are made grey.
  ///
  /// - Parameter size: of the field, where it is to be scaled; each vector is then the mean of those under it, still in
  ///   pixels of the frames.
  /// - Throws: a sentence, where frames are below `leastSide` or the flow does not fit into memory.
  public func callAsFunction(
    from first: Image, to second: Image, size: (width: Int, height: Int)? = nil
  ) throws(VisionError) -> FlowField {
    precondition(first.width == second.width && first.height == second.height, "both frames have one size")
    let (width, height) = (first.width, first.height)
    let size = size ?? (width, height)
    guard width >= Self.leastSide, height >= Self.leastSide else {
      throw VisionError(
        .unsupported, "a video of \(width)x\(height)",
        "is too small for optical flow; \(Self.leastSide) pixels are needed")
    }
    let (before, after) = (Self.grey(first), Self.grey(second))
    var x = [Float](repeating: 0, count: size.width * size.height)
    var y = x
    let code = cocv_flow_compute(
      flow, before, after, Int32(width), Int32(height), &x, &y, Int32(size.width), Int32(size.height))
    guard code == COCV_OK else {
      throw VisionError(.outOfMemory, "a video of \(width)x\(height)", "has no optical flow: \(Native.message)")
    }
    return FlowField(width: size.width, height: size.height, x: x, y: y)
  }

  private static func grey(_ image: Image) -> [UInt8] {
    guard case .uint8(let samples) = image.withBitDepth(8).converted(to: .gray).samples else {
      preconditionFailure("8 bits were asked for")
    }
    return samples
  }
}
