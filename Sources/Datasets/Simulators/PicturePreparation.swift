public import Vision

/// How pictures of two sources become alike in size, colour and light before they are compared or learned from.
public struct PicturePreparation: Sendable, Equatable {
  /// The size of all; nil keeps the pictures' own, which must then be one and the same.
  public var size: Preprocess.Size?
  /// 1 grey or 3 colour; nil keeps the pictures' own.
  public var channels: Int?
  /// Whether each picture's levels are spread evenly (histogram equalisation).
  public var equalises: Bool
  /// Whether pictures are depth files of hands, of which the hand is cut out (``HandDepth``).
  public var cutsHands: Bool

  /// Sets all four.
  public init(
    size: Preprocess.Size? = nil, channels: Int? = nil, equalises: Bool = false, cutsHands: Bool = false
  ) {
    self.size = size
    self.channels = channels
    self.equalises = equalises
    self.cutsHands = cutsHands
  }

  /// The picture with 8 bits a channel, in the channels, size and light asked for.
  ///
  /// - Parameter keepsSize: leaves the size as it is.
  public func callAsFunction(_ image: Image, keepsSize: Bool = false) -> Image {
    var image = image.withBitDepth(8)
    // A picture that is no depth file, such as one that was cut out before, is taken as it is.
    if cutsHands, let hand = HandDepth.hand(in: image, side: size?.width ?? 224) { image = hand }
    switch channels {
    case 1: image = image.converted(to: .gray)
    case 3: image = image.converted(to: .rgb)
    default: if image.channels == 4 { image = image.converted(to: .rgb) }
    }
    if let size, !keepsSize { image = image.resized(width: size.width, height: size.height) }
    return equalises ? image.equalised() : image
  }
}

extension Image {
  /// The picture with its levels spread evenly, each channel by itself, as OpenCV's `equalizeHist` does.
  ///
  /// 8 bits a channel; a picture of one level stays as it is.
  public func equalised() -> Image {
    guard case .uint8(var pixels) = withBitDepth(8).samples else { preconditionFailure("8 bits were asked for") }
    for channel in 0..<min(3, channels) {
      var counts = [Int](repeating: 0, count: 256)
      for place in stride(from: channel, to: pixels.count, by: channels) { counts[Int(pixels[place])] += 1 }
      let total = width * height
      guard let first = counts.firstIndex(where: { $0 > 0 }), counts[first] < total else { continue }
      let scale = 255 / Float(total - counts[first])
      var table = [UInt8](repeating: 0, count: 256)
      var sum = 0
      for level in first + 1..<256 {
        sum += counts[level]
        table[level] = UInt8((Float(sum) * scale).rounded())
      }
      for place in stride(from: channel, to: pixels.count, by: channels) { pixels[place] = table[Int(pixels[place])] }
    }
    return Image(width: width, height: height, channels: channels, pixels: pixels)
  }
}
