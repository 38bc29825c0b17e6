/// Whether layers draw weights when they are made.
enum WeightDrawing {
  @TaskLocal static var isSkipped = false
}

/// Runs a closure in which new layers take memory for their weights but draw no values, for a network whose weights are
/// loaded right afterwards: drawing the 54 million of a U-Net takes longer than reading them.
///
/// The weights hold whatever the memory held; load all of them (`Module.load` with `strict`) before the first use.
public func withoutDrawingWeights<R>(_ body: () throws -> R) rethrows -> R {
  try WeightDrawing.$isSkipped.withValue(true) { try body() }
}
