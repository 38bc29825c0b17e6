import Adversarial
import Vision

/// Says once at what scale pictures are translated, where that is not their own or not the model's.
final class ScaleRemark {
  private let translator: ImageTranslator
  private let asked: TranslationScale
  /// At which the model learned, where its file says so.
  private let learned: (width: Int, height: Int)?
  private let model: TrainedGenerator
  private var isSaid = false

  init(
    _ translator: ImageTranslator, of model: TrainedGenerator, asked: TranslationScale,
    learned: (width: Int, height: Int)?
  ) {
    (self.translator, self.model, self.asked, self.learned) = (translator, model, asked, learned)
  }

  /// Looks at a picture, or at a frame of a video.
  func look(at image: Image, named name: String) {
    guard !isSaid else { return }
    let own = "\(image.width)x\(image.height)"
    if let seen = translator.preparation?.applied(to: image) {
      guard (seen.width, seen.height) != (image.width, image.height) else { return }
      isSaid = true
      return Chatter.note(
        "\(name) is \(own): it is translated at \(seen.width)x\(seen.height) and brought back to its own size; "
          + "--scale own translates pixel by pixel")
    }
    if asked == .learned, !model.saysScale {
      isSaid = true
      return Chatter.note(
        "\(model.path) does not say at what scale it learned, so that pictures are translated pixel by pixel; --scale 256 "
          + "shows them as most models of the well-known PyTorch code base learned")
    }
    guard let (width, height) = learned else { return }
    let scale = (Double(image.width * image.height) / Double(width * height)).squareRoot()
    // A network that learned at one scale does other things at another.
    guard !(0.6...1.7).contains(scale) else { return }
    isSaid = true
    Chatter.warning(
      "\(name) is \(own), and the model learned at \(width)x\(height): pixel by pixel it sees everything "
        + (scale > 1 ? "larger" : "smaller") + " than in training; leave out --scale own for its best")
  }
}
