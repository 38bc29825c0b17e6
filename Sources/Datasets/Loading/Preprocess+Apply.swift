public import Vision

extension Preprocess {
  /// Transforms both pictures of a pair alike: the same window of both, and both mirrored or neither.
  ///
  /// Three numbers are drawn whatever the mode, so that a sample's draws never depend on its size.
  ///
  /// - Throws: when the two sides are not the same size where the window is cut; the sentence names the sample.
  public func apply(
    to sample: PairedSample, using generator: inout CounterRandom
  ) throws(DatasetError) -> PairedSample {
    let draws = Draws(using: &generator)
    let a = resized(sample.a)
    let b = resized(sample.b)
    guard a.width == b.width, a.height == b.height else {
      throw DatasetError(
        "\(sample.name): A is \(sample.a.width)x\(sample.a.height) and B is \(sample.b.width)x\(sample.b.height); "
          + "make both the same size" + (mode == .resizeAndCrop ? "" : " or use the mode resize_and_crop"))
    }
    return PairedSample(name: sample.name, a: finished(a, draws), b: finished(b, draws))
  }

  /// Transforms a single picture.
  public func apply(to image: Image, using generator: inout CounterRandom) -> Image {
    let draws = Draws(using: &generator)
    return finished(resized(image), draws)
  }

  /// Transforms a single picture without chance: never mirrored, the window in the middle of what chance would choose.
  public func applied(to image: Image) -> Image {
    var draws = CounterRandom(seed: 0, 0)
    return withoutAugmentation.apply(to: image, using: &draws)
  }

  private struct Draws {
    let x: Float
    let y: Float
    let mirror: Bool

    init(using generator: inout CounterRandom) {
      x = generator.uniform()
      y = generator.uniform()
      mirror = generator.uniform() < 0.5
    }
  }

  private func resized(_ image: Image) -> Image {
    switch mode {
    case .none: return image
    case .resizeAndCrop: return resized(image, to: loadSize)
    case .scaleWidth:
      let height = (image.height * loadSize.width * 2 + image.width) / (2 * image.width)
      return resized(image, to: Size(width: loadSize.width, height: max(1, height)))
    case .crop:
      let scale = max(
        Double(cropSize.width) / Double(image.width), Double(cropSize.height) / Double(image.height))
      guard scale > 1 else { return image }
      // Rounded up and never below the window, or rounding would leave it one pixel short.
      return resized(
        image,
        to: Size(
          width: max(cropSize.width, Int((Double(image.width) * scale).rounded())),
          height: max(cropSize.height, Int((Double(image.height) * scale).rounded()))))
    }
  }

  private func resized(_ image: Image, to size: Size) -> Image {
    if image.width == size.width, image.height == size.height { return image }
    return image.resized(width: size.width, height: size.height)
  }

  private func finished(_ image: Image, _ draws: Draws) -> Image {
    var image = image
    if mode == .resizeAndCrop || mode == .crop {
      let x = Int(draws.x * Float(image.width - cropSize.width + 1))
      let y = Int(draws.y * Float(image.height - cropSize.height + 1))
      if image.width != cropSize.width || image.height != cropSize.height {
        image = image.cropped(x: x, y: y, width: cropSize.width, height: cropSize.height)
      }
    }
    return flip && draws.mirror ? image.flippedHorizontally() : image
  }
}
