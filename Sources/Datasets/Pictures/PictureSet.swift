public import Vision

/// Pictures that are asked for by their places: those of a folder, of a data set in memory, of a generator.
public protocol PictureSet {
  /// Where they come from, for results.
  var source: String { get }
  /// How many there are.
  var count: Int { get }
  /// The pictures at `places`, each in `0..<count`, in that order.
  ///
  /// - Throws: a sentence that names a picture that cannot be read.
  func pictures(at places: [Int]) throws -> [Image]
  /// The same without those that cannot be read, which `skipped` takes up; each with its place.
  ///
  /// - Throws: when a picture cannot be read and the register is strict, or the set fails as a whole.
  func usablePictures(at places: [Int], skipped: SkipRegister) throws -> [(place: Int, image: Image)]
  /// What to call the picture at a place.
  func pictureName(at place: Int) -> String
}

extension PictureSet {
  /// All of them: what is drawn or held in memory has no damaged files.
  public func usablePictures(at places: [Int], skipped: SkipRegister) throws -> [(place: Int, image: Image)] {
    zip(places, try pictures(at: places)).map { (place: $0, image: $1) }
  }
}

extension ImageFolder: PictureSet {
  /// The folder.
  public var source: String { directory }

  /// Decodes pictures, as they are in their files.
  public func pictures(at places: [Int]) throws -> [Image] { try places.map { try load($0) } }

  /// Decodes those that can be read.
  public func usablePictures(at places: [Int], skipped: SkipRegister) throws -> [(place: Int, image: Image)] {
    var pictures: [(place: Int, image: Image)] = []
    for place in places {
      if let image = try skipped.attempt(place, load) { pictures.append((place, image)) }
    }
    return pictures
  }

  /// The file below the folder.
  public func pictureName(at place: Int) -> String { files[place] }
}

extension LabelledImages: PictureSet {
  /// Copies pictures out of the block.
  public func pictures(at places: [Int]) -> [Image] { places.map(image) }

  /// Its number, counted from 0, as the file has it.
  public func pictureName(at place: Int) -> String { "picture \(place)" }
}

extension AnomalySet: PictureSet {
  /// Decodes pictures, as they are in their files.
  public func pictures(at places: [Int]) throws -> [Image] { try places.map { try load($0) } }

  /// Decodes those that can be read.
  public func usablePictures(at places: [Int], skipped: SkipRegister) throws -> [(place: Int, image: Image)] {
    var pictures: [(place: Int, image: Image)] = []
    for place in places {
      if let image = try skipped.attempt(place, load) { pictures.append((place, image)) }
    }
    return pictures
  }

  /// Its path below the set's folder, or its class and number.
  public func pictureName(at place: Int) -> String { samples[place].name }
}
