import COpenCV
import COpenCVVideo

extension Image {
  /// The picture drawn where a flow says that its parts are: pixel p of the result is this picture's at p + flow(p).
  ///
  /// With the flow from a frame to the one before, and that earlier frame, it is the later frame as the earlier one shows
  /// it.
  ///
  /// - Returns: 8 bits, of the same size; what lies beyond an edge has the edge's colour.
  public func warped(by flow: FlowField) -> Image {
    precondition(flow.width == width && flow.height == height, "a vector for each pixel")
    guard case .uint8(let source) = withBitDepth(8).samples else { preconditionFailure("8 bits were asked for") }
    let pixels = [UInt8](unsafeUninitializedCapacity: source.count) { target, filled in
      Native.check(
        cocv_flow_warp(source, Int32(width), Int32(height), Int32(channels), flow.x, flow.y, target.baseAddress!))
      filled = source.count
    }
    return Image(width: width, height: height, channels: channels, pixels: pixels)
  }
}
