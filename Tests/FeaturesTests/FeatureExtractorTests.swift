import Datasets
import Foundation
import Metrics
import TestFolders
import Testing
import Torch
import Vision

@testable import Features

@Suite struct FeatureExtractorTests {
  private static let scripts = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("../Fixtures/scripts").standardized.path

  private func picture(_ level: UInt8, width: Int = 8, height: Int = 6, channels: Int = 3) -> Image {
    Image(width: width, height: height, channels: channels, level: level)
  }

  /// `plain.pt` gives the mean and the greatest value of each channel.
  @Test func valuesReachTheNetworkInItsRange() throws {
    let images = [picture(0), picture(255), picture(51, channels: 1)]
    for (range, expected) in [
      (ScriptFeatures.Range.levels, [0, 255, 51] as [Float]), (.unit, [0, 1, 0.2]), (.signed, [-1, 1, -0.6]),
    ] {
      let extractor = try ScriptFeatures(path: Self.scripts + "/plain.pt", size: 4, range: range)
      let features = try extractor.features(of: images)
      #expect(features.shape == [3, 6])
      let known = stacked(expected.map { Tensor.full([6], Double($0)) })
      #expect((features - known).abs().max().item() < 1e-3, "\(range)")
      #expect(extractor.source == "plain.pt" && extractor.preparation.contains("4x4"))
    }
  }

  @Test func featuresAreAskedForWhereTheNetworkGivesOtherThings() throws {
    let extractor = try ScriptFeatures(path: Self.scripts + "/features.pt", size: 9)
    let module = try ScriptModule(path: Self.scripts + "/features.pt")
    let input = Tensor.full([1, 3, 9, 9], 77)
    let known = try module(input, flag: "return_features")
    #expect(try extractor.features(of: [picture(77)]).isClose(to: known))
    #expect(try !module(input).isClose(to: known))
  }

  @Test func aFolderIsReadInBatches() throws {
    let scratch = try ScratchFolder()
    for number in 0..<7 { try picture(UInt8(number * 10)).write(to: scratch.path + "/\(number).png") }
    let folder = try ImageFolder(scratch.path)
    let extractor = PixelFeatures(width: 8, height: 6, channels: 1)
    var done: [Int] = []
    let features = try extractor.features(of: folder, batchSize: 3) { done.append($0) }
    #expect(features.shape == [7, 48] && done == [3, 6, 7])
    #expect((features.mean(dims: [1]) - Tensor([0, 10, 20, 30, 40, 50, 60] as [Float])).abs().max().item() < 1e-3)
    #expect(
      try extractor.features(of: folder, indices: [6, 1]).mean(dims: [1]).array().map { $0.rounded() } == [60, 10])
  }

  @Test func figuresSayWhatTheyDependOn() throws {
    let generator = RandomSource(seed: 1)
    let extractor = PixelFeatures(width: 4, height: 2, channels: 1)
    let (a, b) = (Tensor.randn([40, 8], random: generator), Tensor.randn([50, 8], random: generator))
    let evaluation = try DistributionEvaluation(
      features: a, of: "drawn", reference: b, named: "faces", split: "test", from: extractor, subsetSize: 20, seed: 5)
    #expect(evaluation.images == 40 && evaluation.referenceImages == 50 && evaluation.dimensions == 8)
    #expect(
      evaluation.features == "pixels" && evaluation.reference == "faces" && evaluation.split == "test"
        && evaluation.source == "drawn" && evaluation.caution == nil)
    #expect(evaluation.kid.subsetSize == 20 && evaluation.fid > 0 && evaluation.precision > 0.3)
    let few = try DistributionEvaluation(
      features: a.narrow(dim: 0, start: 0, length: 8), of: "a", reference: b, named: "b", from: extractor, seed: 5)
    #expect(few.caution?.contains("8 pictures") == true)
  }
}
