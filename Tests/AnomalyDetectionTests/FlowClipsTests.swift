import Datasets
import Foundation
import TestFolders
import Testing
import Training
import Vision

@testable import AnomalyDetection

/// What clips are learned and held out, what they fit, and which recipes are refused.
struct FlowClipsTests {
  private let squares: WalkingSquares

  init() throws { squares = try WalkingSquares() }

  @Test func partsOfOneClipAreHeldOutBehindAGap() throws {
    let data = squares.folder.path("one")
    try TinyNormal.make(data + "/clip")
    for frame in 0..<90 { try WalkingSquares.frame(frame).write(to: "\(data)/clip/\(frame).png") }
    var recipe = squares.recipe()
    (recipe.clips.framesPerSecond, recipe.clips.heldOut) = (10, 0.3)
    let clips = try squares.motion(data, recipe)
    #expect(clips.training[0].frames == 0..<62 && clips.heldOut[0].frames.lowerBound == 82)
    #expect(clips.remarks.contains { $0.contains("one clip") })
    recipe.clips.framesPerSecond = 25
    // The rate of pictures is not in the name of a kept file.
    try FileManager.default.removeItem(atPath: squares.cache().path)
    #expect { () throws -> Void in _ = try squares.motion(data, recipe) } throws: { "\($0)".contains("too few") }
  }

  @Test func clipsThatCannotBeUsedAreNamed() throws {
    let data = try squares.write(clips: 3)
    try squares.folder.write("no picture", to: "data/Train/Bad/1.png")
    try squares.folder.write("no picture", to: "data/Train/Bad/2.png")
    var remarks: [String] = []
    let clips = try squares.motion(data, squares.recipe()) { remarks.append($0) }
    #expect(clips.training.count + clips.heldOut.count == 3)
    #expect(remarks.contains { $0.contains("Bad") }, "\(remarks)")
    // Nothing moves at all.
    let still = squares.folder.path("still")
    for clip in 0..<2 {
      try TinyNormal.make("\(still)/c\(clip)")
      for frame in 0..<6 { try WalkingSquares.frame(3).write(to: "\(still)/c\(clip)/\(frame).png") }
    }
    let quiet = try squares.motion(still, squares.recipe())
    #expect(quiet.motion.scale == 0.25 && quiet.remarks.contains { $0.contains("hardly anything moves") })
    var magnitude = squares.recipe()
    magnitude.score.score = .magnitude
    let detector = try TrainedFlowDetector(withoutNetworks: magnitude, facts: [:], calibratedOn: quiet)
    #expect(detector.calibration.frames.threshold.isFinite && detector.calibration.frames.threshold > 0)
  }

  /// A held-out clip that is quieter than the others must not make their motion abnormal.
  @Test func theThresholdIsNotBelowWhatTrainingClipsShow() throws {
    let data = squares.folder.path("uneven")
    var recipe = squares.recipe()
    (recipe.score.score, recipe.score.falseAlarm) = (.magnitude, 0.05)
    func write(fast: String?) throws {
      try? FileManager.default.removeItem(atPath: data)
      try? FileManager.default.removeItem(atPath: squares.cache().path)
      for clip in ["c0", "c1", "c2"] {
        try TinyNormal.make("\(data)/\(clip)")
        for frame in 0..<24 {
          try WalkingSquares.frame(frame * (clip == fast ? 3 : 1)).write(to: "\(data)/\(clip)/\(frame).png")
        }
      }
    }
    try write(fast: nil)
    let even = try squares.motion(data, recipe)
    let fast = try #require(even.training.first?.name)
    #expect(even.heldOut.count == 1 && even.fittingFrames == even.heldOutFrames + even.trainingFrames)
    try write(fast: fast)
    recipe.motion.scale = even.motion.scale
    let clips = try squares.motion(data, recipe)
    let detector = try TrainedFlowDetector(withoutNetworks: recipe, facts: [:], calibratedOn: clips)
    let section = try #require(clips.training.first { $0.name == fast })
    let items = try (0..<section.count).map {
      detector.score([(try section.picture($0), try section.flow($0, detector.window))])[0].score
    }
    let threshold = detector.calibration.frames.threshold
    let highest = try #require(detector.calibration.frames.quantiles.last)
    #expect(items.sorted()[items.count / 2] > highest)
    #expect(items.count { $0 >= threshold } <= 3, "\(threshold) of \(items)")
  }

  @Test func sizesFitTheShapeOfTheVideo() {
    func size(_ width: Int, _ height: Int) -> String {
      ClipRecipe.fittingSize(width: width, height: height).description
    }
    #expect(size(360, 240) == "192x128" && size(640, 480) == "192x128" && size(240, 360) == "128x192")
    #expect(["128", "192", "128x128", "192x192"].contains(size(300, 300)), "\(size(300, 300))")
  }

  @Test func recipesOfBeforeAndWrongOnes() throws {
    // A model of before the key compared frames by the discriminator, which its file says.
    let former: RecipeDocument = ["delta_s": .string("discriminator"), "score": .string("fusion")]
    let recipe = try former.decoded(as: FlowGANRecipe.self)
    #expect(recipe.score.frameFeatures == .discriminator && recipe.score.features == "efficientnet-lite0")
    #expect(FlowScoreRecipe().frameFeatures == .auto && FlowScoreRecipe().lambda == 2)
    for (key, value) in [
      ("delta_s_stride", RecipeValue.integer(3)), ("memory", .integer(0)), ("memory_strides", .list([])),
      ("features", .string("")), ("lambda", .number(-1)), ("box", .number(0.9)), ("top", .number(2)),
      ("false_alarm", .number(0)), ("event_release", .number(0)), ("event_gap", .number(-1)),
    ] {
      var document = try RecipeDocument(encoding: FlowGANRecipe())
      document[key] = value
      #expect { () throws -> Void in
        try document.decoded(as: FlowGANRecipe.self).score.validate()
      } throws: { "\($0)".contains(key.hasPrefix("event") ? "event_" : key) }
    }
  }
}
