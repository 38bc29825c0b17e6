import Adversarial
import Datasets
import Features
import Foundation
import Torch
import Training
import Vision

/// Brings pictures of any size before a model of patches: whole, or in windows that overlap and are blended.
struct PatchExaminer: PictureScorer {
  let extractor: PatchExtractor
  let model: any PatchModel
  /// What each channel is multiplied by, `[channels]`.
  let scale: Tensor
  let patches: PatchRecipe
  let data: NormalDataRecipe
  var score: PatchScoreRecipe
  /// 1 grey, 3 colour.
  let channels: Int

  var side: Int { data.patch > 0 ? data.patch : patches.size }

  var tensors: [(name: String, tensor: Tensor)] {
    extractor.network.weights.map { ("features/" + $0.name, $0.tensor) } + [("patches/scale", scale)]
      + model.tensors.map { ("patches/" + $0.name, $0.tensor) }
  }

  func prepared(_ image: Image, named name: String) throws(DatasetError) -> Image {
    try PatchPictures.fitted(
      PatchPictures.converted(image, to: channels, named: name), named: name, patches: patches, data: data)
  }

  /// Pictures of one size that are looked at together.
  private static let batch = 8
  /// Windows that are.
  private static let windows = 64

  func items(in pictures: [Image], by calibration: Calibration?, progress: (Int) -> Void) throws -> [ScoredItem] {
    var items: [ScoredItem] = []
    var start = 0
    while start < pictures.count {
      let first = pictures[start]
      let same = pictures[start...].prefix(Self.batch).prefix { ($0.width, $0.height) == (first.width, first.height) }
      let maps = data.patch > 0 ? try same.map(inWindows) : try whole(Array(same))
      items += maps.map { map in
        let smooth = map.smoothed(score.smoothing)
        return ScoredItem(score: smooth.mean(ofHighest: score.topShare), map: smooth)
      }
      start += same.count
      progress(start)
    }
    return items
  }

  /// Maps of pictures of one size, of that size.
  private func whole(_ pictures: [Image]) throws -> [HeatMap] {
    let (width, height) = (pictures[0].width, pictures[0].height)
    let maps = try maps(
      of: Tensor(pictures.flatMap { $0.normalized() }, shape: [pictures.count, channels, height, width]))
    let values = maps.array()
    return pictures.indices.map {
      HeatMap(values: Array(values[$0 * width * height..<($0 + 1) * width * height]), width: width, height: height)
    }
  }

  /// `[N, C, H, W]` to distances at each pixel, `[N, H, W]`.
  private func maps(of pictures: Tensor) throws -> Tensor {
    let distances = model.distances(try extractor.patches(pictures) * PatchExtractor.beside(scale)).to(.cpu)
    return withoutGradients {
      upsample(distances.unsqueezed(dim: 1), size: [pictures.size(2), pictures.size(3)], mode: .bilinear)
        .select(dim: 1, index: 0)
    }
  }

  private func inWindows(_ picture: Image) throws -> HeatMap {
    let side = data.patch
    let tiling = Tiling(side: side, overlap: min(side - 1, Int(Double(side) * patches.overlap)))
    let places = tiling.starts(along: picture.height).flatMap { y in
      tiling.starts(along: picture.width).map { (x: $0, y: y) }
    }
    var blender = TileBlender(channels: 1, height: picture.height, width: picture.width)
    for start in stride(from: 0, to: places.count, by: Self.windows) {
      let part = places[start..<min(start + Self.windows, places.count)]
      let windows = part.flatMap { picture.cropped(x: $0.x, y: $0.y, width: side, height: side).normalized() }
      let values = try maps(of: Tensor(windows, shape: [part.count, channels, side, side])).array()
      for (index, place) in part.enumerated() {
        blender.add(
          Array(values[index * side * side..<(index + 1) * side * side]), x: place.x, y: place.y, ramp: tiling.ramp)
      }
    }
    return HeatMap(values: blender.result(), width: picture.width, height: picture.height)
  }
}
