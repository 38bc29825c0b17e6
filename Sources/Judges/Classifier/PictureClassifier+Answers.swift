public import Datasets
import Torch
import TorchNN
import Training

extension PictureClassifier {
  /// The class of each picture, by the network as it is; it goes on training as before.
  public func classes(of images: LabelledImages, chunk: Int = 500) -> [Int] {
    networks[0].module.eval()
    defer { networks[0].module.train() }
    return withoutGradients {
      stride(from: 0, to: images.count, by: chunk).flatMap { start in
        let batch = images.batch(Array(start..<min(start + chunk, images.count)))
        return logits(Tensor(pictures: batch, device: device)).argmax(dim: 1).int64Array().map { Int($0) }
      }
    }
  }

  /// How probable the network holds each picture's own class.
  public func probabilitiesOfLabels(in images: LabelledImages, chunk: Int = 500) -> [Double] {
    networks[0].module.eval()
    defer { networks[0].module.train() }
    return withoutGradients {
      stride(from: 0, to: images.count, by: chunk).flatMap { start in
        let batch = images.batch(Array(start..<min(start + chunk, images.count)))
        let shares = softmax(logits(Tensor(pictures: batch, device: device)).to(.float32), dim: 1)
        let own = Tensor(classesOf: batch, device: device).unsqueezed(dim: 1)
        return shares.gather(dim: 1, index: own).array().map { Double($0) }
      }
    }
  }
}
