public import Vision

/// Two pictures of the same thing: the input side A and the output side B.
public struct PairedSample: Sendable {
  /// The name that both files share: the path below the data set's folder, without extension.
  public let name: String
  /// Side A, as it is in the file: any size, 1, 3 or 4 channels.
  public let a: Image
  /// Side B, as it is in the file.
  public let b: Image

  /// Puts two pictures together under one name.
  public init(name: String, a: Image, b: Image) {
    self.name = name
    self.a = a
    self.b = b
  }
}

/// A data set of pairs with a fixed order.
public protocol PairedSource: Sendable {
  /// The number of pairs.
  var count: Int { get }

  /// What was recognised and how many, which side is A and which is B, and what was left out; for people.
  var summary: String { get }

  /// The name of the pair at `index` in `0..<count`.
  func name(at index: Int) -> String

  /// What view the pair at `index` shows, such as the camera; nil where nobody knows.
  func place(at index: Int) -> String?

  /// Decodes the pair at `index`.
  ///
  /// - Throws: a sentence that names the file, when one of the two cannot be read or does not fit its partner.
  func load(_ index: Int) throws(DatasetError) -> PairedSample

  /// Decodes the pair at `index`; where partners are left to chance, as with fixed cameras, they are drawn.
  ///
  /// - Throws: as ``load(_:)``.
  func load(_ index: Int, drawing draws: inout CounterRandom) throws(DatasetError) -> PairedSample
}

extension PairedSource {
  /// Nobody knows.
  public func place(at index: Int) -> String? { nil }

  /// Nothing is left to chance.
  public func load(_ index: Int, drawing draws: inout CounterRandom) throws(DatasetError) -> PairedSample {
    try load(index)
  }

  /// The channels that the data has of its own: 1 for a side whose pictures are all grey, else 3.
  ///
  /// At most 64 pairs, spread over the set, are decoded; those that cannot be read say nothing. What is read for a
  /// training is converted to these, unless the user asks for others.
  public func ownChannels() -> (a: Int, b: Int) {
    let looked = min(count, 64)
    let pairs = (0..<looked).compactMap { try? load($0 * count / looked) }
    func channels(_ side: KeyPath<PairedSample, Image>) -> Int {
      !pairs.isEmpty && pairs.allSatisfy { $0[keyPath: side].channels == 1 } ? 1 : 3
    }
    return (channels(\.a), channels(\.b))
  }
}

/// Decodes a file as it is, with the reader's kind of error.
func loadPicture(_ path: String) throws(DatasetError) -> Image {
  do {
    return try Image(path: path)
  } catch {
    throw DatasetError(error.description)
  }
}

func counted(_ count: Int, _ noun: String) -> String {
  count == 1 ? "1 \(noun)" : "\(count) \(noun)s"
}
