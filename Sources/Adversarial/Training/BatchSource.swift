public import Datasets

/// An endless, numbered sequence of batches.
///
/// Batch k is the same however the source got there; a resumed run then sees what the run without a stop would have.
public protocol BatchSource<Batch> {
  /// What is handed out.
  associatedtype Batch: Sendable

  /// The next batch; waits until it is ready.
  ///
  /// - Throws: what is wrong with the data, in a sentence that names the file.
  func next() throws -> Batch

  /// Makes `step` the number of the next batch.
  func seek(to step: Int)
}

extension BatchLoader: BatchSource {}
