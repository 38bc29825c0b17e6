public import Adversarial
public import Datasets
import Metrics
import Torch

/// What each code of a model learned.
public struct CodesReport: Codable, Sendable, Equatable {
  /// What a categorical code has to do with the labels.
  public struct Categorical: Codable, Sendable, Equatable {
    /// The code's name.
    public let code: String
    /// The share of pictures whose category is matched to their class; nil without labels.
    public let accuracy: Double?
    /// The class that each category is matched to, one to one (Hungarian method); nil without labels.
    public let assignment: [String?]?
    /// How many pictures of each class (columns) have each category (rows); without labels, one column with the counts.
    public let confusion: [[Int]]
  }

  /// What a continuous code has to do with what can be measured on a picture.
  public struct Continuous: Codable, Sendable, Equatable {
    /// The code's name.
    public let code: String
    /// The property that follows it most.
    public let property: String
    /// The rank correlation of the code that was set with the property of the picture that was drawn.
    public let spearman: Double
    /// The rank correlation of the code that Q reads off the data's pictures with their property.
    public let spearmanRead: Double
    /// The same for every property, of drawn pictures.
    public let all: [String: Double]
  }

  /// The categorical codes.
  public let categorical: [Categorical]
  /// The continuous codes.
  public let continuous: [Continuous]
  /// How many of the data's pictures were read.
  public let pictures: Int
  /// How many pictures were drawn.
  public let drawn: Int
}

extension CodesReport {
  /// Looks at a model.
  ///
  /// - Parameters:
  ///   - images: read by Q; their labels, where there are any, are only compared with.
  ///   - drawn: how many pictures to draw, all codes and noise random.
  ///   - seed: of those draws.
  public init(
    _ recognition: TrainedRecognition, generator: TrainedImageGenerator, images: LabelledImages, drawn: Int = 2000,
    seed: UInt64 = 0
  ) {
    let space = recognition.space
    let reading = recognition.read(images)
    categorical = space.categorical.enumerated().map { position, code in
      Self.categorical(
        LatentSpace.name(code), reading.categories[position], space.codes[code].width, images)
    }
    pictures = images.count
    self.drawn = space.continuous.isEmpty ? 0 : drawn
    guard !space.continuous.isEmpty else {
      continuous = []
      return
    }
    let sample = space.sample(drawn, random: RandomSource(seed: seed))
    let ofDrawn = Self.properties(of: generator.draw(sample))
    let ofData = Self.properties(of: images)
    continuous = space.continuous.enumerated().map { position, code in
      let set = sample.codes[code].array().map(Double.init)
      var all: [String: Double] = [:]
      for (kind, values) in ofDrawn { all[kind.rawValue] = RankCorrelation.spearman(set, values) ?? 0 }
      let best =
        PictureProperties.Kind.allCases.max { abs(all[$0.rawValue] ?? 0) < abs(all[$1.rawValue] ?? 0) } ?? .slant
      return Continuous(
        code: LatentSpace.name(code), property: best.rawValue, spearman: all[best.rawValue] ?? 0,
        spearmanRead: RankCorrelation.spearman(reading.numbers[position], ofData[best] ?? []) ?? 0, all: all)
    }
  }

  private static func categorical(
    _ name: String, _ categories: [Int], _ width: Int, _ images: LabelledImages
  ) -> Categorical {
    guard let labels = images.labels else {
      var counts = [[Int]](repeating: [0], count: width)
      for category in categories { counts[category][0] += 1 }
      return Categorical(code: name, accuracy: nil, assignment: nil, confusion: counts)
    }
    var confusion = [[Int]](repeating: [Int](repeating: 0, count: images.classNames.count), count: width)
    for (category, label) in zip(categories, labels) { confusion[category][label] += 1 }
    let matching = Assignment(maximizing: confusion)
    return Categorical(
      code: name, accuracy: matching.total / Double(max(1, labels.count)),
      assignment: matching.columns.map { $0.map { images.classNames[$0] } }, confusion: confusion)
  }

  private static func measured(_ pixels: [Float], _ width: Int, _ height: Int) -> PictureProperties {
    PictureProperties(pixels: pixels, width: width, height: height)
  }

  /// Every property of drawn pictures `[N, C, H, W]`.
  static func properties(of pictures: Tensor) -> [PictureProperties.Kind: [Double]] {
    let grey = (pictures.mean(dims: [1]) + 1) / 2
    let (height, width) = (grey.shape[1], grey.shape[2])
    let values = grey.array()
    let size = height * width
    return collected((0..<grey.shape[0]).map { measured(Array(values[$0 * size..<($0 + 1) * size]), width, height) })
  }

  /// Every property of a data set's pictures.
  static func properties(of images: LabelledImages) -> [PictureProperties.Kind: [Double]] {
    let area = images.width * images.height
    return collected(
      (0..<images.count).map { index in
        let start = index * images.pictureSize
        let grey = (0..<area).map { pixel in
          (0..<images.channels).reduce(Float(0)) { $0 + Float(images.pixels[start + $1 * area + pixel]) }
            / Float(255 * images.channels)
        }
        return measured(grey, images.width, images.height)
      })
  }

  private static func collected(_ all: [PictureProperties]) -> [PictureProperties.Kind: [Double]] {
    Dictionary(uniqueKeysWithValues: PictureProperties.Kind.allCases.map { kind in (kind, all.map { $0[kind] }) })
  }
}

extension CodesReport: CustomStringConvertible {
  /// The report for people: a line for each code, and the confusion table.
  public var description: String {
    (categorical.map(Self.text) + continuous.map(Self.text)).joined(separator: "\n")
  }

  private static func text(_ code: Categorical) -> String {
    guard let accuracy = code.accuracy, let assignment = code.assignment else {
      let counts = code.confusion.enumerated().map { "\($0.offset): \($0.element[0])" }.joined(separator: ", ")
      return "\(code.code): pictures of each category \(counts)"
    }
    let rows = code.confusion.enumerated().map { category, counts in
      let name = (assignment[category] ?? "-").padding(to: 10)
      return "  \(String(category).padding(to: 3)) -> \(name)" + counts.map { String($0).leftPadded(to: 6) }.joined()
    }
    let percent = (accuracy * 10000).rounded() / 100
    return (["\(code.code): \(percent)% of the pictures have the category that is matched to their class"] + rows)
      .joined(separator: "\n")
  }

  private static func text(_ code: Continuous) -> String {
    func short(_ value: Double) -> String { "\((value * 100).rounded() / 100)" }
    return "\(code.code): \(code.property), Spearman \(short(code.spearman)) in drawn pictures, "
      + "\(short(code.spearmanRead)) as read off the data"
  }
}

extension String {
  fileprivate func padding(to length: Int) -> String { self + String(repeating: " ", count: max(0, length - count)) }
  fileprivate func leftPadded(to length: Int) -> String { String(repeating: " ", count: max(0, length - count)) + self }
}
