public import Adversarial
import Torch
import Training

/// What a classifier sees in the pictures that a generator draws of each category.
public struct ClassAgreement: Codable, Sendable, Equatable {
  /// One category of the generator's first categorical code.
  public struct Category: Codable, Sendable, Equatable {
    /// The category.
    public let value: Int
    /// The class that most of its pictures have.
    public let mostFrequent: String
    /// The share of its pictures that have that class.
    public let share: Double
    /// How many of its pictures have each class.
    public let counts: [Int]
  }

  /// Each category.
  public let categories: [Category]
  /// The classes, in the order of the counts.
  public let classes: [String]
  /// How many different classes the categories draw most.
  public let distinct: Int
  /// The share of all pictures that have the class that was asked for; nil where categories are not classes.
  public let agreement: Double?
  /// Pictures for each category.
  public let pictures: Int

  /// Draws pictures of each category and has them judged.
  ///
  /// - Parameters:
  ///   - pictures: for each category.
  ///   - seed: of noise and other codes.
  /// - Throws: a sentence when the model has no categories, or draws pictures that the classifier does not take.
  public init(
    of generator: TrainedImageGenerator, judgedBy classifier: TrainedClassifier, pictures: Int, seed: UInt64 = 0
  ) throws {
    let space = generator.space
    guard let code = space.categorical.first else {
      throw TrainingError(
        .recipe, "\(generator.path) is a model of \(generator.system), which has no categories to compare with classes")
    }
    let side = generator.recipe.imageSize
    guard classifier.width == side, classifier.height == side, generator.recipe.channels == classifier.channels else {
      throw TrainingError(
        .recipe,
        "\(classifier.path) judges pictures of \(classifier.width)x\(classifier.height) pixels with \(classifier.channels) channels, the "
          + "model draws \(side) with \(generator.recipe.channels); train a classifier with the "
          + "same --image-size and --channels")
    }
    let random = RandomSource(seed: seed)
    let names = classifier.classNames
    categories = (0..<space.codes[code].width).map { value in
      let sample = space.sample(pictures, random: random).setting(code: code, to: Double(value))
      var counts = [Int](repeating: 0, count: names.count)
      for index in classifier.classes(of: generator.draw(sample)) { counts[index] += 1 }
      let most = counts.indices.max { counts[$0] < counts[$1] } ?? 0
      return Category(
        value: value, mostFrequent: names[most], share: Double(counts[most]) / Double(pictures), counts: counts)
    }
    classes = names
    distinct = Set(categories.map(\.mostFrequent)).count
    self.pictures = pictures
    let asked = generator.recipe.classes
    let isConditional = !asked.isEmpty && asked.count == categories.count && asked.allSatisfy(names.contains)
    agreement =
      isConditional
      ? categories.reduce(0) { sum, category in
        sum + Double(category.counts[names.firstIndex(of: asked[category.value]) ?? 0])
      } / Double(pictures * categories.count) : nil
  }
}

extension ClassAgreement: CustomStringConvertible {
  /// A line for each category.
  public var description: String {
    func percent(_ share: Double) -> String { "\((share * 1000).rounded() / 10)%" }
    var lines = categories.map { "\($0.value) -> \($0.mostFrequent): \(percent($0.share)) of \(pictures) pictures" }
    let least = categories.map(\.share).min() ?? 0
    lines.append("\(distinct) different classes of \(categories.count); the least clear category \(percent(least))")
    if let agreement { lines.append("\(percent(agreement)) of all pictures have the class that was asked for") }
    return lines.joined(separator: "\n")
  }
}
