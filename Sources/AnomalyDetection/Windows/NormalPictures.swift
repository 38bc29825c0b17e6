public import Datasets
import Torch
import Training
public import Vision

/// The normal pictures of a data set, those to train on and those held out for the threshold, cut to what a model takes.
public struct NormalPictures {
  /// For the networks.
  public let training: [Image]
  /// For the threshold.
  public let heldOut: [Image]
  /// Held-out ones as they are in their files, spread over all: at most 40.
  let originals: [Image]
  /// Marks of all of them, by which they are known again (``Fingerprint``).
  public let marks: Set<Int64>
  /// How many normal pictures the data set has in all.
  public let available: Int
  /// The side of a window, or of the pictures.
  public let side: Int
  /// 1 grey, 3 colour.
  public let channels: Int
  /// The recipe with what the data decided.
  public let data: NormalDataRecipe

  /// Reads pictures.
  ///
  /// - Parameters:
  ///   - imageSize: asked for; 0 is the data's own.
  ///   - channels: asked for; 0 is the data's own.
  ///   - seed: draws the pictures to train on, and those that are held out.
  ///   - skipped: takes up pictures that cannot be read or are too small, which are left out.
  /// - Throws: a sentence that names the folder, file or key: no normal pictures, too few, none that can be used.
  public init(
    _ set: AnomalySet, data asked: NormalDataRecipe, score: ScoreRecipe, imageSize: Int, channels: Int, seed: UInt64,
    skipped: SkipRegister = SkipRegister()
  ) throws {
    available = set.normal.count
    guard available > 0 else { throw DatasetError("\(set.source) holds no normal pictures; add some to train on") }
    let places = asked.trainCount > 0 ? try set.trainingDraw(asked.trainCount, seed: seed) : set.normal
    guard places.count > 1 else {
      throw DatasetError("\(set.source) has one normal picture to train on; give more, a few hundred are usual")
    }
    let loaded = try skipped.usable(places) { place throws(DatasetError) in try set.load(place) }
    marks = Set(loaded.map { Fingerprint.of($0.sample) })
    let read = loaded.map { (index: $0.index, sample: $0.sample.flattened(onto: 255)) }
    self.channels = channels > 0 ? channels : read.allSatisfy { $0.sample.channels == 1 } ? 1 : 3
    (data, side) = try Self.resolved(asked, imageSize: imageSize, images: read.map(\.sample), source: set.source)
    let (mode, data, side) = (self.channels == 1 ? ColorMode.gray : .rgb, data, side)
    let pictures = Dictionary(uniqueKeysWithValues: read.map { ($0.index, $0.sample) })
    let fitted = try skipped.usable(read.map(\.index)) { place throws(DatasetError) in
      let name = set.path(of: place) ?? "\(set.source): \(set.samples[place].name)"
      // Each place was read above.
      return try Self.fitted(pictures[place]!.converted(to: mode), named: name, data: data, side: side)
    }
    let images = fitted.map(\.sample)
    guard images.count > 1 else {
      throw DatasetError("\(set.source) has one picture that can be used; give more, a few hundred are usual")
    }
    // Places are in the set's order: the held-out ones are spread over it.
    var generator = CounterRandom(seed: seed, 4)
    let held = Set(generator.permutation(images.count).prefix(score.heldOutCount(of: images.count)))
    training = images.indices.filter { !held.contains($0) }.map { images[$0] }
    heldOut = images.indices.filter(held.contains).map { images[$0] }
    let known = held.sorted().map { fitted[$0].index }
    let shown = min(40, known.count)
    originals = (0..<shown).compactMap { pictures[known[$0 * known.count / shown]] }
  }

  /// Windows of the pictures to train on, drawn by a seed, in batches of at most 32, `[N, C, side, side]` in -1...1.
  ///
  /// - Parameter count: how many at most; no more than four of a picture.
  func windows(_ count: Int, seed: UInt64) -> [Tensor] {
    var random = CounterRandom(seed: seed)
    let count = min(count, training.count * 4)
    return stride(from: 0, to: count, by: 32).map { start in
      let values = (start..<min(start + 32, count)).flatMap { index in
        let image = training[index % training.count]
        return image.cropped(
          x: random.integer(below: image.width - side + 1), y: random.integer(below: image.height - side + 1),
          width: side, height: side
        ).normalized()
      }
      return Tensor(values, shape: [min(32, count - start), channels, side, side])
    }
  }

  /// Whether pictures are taken whole, and the side: whole where they all are squares that a network can have.
  private static func resolved(
    _ asked: NormalDataRecipe, imageSize: Int, images: [Image], source: String
  ) throws -> (NormalDataRecipe, Int) {
    var data = asked
    let own = images[0].width
    let isUniform = [28, 32, 64, 128].contains(own) && images.allSatisfy { $0.width == own && $0.height == own }
    if data.patch < 0 { data.patch = imageSize > 0 || isUniform ? 0 : 64 }
    guard data.patch > 0 else { return (data, imageSize > 0 ? imageSize : isUniform ? own : 64) }
    guard [28, 32, 64, 128].contains(data.patch) else {
      throw TrainingError(.recipe, "patch is \(data.patch); choose 28, 32, 64 or 128, or 0 for whole pictures")
    }
    guard imageSize == 0 || imageSize == data.patch else {
      throw TrainingError(.recipe, "image_size is \(imageSize) and patch \(data.patch); leave out image_size")
    }
    return (data, data.patch)
  }

  /// A picture as a recipe says: scaled, the whole of it to a square or its longest side, and its light taken out.
  ///
  /// - Throws: when it is smaller than a window.
  static func fitted(
    _ image: Image, named name: String, data: NormalDataRecipe, side: Int
  ) throws(DatasetError) -> Image {
    let image = try scaled(image, named: name, data: data, side: side)
    return data.localContrast > 0 ? image.locallyNormalized(deviation: data.localContrast) : image
  }

  private static func scaled(
    _ image: Image, named name: String, data: NormalDataRecipe, side: Int
  ) throws(DatasetError) -> Image {
    if data.isWhole { return image.resized(width: side, height: side) }
    var image = image
    let longest = max(image.width, image.height)
    if data.longestSide > 0, data.longestSide != longest {
      func scaled(_ length: Int) -> Int { max(1, (length * data.longestSide * 2 + longest) / (2 * longest)) }
      image = image.resized(width: scaled(image.width), height: scaled(image.height))
    }
    guard image.width >= side, image.height >= side else {
      let after = data.longestSide > 0 ? " after scaling" : ""
      throw DatasetError(
        "\(name) is \(image.width)x\(image.height)\(after), smaller than the patch of \(side); "
          + "take larger pictures, or train with a smaller --patch")
    }
    return image
  }
}
