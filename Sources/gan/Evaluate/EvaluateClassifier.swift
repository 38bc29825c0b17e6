import ArgumentParser
import Datasets
import Foundation
import Judges
import Torch

/// `gan evaluate` of a classifier: the share of labelled pictures that get their own class.
struct ClassifierEvaluation: Encodable {
  let accuracy: Double
  let pictures: Int
  /// The share of each class's pictures that get it.
  let classes: [String: Double]

  init(model: String, data: String, split: String?, format: DatasetFormat? = nil, device: Device) throws {
    let classifier = try TrainedClassifier(at: model, device: device)
    let parts = try labelledSplits(at: data)
    let images = try openLabelledDataset(
      at: data, split: split ?? (parts.contains("test") ? "test" : nil),
      format: format, skipped: SkipRegister(onSkip: { Chatter.warning($0) }))
    guard images.labels != nil else {
      throw CommandError("\(data) has no labels, so nothing can be said of a classifier; give labelled pictures")
    }
    guard images.classNames == classifier.classNames else {
      throw CommandError(
        "\(model) knows the classes \(classifier.classNames.joined(separator: ", ")) and \(data) has "
          + "\(images.classNames.joined(separator: ", ")); give data of the same classes")
    }
    guard images.width == classifier.width, images.height == classifier.height, images.channels == classifier.channels
    else {
      throw CommandError(
        "\(data) has pictures of \(images.width)x\(images.height) with \(images.channels) channels, \(model) takes "
          + "\(classifier.width)x\(classifier.height) with \(classifier.channels); see `gan data frame`")
    }
    pictures = images.count
    accuracy = classifier.accuracy(on: images)
    var shares: [String: Double] = [:]
    let labels = images.labels ?? []
    for (number, name) in images.classNames.enumerated() {
      let places = labels.indices.filter { labels[$0] == number }
      if !places.isEmpty { shares[name] = classifier.accuracy(on: images.subset(places)) }
    }
    classes = shares
  }
}

extension ClassifierEvaluation {
  /// A line for all and one for each class.
  var table: String {
    let lines = classes.sorted { $0.key < $1.key }.map { String(format: "%@: %.4f", $0.key, $0.value) }
    return ([String(format: "accuracy: %.4f on %d pictures", accuracy, pictures)] + lines).joined(separator: "\n")
  }
}
