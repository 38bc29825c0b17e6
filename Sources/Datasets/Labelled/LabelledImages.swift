public import Vision

/// Pictures of one size held in memory as one block of bytes, with the class of each where it is known.
///
/// A batch is then a few copies of rows: reading costs a training step next to nothing.
public struct LabelledImages: Sendable {
  /// The file or folder that was read, for sentences.
  public let source: String
  /// How it was laid out on disk.
  public let format: DatasetFormat
  /// Row-major `[N, C, H, W]`, 0...255.
  public let pixels: [UInt8]
  /// 1 (grey) or 3 (colour).
  public let channels: Int
  /// In pixels.
  public let height: Int
  /// In pixels.
  public let width: Int
  /// The class of each picture, an index into `classNames`; nil where the data has no labels.
  public let labels: [Int]?
  /// The classes in order; empty where the data has no labels.
  public let classNames: [String]
  /// What was left out, a phrase each.
  public let remarks: [String]

  /// Takes what a reader has read and checked.
  public init(
    source: String, format: DatasetFormat, pixels: [UInt8], channels: Int, height: Int, width: Int,
    labels: [Int]? = nil, classNames: [String] = [], remarks: [String] = []
  ) {
    let size = channels * height * width
    precondition(size > 0 && pixels.count % size == 0, "the block holds whole pictures")
    precondition(labels.map { $0.count == pixels.count / size } ?? true, "each picture has one label")
    self.source = source
    self.format = format
    self.pixels = pixels
    self.channels = channels
    self.height = height
    self.width = width
    self.labels = labels
    self.classNames = classNames
    self.remarks = remarks
  }

  /// The number of pictures.
  public var count: Int { pixels.count / pictureSize }
  /// Bytes of one picture.
  public var pictureSize: Int { channels * height * width }

  /// How many pictures each class has.
  public var classCounts: [Int] {
    var counts = [Int](repeating: 0, count: classNames.count)
    for label in labels ?? [] { counts[label] += 1 }
    return counts
  }

  /// The classes of which there is no picture.
  public var emptyClasses: [String] { zip(classNames, classCounts).filter { $1 == 0 }.map(\.0) }

  /// What was recognised and how many, and which classes have no pictures, for people.
  public var summary: String {
    let kind = channels == 1 ? "grey" : "colour"
    let classes = labels == nil ? "no labels" : "\(counted(classNames.count, "class", plural: "classes"))"
    let empty = emptyClasses.isEmpty ? [] : ["no pictures of class \(emptyClasses.joined(separator: ", "))"]
    let text = "\(format): \(counted(count, "picture")), \(width)x\(height) \(kind), \(classes)"
    return ([text] + empty + remarks).joined(separator: "; ")
  }

  /// The picture at `index`.
  public func image(at index: Int) -> Image {
    let planes = pixels[index * pictureSize..<(index + 1) * pictureSize]
    guard channels > 1 else { return Image(width: width, height: height, channels: 1, pixels: Array(planes)) }
    let area = width * height
    let start = planes.startIndex
    let interleaved = (0..<area).flatMap { pixel in (0..<channels).map { planes[start + $0 * area + pixel] } }
    return Image(width: width, height: height, channels: channels, pixels: interleaved)
  }

  /// The same pictures without their labels.
  public var withoutLabels: LabelledImages {
    LabelledImages(
      source: source, format: format, pixels: pixels, channels: channels, height: height, width: width,
      remarks: remarks)
  }

  /// The pictures at `indices`, in their order.
  public func subset(_ indices: [Int]) -> LabelledImages {
    var block: [UInt8] = []
    block.reserveCapacity(indices.count * pictureSize)
    for index in indices { block.append(contentsOf: pixels[index * pictureSize..<(index + 1) * pictureSize]) }
    return LabelledImages(
      source: source, format: format, pixels: block, channels: channels, height: height, width: width,
      labels: labels.map { all in indices.map { all[$0] } }, classNames: classNames, remarks: remarks)
  }

  /// The same data scaled to a square and to a number of channels.
  ///
  /// - Parameters:
  ///   - size: the side; what is longer than it is wide is cut in its middle.
  ///   - channels: 1 or 3.
  public func resized(to size: Int, channels wanted: Int) -> LabelledImages {
    if width == size, height == size, channels == wanted { return self }
    var block: [UInt8] = []
    block.reserveCapacity(count * wanted * size * size)
    for index in 0..<count { block += planes(of: image(at: index).squared(size), channels: wanted) }
    return LabelledImages(
      source: source, format: format, pixels: block, channels: wanted, height: size, width: size, labels: labels,
      classNames: classNames, remarks: remarks)
  }

  /// Makes sure that classes can be learned from these labels.
  ///
  /// - Throws: when there are no labels, or pictures of one class only.
  public func requireClasses() throws(DatasetError) {
    guard labels != nil else {
      throw DatasetError(
        "\(source) has no labels; put each class into a folder of its own, lay the IDX label file beside the images, "
          + "or give --labels FILE.csv")
    }
    let used = classCounts.indices.filter { classCounts[$0] > 0 }
    guard used.count > 1 else {
      let name = used.first.map { classNames[$0] } ?? "none"
      throw DatasetError("all pictures of \(source) are of one class (\(name)); add pictures of a second class")
    }
  }
}

/// The samples of a picture plane by plane, `[C, H, W]`, 8 bits each.
func planes(of image: Image, channels: Int) -> [UInt8] {
  let plain = image.withBitDepth(8).converted(to: channels == 1 ? .gray : .rgb)
  guard case .uint8(let samples) = plain.samples else { preconditionFailure("8 bits were asked for") }
  guard channels > 1 else { return samples }
  let area = image.width * image.height
  return [UInt8](unsafeUninitializedCapacity: samples.count) { block, filled in
    for channel in 0..<channels {
      for pixel in 0..<area { block[channel * area + pixel] = samples[pixel * channels + channel] }
    }
    filled = samples.count
  }
}

extension Image {
  /// The square in the middle, scaled.
  func squared(_ size: Int) -> Image {
    let side = min(width, height)
    let square =
      width == height ? self : cropped(x: (width - side) / 2, y: (height - side) / 2, width: side, height: side)
    return square.resized(width: size, height: size)
  }
}

func counted(_ count: Int, _ noun: String, plural: String) -> String {
  count == 1 ? "1 \(noun)" : "\(count) \(plural)"
}
