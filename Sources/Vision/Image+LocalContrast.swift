import COpenCV

extension Image {
  /// The picture with its light taken out: each pixel less the Gaussian mean around it, over the deviation around it.
  ///
  /// The middle level is the local mean; levels end at four deviations. Channels, alpha too, are treated alike.
  ///
  /// - Parameter deviation: of the Gaussian, in pixels, above 0; the deviation is taken over twice as much.
  public func locallyNormalized(deviation: Double) -> Image {
    precondition(deviation > 0, "the reach of local contrast is above 0 pixels, not \(deviation)")
    return Native.transformed(self, width: width, height: height) { source, shape, target in
      cocv_local_contrast(source, shape, deviation, target)
    }
  }
}
