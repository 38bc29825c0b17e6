import Vision

/// Width and height of a picture file in pixels, or nil when it cannot be read.
func pictureSize(_ path: String) -> (width: Int, height: Int)? {
  guard let size = try? Image.size(ofFileAt: path) else { return nil }
  return (size.width, size.height)
}
