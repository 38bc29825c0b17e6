public import Vision

/// Pictures of one size as plain numbers, ready to become a tensor.
public struct ImageBatch: Sendable, Equatable {
  /// Row-major `[N, C, H, W]`, each value in -1...1.
  public let values: [Float]
  /// `[N, C, H, W]`.
  public let shape: [Int]

  /// Takes numbers that are already laid out; `values.count` is the product of `shape`.
  public init(values: [Float], shape: [Int]) {
    precondition(
      shape.count == 4 && values.count == shape.reduce(1, *), "a batch of shape \(shape) holds that many values")
    self.values = values
    self.shape = shape
  }

  /// Stacks pictures, each converted to `channels` (1 grey or 3 colour).
  ///
  /// - Throws: when the sizes differ; the sentence names the first picture that departs from the others.
  public init(_ images: [Image], channels: Int, names: [String]) throws(DatasetError) {
    precondition(!images.isEmpty && images.count == names.count, "a batch holds a picture for each name")
    let (width, height) = (images[0].width, images[0].height)
    var values: [Float] = []
    values.reserveCapacity(images.count * channels * width * height)
    for (image, name) in zip(images, names) {
      guard image.width == width, image.height == height else {
        throw DatasetError(
          "\(name) is \(image.width)x\(image.height) and \(names[0]), in the same batch, \(width)x\(height); "
            + "use a batch size of 1 or a preprocess mode that gives one size, such as resize_and_crop")
      }
      let converted = image.channels == channels ? image : image.converted(to: channels == 1 ? .gray : .rgb)
      values.append(contentsOf: converted.normalized())
    }
    self.values = values
    shape = [images.count, channels, height, width]
  }

  /// The picture at `index` in `0..<N`, 8 bits a channel.
  public func image(at index: Int) -> Image {
    let size = shape[1] * shape[2] * shape[3]
    return Image(
      normalized: Array(values[index * size..<(index + 1) * size]), channels: shape[1], height: shape[2],
      width: shape[3])
  }
}
