public import Datasets
import Training
public import Vision

/// The normal pictures of a data set for a detector of patches: those to learn, and those held out for the threshold.
public struct PatchPictures {
  /// As the detector takes them, windows not cut yet.
  public let training: [Image]
  /// For the threshold, the same.
  public let heldOut: [Image]
  /// The places of both in the data set.
  let trainingPlaces: [Int]
  /// Those of the held-out ones.
  let heldOutPlaces: [Int]
  /// Marks of all of them (``Fingerprint``).
  public let marks: Set<Int64>
  /// How many normal pictures the data set has in all.
  public let available: Int
  /// 1 grey, 3 colour.
  public let channels: Int

  /// Reads pictures.
  ///
  /// - Parameter skipped: takes up pictures that cannot be read or are too small, which are left out.
  /// - Throws: a sentence that names the folder: no normal pictures, one alone, none that can be used.
  public init(
    _ set: AnomalySet, patches: PatchRecipe, data: NormalDataRecipe, score: PatchScoreRecipe,
    skipped: SkipRegister = SkipRegister()
  ) throws {
    available = set.normal.count
    guard available > 0 else { throw DatasetError("\(set.source) holds no normal pictures; add some to learn") }
    let places = data.trainCount > 0 ? try set.trainingDraw(data.trainCount, seed: patches.seed) : set.normal
    guard places.count > 1 else {
      throw DatasetError(
        "\(set.source) has one normal picture; give at least two: one is held out to fit the threshold on")
    }
    // Read one by one: full-size pictures of a whole set may not fit in memory.
    func read(_ place: Int) throws(DatasetError) -> Image { try set.load(place) }
    var channels = patches.channels
    if channels == 0 {
      let first = places.prefix(20).compactMap { try? read($0).flattened(onto: 255) }
      channels = first.allSatisfy { $0.channels == 1 } ? 1 : 3
    }
    let mode = channels
    var marks: Set<Int64> = []
    let images = try skipped.usable(places) { place throws(DatasetError) in
      let name = set.path(of: place) ?? "\(set.source): \(set.samples[place].name)"
      let image = try read(place)
      let fitted = try Self.fitted(
        Self.converted(image, to: mode, named: name), named: name, patches: patches, data: data)
      return (mark: Fingerprint.of(image), image: fitted, place: place)
    }.map(\.sample)
    for image in images { marks.insert(image.mark) }
    guard images.count > 1 else {
      throw DatasetError(
        "\(set.source) has one normal picture that can be used; give at least two: one is held out for the threshold")
    }
    self.channels = channels
    self.marks = marks
    // Places are in the set's order: the held-out ones are spread over it.
    var generator = CounterRandom(seed: patches.seed, 4)
    let held = Set(generator.permutation(images.count).prefix(score.heldOutCount(of: images.count)))
    training = images.indices.filter { !held.contains($0) }.map { images[$0].image }
    heldOut = images.indices.filter(held.contains).map { images[$0].image }
    trainingPlaces = images.indices.filter { !held.contains($0) }.map { images[$0].place }
    heldOutPlaces = images.indices.filter(held.contains).map { images[$0].place }
  }

  /// A picture in the colours of a model.
  ///
  /// - Throws: colour where the model takes grey.
  static func converted(_ image: Image, to channels: Int, named name: String) throws(DatasetError) -> Image {
    let flat = image.flattened(onto: 255)
    guard flat.channels == 1 || channels == 3 else {
      throw DatasetError(
        "\(name) has \(image.channels) channels and the model takes grey pictures of 1; convert it, or add --grey")
    }
    return flat.converted(to: channels == 1 ? .gray : .rgb)
  }

  /// A picture as the recipes say: scaled, and its light taken out.
  ///
  /// - Throws: when it is smaller than a window.
  static func fitted(
    _ image: Image, named name: String, patches: PatchRecipe, data: NormalDataRecipe
  ) throws(DatasetError) -> Image {
    var scaled = image
    if data.patch > 0 {
      scaled = scaledInside(image, longest: data.longestSide)
      guard scaled.width >= data.patch, scaled.height >= data.patch else {
        throw DatasetError(
          "\(name) is \(scaled.width)x\(scaled.height), smaller than the patch of \(data.patch); "
            + "take larger pictures, or train with a smaller --patch")
      }
    } else if patches.keepsAspect {
      scaled = scaledInside(image, longest: patches.size, multiple: patches.strides.max() ?? 1)
    } else {
      scaled = image.resized(width: patches.size, height: patches.size)
    }
    return data.localContrast > 0 ? scaled.locallyNormalized(deviation: data.localContrast) : scaled
  }

  /// The picture scaled to a longest side; 0 leaves it. Sides become multiples of a stride, so that no place of a map lies
  /// half outside.
  private static func scaledInside(_ image: Image, longest: Int, multiple: Int = 1) -> Image {
    guard longest > 0 else { return image }
    let own = max(image.width, image.height)
    func side(_ length: Int) -> Int {
      max(1, (2 * length * longest + own * multiple) / (2 * own * multiple)) * multiple
    }
    return image.resized(width: side(image.width), height: side(image.height))
  }
}
