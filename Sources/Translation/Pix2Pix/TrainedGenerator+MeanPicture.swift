public import Adversarial
public import Torch
import Training

extension TrainedGenerator {
  /// The mean of the targets that the generator was trained on; nil where its file does not hold it.
  ///
  /// - Throws: when the file is damaged.
  public func meanTarget() throws -> MeanPicture? {
    if let own = try file.tensors(prefix: ModelFile.besidePrefix + MeanPicture.name).first?.tensor {
      return MeanPicture(levels: own)
    }
    let folder = path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
    return try Self.meanTargetLevels(in: folder).map { MeanPicture(levels: $0) }
  }

  /// The mean's levels, where a checkpoint's folder has them.
  ///
  /// - Throws: when the file is damaged.
  public static func meanTargetLevels(in folder: String) throws -> Tensor? {
    guard let state = ModelFile.existing(["training"], in: folder) else { return nil }
    return try ModelFile(state).tensors(prefix: "auxiliary/" + MeanPicture.name).first?.tensor
  }
}
