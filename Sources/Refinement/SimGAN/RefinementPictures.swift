public import Datasets
import Training
import Vision

/// Simulated pictures with what is known of them, and real ones.
public struct RefinementPictures: Sendable {
  /// What is refined.
  public let simulated: AnnotatedPictures
  /// What it is to look like; without labels.
  public let real: LabelledImages

  /// Puts both together, prepared alike.
  public init(simulated: AnnotatedPictures, real: LabelledImages) {
    self.simulated = simulated
    self.real = real.withoutLabels
  }

  /// What chance may change: not the place of what is annotated by its place.
  var randomisation: RandomisedSimulation {
    simulated.landmarks.isEmpty && simulated.masks.isEmpty && simulated.columns.isEmpty
      ? RandomisedSimulation() : .withoutGeometry
  }

  /// Makes sure that a network takes both.
  ///
  /// - Throws: a sentence that says in what they differ.
  public func requireAlike() throws(DatasetError) {
    let (a, b) = (simulated.images, real)
    guard a.channels == b.channels else {
      let kinds = [a, b].map { $0.channels == 1 ? "grey" : "colour" }
      throw DatasetError(
        "the simulated pictures of \(a.source) are \(kinds[0]) and the real ones of \(b.source) \(kinds[1]); give "
          + "--channels 1 or --channels 3, to which both are converted")
    }
    guard a.width == b.width, a.height == b.height else {
      throw DatasetError(
        "the simulated pictures of \(a.source) are \(a.width)x\(a.height) and the real ones of \(b.source) "
          + "\(b.width)x\(b.height); give --image-size, to which both are scaled")
    }
  }

  /// The first pictures of both, for sample sheets.
  func sample(_ count: Int) -> RefinementBatch {
    let first = simulated.images.spread(count)
    return RefinementBatch(simulated: simulated.images.batch(first), real: real.batch(real.spread(count)))
  }
}

extension LabelledImages {
  /// So many places, evenly spread, so that class folders show more than their first class.
  func spread(_ wanted: Int) -> [Int] {
    let number = min(wanted, count)
    return (0..<number).map { $0 * count / number }
  }
}

/// What a step of SimGAN reads: simulated pictures for each move of the refiner and then of the discriminator, and real
/// ones for each of the discriminator's.
public struct RefinementBatch: Sendable, Equatable {
  /// `[(K_g + K_d) N, C, H, W]`.
  public let simulated: LabelledBatch
  /// `[K_d N, C, H, W]`.
  public let real: LabelledBatch

  /// Puts both together.
  public init(simulated: LabelledBatch, real: LabelledBatch) {
    self.simulated = simulated
    self.real = real
  }
}

/// Batches of both sides; batch k depends on the seed and k alone.
typealias RefinementLoader = BatchLoader<RefinementBatch>

extension BatchLoader where Batch == RefinementBatch {
  /// Each side is shuffled by itself; an epoch shows each simulated picture once.
  ///
  /// - Parameter randomisation: what chance changes in simulated pictures, each time anew; nil changes nothing.
  convenience init(
    _ pictures: RefinementPictures, batchSize: Int, refinerMoves: Int, discriminatorMoves: Int,
    randomisation: RandomisedSimulation?, seed: UInt64
  ) {
    let (simulated, real) = (pictures.simulated.images, pictures.real)
    let sampler = EpochSampler(
      count: simulated.count, batchSize: batchSize * (refinerMoves + discriminatorMoves), seed: seed)
    let realSampler = EpochSampler(
      count: real.count, batchSize: batchSize * discriminatorMoves, seed: seed, stream: 1)
    self.init(batchesPerEpoch: sampler.batchesPerEpoch, prefetch: 2, workers: 1) { step throws(DatasetError) in
      var batch = simulated.batch(sampler.indices(ofBatch: step))
      if let randomisation { batch = batch.randomised(randomisation, seed: seed, step: step) }
      return RefinementBatch(simulated: batch, real: real.batch(realSampler.indices(ofBatch: step)))
    }
  }
}

extension LabelledBatch {
  /// Each picture changed by draws of its own.
  func randomised(_ randomisation: RandomisedSimulation, seed: UInt64, step: Int) -> LabelledBatch {
    let (channels, height, width) = (shape[1], shape[2], shape[3])
    let plane = height * width
    var changed = pixels
    for picture in 0..<shape[0] {
      for channel in 0..<channels {
        // The channels of a picture share their draws.
        var draws = CounterRandom(seed: seed, 0x52414E44, UInt64(step), UInt64(picture))
        let start = (picture * channels + channel) * plane
        let image = Image(width: width, height: height, channels: 1, pixels: Array(pixels[start..<start + plane]))
        guard case .uint8(let levels) = randomisation.apply(to: image, using: &draws).samples else { continue }
        changed.replaceSubrange(start..<start + plane, with: levels)
      }
    }
    return LabelledBatch(pixels: changed, shape: shape, labels: labels, indices: indices)
  }
}
