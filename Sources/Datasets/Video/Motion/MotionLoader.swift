public import Vision

/// A run of frames of a motion file that belong together; flow windows do not look beyond it.
public struct MotionSection: Sendable {
  /// The frames with their flow.
  public let file: MotionFile
  /// Which of them.
  public let frames: Range<Int>
  /// The clip's name.
  public let name: String

  /// All frames of a file, or some.
  public init(_ file: MotionFile, name: String, frames: Range<Int>? = nil) {
    (self.file, self.name) = (file, name)
    self.frames = frames ?? 0..<file.count
  }

  /// The frames that have a flow of their own, so that the last one of a clip is none.
  public var count: Int { max(0, min(frames.upperBound, file.count - 1) - frames.lowerBound) }

  /// The flow of a frame of the section, averaged.
  ///
  /// - Parameter number: counted from the section's start.
  /// - Throws: a sentence that names the file, where it is damaged.
  public func flow(_ number: Int, _ window: MotionWindow) throws(DatasetError) -> FlowField {
    var fields: [FlowField] = []
    for place in window.flows(ofFrame: number, among: count) {
      if let field = try file.flow(frames.lowerBound + place) { fields.append(field) }
    }
    guard !fields.isEmpty else { throw DatasetError("\(file.path) lacks the flow of a frame; remove it") }
    return FlowField.mean(of: fields)
  }

  /// The small picture of a frame of the section.
  ///
  /// - Throws: a sentence that names the file, where it is damaged.
  public func picture(_ number: Int) throws(DatasetError) -> Image { try file.picture(frames.lowerBound + number) }
}

/// Frames and their flow as plain numbers.
public struct MotionBatch: Sendable {
  /// `[N, C, H, W]` in -1...1.
  public let frames: ImageBatch
  /// `[N, 3, H, W]`: x, y and speed, divided by the scale.
  public let flows: ImageBatch

  /// Stacks samples of one size.
  ///
  /// - Parameter scale: the speed, in pixels a frame, that becomes 1.
  public init(_ samples: [(picture: Image, flow: FlowField)], scale: Double) {
    precondition(!samples.isEmpty, "a batch has a sample")
    let first = samples[0]
    frames = ImageBatch(
      values: samples.flatMap { $0.picture.normalized() },
      shape: [samples.count, first.picture.channels, first.picture.height, first.picture.width])
    let factor = 1 / Float(scale)
    flows = ImageBatch(
      values: samples.flatMap { ($0.flow.x + $0.flow.y + $0.flow.speeds).map { $0 * factor } },
      shape: [samples.count, 3, first.flow.height, first.flow.width])
  }
}

/// Batches of frames with their flow, in a new order each epoch.
public typealias MotionLoader = BatchLoader<MotionBatch>

extension BatchLoader where Batch == MotionBatch {
  /// Starts making batches; batch k depends on the seed and k alone.
  ///
  /// - Parameters:
  ///   - scale: the speed, in pixels a frame, that becomes 1.
  ///   - flip: whether samples are mirrored by chance; the flow to the right then goes to the left.
  public convenience init(
    _ sections: [MotionSection], window: MotionWindow, scale: Double, flip: Bool, batchSize: Int, seed: UInt64,
    skipped: SkipRegister = SkipRegister()
  ) {
    let places = sections.indices.flatMap { section in (0..<sections[section].count).map { (section, $0) } }
    let stream = SampleStream<(picture: Image, flow: FlowField)>(
      count: places.count, of: "frame", batchSize: batchSize, seed: seed, skipped: skipped
    ) { index, draws throws(DatasetError) in
      let (section, number) = places[index]
      let picture = try sections[section].picture(number)
      let flow = try sections[section].flow(number, window)
      guard flip, draws.uniform() < 0.5 else { return (picture, flow) }
      return (picture.flippedHorizontally(), flow.mirrored)
    }
    self.init(batchesPerEpoch: stream.batchesPerEpoch) { step throws(DatasetError) in
      MotionBatch(try stream.samples(ofBatch: step), scale: scale)
    }
  }
}
