import Datasets
import Testing
import Torch
import TorchNN
import Vision

@testable import Adversarial

/// Pictures larger or smaller than those of training.
struct TranslationScaleTests {
  /// Makes of a picture what a function says, whatever its size, and remembers what it was shown.
  private final class Painter: Module, Layer, ImageToImageNetwork {
    let paint: (Tensor) -> Tensor
    var seen: [[Int]] = []
    var sizeMultiple: Int { 1 }
    var leastSide: Int { 1 }

    init(_ paint: @escaping (Tensor) -> Tensor) {
      self.paint = paint
      super.init()
    }

    func callAsFunction(_ input: Tensor) -> Tensor {
      seen.append(input.shape)
      return paint(input)
    }

    func inferenceForm(_ dtype: DType) -> any Layer { self }
    func encoderMaps(of pictures: Tensor) -> [Tensor] { [pictures] }
  }

  private func translator(
    _ network: Painter, _ width: Int, _ height: Int, mode: Preprocess.Mode = .resizeAndCrop
  ) -> ImageTranslator {
    let size = Preprocess.Size(width: width, height: height)
    return ImageTranslator(
      network: network, recipe: GeneratorRecipe(inputChannels: 3, outputChannels: 3),
      noise: RandomSource(seed: 0),
      preparation: PictureScale(Preprocess(mode: mode, loadSize: size, cropSize: size, flip: false)))
  }

  /// A street with lines a pixel wide, which a quarter of its size cannot show.
  private let street = RoadScene.pair(seed: 3, index: 1, width: 128, height: 96).day

  private func error(_ a: Image, _ b: Image) -> Float {
    let (a, b) = (a.normalized(), b.normalized())
    return zip(a, b).map { abs($0 - $1) }.reduce(0, +) / Float(a.count)
  }

  /// What follows the picture gets its detail back: much more than enlarging alone gives.
  @Test func detailComesFromThePicture() throws {
    for (name, sign) in [("as it is", 1.0), ("negative", -1.0)] {
      let network = Painter { $0 * sign }
      let result = try translator(network, 32, 24)(street)
      let truth = Image(
        normalized: street.normalized().map { $0 * Float(sign) }, channels: 3, height: 96, width: 128)
      let soft = truth.resized(width: 32, height: 24).resized(width: 128, height: 96, interpolation: .bilinear)
      #expect(network.seen == [[1, 3, 24, 32]])
      #expect(error(result, truth) < 0.6 * error(soft, truth), "\(name)")
    }
  }

  /// What does not follow the picture keeps nothing of it.
  @Test func nothingIsLaidOverWhatDoesNotFollow() throws {
    let even = try translator(Painter { Tensor.full($0.shape, 0.25) }, 32, 24)(street)
    #expect(Set(even.normalized()).count == 1)
    // A lamp that is not in the picture stays where the network put it.
    let lamp = try translator(
      Painter { input in
        let dark = Tensor.full(input.shape, -0.5)
        dark.narrow(dim: 2, start: 6, length: 6).narrow(dim: 3, start: 8, length: 8).fill(0.5)
        return dark
      }, 32, 24)(street)
    let values = lamp.normalized()
    #expect(abs(values[34 * 128 + 48] - 0.5) < 0.15 && abs(values[80 * 128 + 100] + 0.5) < 0.05)
  }

  @Test func theSizeOfTrainingIsNotTouched() throws {
    let network = Painter { $0 }
    let small = street.resized(width: 32, height: 24)
    #expect(try translator(network, 32, 24)(small) == small)
    let tiny = street.resized(width: 16, height: 12)
    let enlarged = try translator(network, 32, 24)(tiny)
    #expect((enlarged.width, enlarged.height) == (16, 12) && error(enlarged, tiny) < 0.05)
    // Models that learned from pictures as they are see them so.
    #expect(try translator(network, 32, 24, mode: .none)(street) == street)
    #expect(network.seen == [[1, 3, 24, 32], [1, 3, 24, 32], [1, 3, 96, 128]])
  }

  /// Shapes of training become its size; others keep theirs, by the squash of the nearest.
  @Test(arguments: [
    (1280, 720, 256, 144), (640, 480, 222, 166), (1242, 375, 349, 106), (360, 640, 144, 256), (1284, 720, 256, 144),
  ])
  func otherShapesKeepTheirs(width: Int, height: Int, seenWidth: Int, seenHeight: Int) {
    let size = Preprocess.Size(width: 256, height: 144)
    let preprocess = Preprocess(mode: .resizeAndCrop, loadSize: size, cropSize: size, flip: true)
    func seen(_ shapes: ClosedRange<Double>?) -> [Int] {
      let image = PictureScale(preprocess, shapes: shapes).applied(
        to: Image(width: width, height: height, channels: 1, level: 9))
      return [image.width, image.height]
    }
    #expect(seen(16.0 / 9...16.0 / 9) == [seenWidth, seenHeight])
    #expect(seen(0.5...4) == [256, 144] && seen(nil) == [256, 144])
  }

  /// Streets that were squashed to squares in training are squashed afterwards.
  @Test func theSquashOfTrainingStays() {
    let square = Preprocess(mode: .resizeAndCrop, loadSize: .init(100), cropSize: .init(100), flip: false)
    let image = PictureScale(square, shapes: 2...2).applied(to: Image(width: 400, height: 100, channels: 1, level: 9))
    #expect((image.width, image.height) == (141, 71))
    // What was squashed before, as evaluation's pictures are, is not squashed again.
    let before = Image(width: 100, height: 100, channels: 1, level: 9)
    #expect(PictureScale(square, shapes: 2...2).applied(to: before) == before)
  }

  @Test func windowsAreOfThePictureAsItIs() throws {
    let network = Painter { $0 }
    #expect(try translator(network, 32, 24)(street, tiling: Tiling(side: 64, overlap: 16)) == street)
    #expect(Set(network.seen) == [[1, 3, 64, 64]])
  }

  @Test func scalesAreReadFromText() throws {
    #expect(try TranslationScale(parsing: "learned") == .learned && TranslationScale(parsing: "own") == .own)
    #expect(try TranslationScale(parsing: "256x144") == .size(.init(width: 256, height: 144)))
    for wrong in ["", "0", "large", "256x"] {
      #expect(throws: DatasetError.self) { try TranslationScale(parsing: wrong) }
    }
  }
}
