import Adversarial
import Foundation
import TestFolders
import Testing
import Torch
import Vision

struct DomainModelTests {
  private let random = RandomSource(seed: 7)

  /// Smooth pictures of one kind of light; others are brighter, or rough.
  private func picture(_ index: Int, light: Double = 0, roughness: Double = 0.05) -> Tensor {
    let own = RandomSource(seed: UInt64(index + 1))
    let coarse = upsample(Tensor.randn([1, 3, 4, 4], random: own), size: [32, 32])
    return (coarse * 0.2 + light + Tensor.randn([1, 3, 32, 32], random: own) * roughness).tanh()
  }

  private func features() -> GeneratorFeatures {
    GeneratorFeatures(UNet(depth: 3, features: 4, dropout: false, random: random, noise: random))
  }

  @Test func tellsFamiliarFromUnlike() throws {
    let features = features()
    let model = try #require(
      try DomainModel.learned(from: 100, width: 32, height: 32, by: features, falseWarning: 0.05) { picture($0) })
    #expect(model.heldOut.count == 100 && model.heldOut == model.heldOut.sorted())
    let own = try (1000..<1060).map { try model.judge(picture($0), by: features) }
    #expect(own.count { $0.isUnlike } <= 9, "\(own.count { $0.isUnlike }) of 60")
    #expect((20...80).contains(own.map(\.percentile).reduce(0, +) / 60))
    for other in [picture(5000, light: 1), picture(5001, roughness: 0.6)] {
      let judged = try model.judge(other, by: features)
      #expect(judged.isUnlike && judged.percentile == 100 && judged.distance > 1.5 * model.threshold)
    }
  }

  /// A model of fixed cameras knows those alone: some pictures of each are held out, and another camera is unlike. Without
  /// their names whole cameras are held out, and another one is nothing new.
  @Test func anotherPlaceIsUnlikeKnownOnes() throws {
    let features = features()
    func view(_ camera: Int, _ index: Int) -> Tensor {
      let own = upsample(Tensor.randn([1, 3, 4, 4], random: RandomSource(seed: UInt64(100 + camera))), size: [32, 32])
      let light = Tensor.randn([1, 3, 4, 4], random: RandomSource(seed: UInt64(1000 * camera + index)))
      return (own * 0.8 + upsample(light, size: [32, 32]) * 0.05).tanh()
    }
    func learned(named: Bool) throws -> DomainModel {
      try #require(
        try DomainModel.learned(
          from: 90, width: 32, height: 32, by: features, falseWarning: 0.05,
          place: { named ? "camera \($0 / 15)" : nil }, picture: { view($0 / 15, $0 % 15) }))
    }
    let (named, nameless) = (try learned(named: true), try learned(named: false))
    let others = try (0..<8).map { try named.judge(view(10 + $0, 3), by: features).isUnlike }
    #expect(others.allSatisfy { $0 }, "\(others)")
    let known = try (0..<30).map { try named.judge(view($0 / 5, 20 + $0 % 5), by: features).isUnlike }
    #expect(known.count { $0 } <= 6, "\(known.count { $0 }) of 30")
    #expect(named.threshold < nameless.threshold / 2)
  }

  @Test func theSamePictureTwiceCountsOnce() throws {
    let features = features()
    func learned(_ count: Int) throws -> DomainModel? {
      try DomainModel.learned(from: count, width: 32, height: 32, by: features) { picture($0 % 30) }
    }
    #expect(try learned(30)?.heldOut == learned(75)?.heldOut)
    #expect(try DomainModel.learned(from: 90, width: 32, height: 32, by: features) { picture($0 % 19) } == nil)
  }

  @Test func theHeatIsWhereThePictureIsUnlike() throws {
    let features = features()
    let model = try #require(
      try DomainModel.learned(from: 60, width: 32, height: 32, by: features) { picture($0) })
    let values = picture(2000).array()
    var changed = values
    for channel in 0..<3 {
      for row in 16..<32 {
        for column in 16..<32 { changed[channel * 1024 + row * 32 + column] = (row + column) % 2 == 0 ? 1 : -1 }
      }
    }
    let heat = try model.judge(Tensor(changed, shape: [1, 3, 32, 32]), by: features).heat
    let mean = { (rows: Range<Int>, columns: Range<Int>) -> Float in
      let places = rows.flatMap { row in columns.map { row * heat.width + $0 } }
      return places.map { heat.values[$0] }.reduce(0, +) / Float(places.count)
    }
    let (h, w) = (heat.height, heat.width)
    #expect(mean(h / 2 + 1..<h, w / 2 + 1..<w) > 3 * mean(0..<h / 2 - 1, 0..<w / 2 - 1))
  }

  @Test func keepsItsValuesInAFile() throws {
    let features = features()
    let model = try #require(
      try DomainModel.learned(from: 40, width: 32, height: 32, by: features) { picture($0) })
    let again = try #require(DomainModel(tensors: model.tensors))
    let (a, b) = (try model.judge(picture(3000), by: features), try again.judge(picture(3000), by: features))
    #expect(a.distance == b.distance && a.percentile == b.percentile && model.threshold == again.threshold)
    #expect(DomainModel(tensors: Array(model.tensors.dropLast())) == nil)
  }

  @Test func tooFewPicturesSayNothing() throws {
    #expect(try DomainModel.learned(from: 19, width: 32, height: 32, by: features()) { picture($0) } == nil)
  }
}
