import Adversarial
import Datasets
import Features
import Foundation
import TestFolders
import Torch
import Training
import Vision

@testable import AnomalyDetection

/// Clips of squares that walk, in a folder of their own, and a small recipe for them.
struct WalkingSquares {
  let folder: ScratchFolder

  init() throws { folder = try ScratchFolder() }

  static func frame(_ place: Int, top: Int = 20) -> Image {
    var pixels = (0..<96 * 64).map { (pixel: Int) -> UInt8 in
      let (x, y) = (pixel % 96, pixel / 96)
      return UInt8(70 + (x * 7 + y * 11) % 40)
    }
    for y in top..<top + 16 {
      for x in 0..<12 {
        let level = 150 + (x * 13 + y * 29) % 100
        pixels[y * 96 + (place + x) % 96] = UInt8(level)
      }
    }
    return Image(width: 96, height: 64, channels: 1, pixels: pixels)
  }

  /// Clips of numbered frames; in the test clips the square runs from frame 10 to 19, as the masks say.
  func write(clips: Int = 4, frames: Int = 24, masks: Bool = true) throws -> String {
    let data = folder.path("data")
    for clip in 0..<clips {
      try TinyNormal.make("\(data)/Train/Train\(clip)")
      for frame in 0..<frames {
        try Self.frame(clip * 9 + frame, top: 8 + clip * 6).write(to: "\(data)/Train/Train\(clip)/\(frame).png")
      }
    }
    for clip in 0..<2 {
      try TinyNormal.make("\(data)/Test/Test\(clip)")
      if masks { try TinyNormal.make("\(data)/Test/Test\(clip)_gt") }
      var place = clip * 10
      for frame in 0..<frames {
        let runs = (10..<20).contains(frame)
        try Self.frame(place, top: 16).write(to: "\(data)/Test/Test\(clip)/\(frame).png")
        if masks {
          let mask = Image(
            width: 96, height: 64, channels: 1,
            pixels: (0..<96 * 64).map { pixel in
              let (x, y) = (pixel % 96, pixel / 96)
              return runs && (16..<32).contains(y) && (place..<place + 12).contains(x) ? 255 : 0
            })
          try mask.write(to: "\(data)/Test/Test\(clip)_gt/\(frame).png")
        }
        place += runs ? 5 : 1
      }
    }
    return data
  }

  func recipe() -> FlowGANRecipe {
    var recipe = FlowGANRecipe()
    recipe.clips.imageSize = "64x64"
    recipe.motion.windowLength = 3
    for direction in [\FlowGANRecipe.toFlow, \FlowGANRecipe.toFrame] {
      recipe[keyPath: direction].generator.features = 4
      recipe[keyPath: direction].discriminator.features = 4
    }
    recipe.score.falseAlarm = 0.1
    (recipe.score.memory, recipe.score.box) = (50, 0.1)
    recipe.run.shrinkForTests()
    return recipe
  }

  func motion(_ data: String, _ recipe: FlowGANRecipe, onRemark: @escaping (String) -> Void = { _ in }) throws
    -> NormalMotion
  {
    try NormalMotion(
      openVideoSet(at: data), clips: recipe.clips, motion: recipe.motion, cache: cache(), seed: recipe.run.seed,
      onRemark: onRemark)
  }

  func cache() throws -> MotionCache { try MotionCache(folder.path("cache")) }

  func eyes() -> EfficientNetLite0 { EfficientNetLite0(deepest: 16, random: RandomSource(seed: 3)) }
}
