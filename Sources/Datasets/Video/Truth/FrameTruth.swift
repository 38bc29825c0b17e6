public import Vision

/// What is known of a frame of a test clip.
public enum FrameTruth: Sendable, Equatable {
  /// Nothing unusual is in it.
  case normal
  /// Something is: where the mask is not 0; nil where only that is known.
  case abnormal(Image?)

  /// Where it is.
  public var mask: Image? {
    if case .abnormal(let mask) = self { mask } else { nil }
  }

  /// A mask that marks nothing is a normal frame; grey traces of compression are nothing.
  init(mask: Image) {
    guard case .uint8(let levels) = mask.withBitDepth(8).converted(to: .gray).samples else {
      self = .normal
      return
    }
    let top = levels.max() ?? 0
    guard top > 0 else {
      self = .normal
      return
    }
    // Masks of 0 and 1 are as good as those of 0 and 255.
    let limit = top > 64 ? top / 2 : 0
    let marked = levels.map { $0 > limit ? UInt8(255) : 0 }
    self = .abnormal(Image(width: mask.width, height: mask.height, channels: 1, pixels: marked))
  }
}

extension VideoSet.Clip {
  /// Whether something says which frames are abnormal.
  public var hasTruth: Bool { !masks.isEmpty || truthFile != nil }

  /// What is known of each frame, in the order of the frames.
  ///
  /// - Throws: a sentence that names the mask which cannot be read.
  public func truths() throws(DatasetError) -> [FrameTruth] {
    if let truthFile { return try TruthFile.read(truthFile) }
    var truths: [FrameTruth] = []
    for path in masks {
      do throws(VisionError) {
        truths.append(FrameTruth(mask: try Image(path: path, as: .gray)))
      } catch {
        throw DatasetError("\(error)")
      }
    }
    return truths
  }
}
