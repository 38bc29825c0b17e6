/// One place in the brackets of `tensor[...]`: a number, a range, `.all`, `.ellipsis`, `.newAxis` or `.strided(...)`.
public protocol TensorIndexing {
  /// What it asks of its dimension.
  var tensorIndex: TensorIndex { get }
}

/// What one place in the brackets of `tensor[...]` asks of its dimension.
public enum TensorIndex: TensorIndexing, Sendable, Hashable {
  /// One index; the dimension goes. Negative: counted from the end.
  case at(Int)
  /// The indices from `start` up to, and without, `end`, or to the end of the dimension.
  case range(start: Int, end: Int?)
  /// Each `step`-th index from `start` up to, and without, `end`, or to the end of the dimension.
  case strided(from: Int = 0, to: Int? = nil, by: Int)
  /// As many whole dimensions as are left over; at most once.
  case remainingDimensions
  /// A new dimension of size 1.
  case newDimension
  /// The whole dimension.
  case wholeDimension

  public var tensorIndex: TensorIndex { self }
}

extension TensorIndexing where Self == TensorIndex {
  /// The whole dimension.
  public static var all: TensorIndex { TensorIndex.wholeDimension }
  /// As many whole dimensions as are left over; at most once.
  public static var ellipsis: TensorIndex { TensorIndex.remainingDimensions }
  /// A new dimension of size 1.
  public static var newAxis: TensorIndex { TensorIndex.newDimension }
  /// Each `step`-th index.
  public static func every(_ step: Int, from start: Int = 0, to end: Int? = nil) -> TensorIndex {
    TensorIndex.strided(from: start, to: end, by: step)
  }
}

extension Int: TensorIndexing {
  public var tensorIndex: TensorIndex { .at(self) }
}

extension Range<Int>: TensorIndexing {
  public var tensorIndex: TensorIndex { .range(start: lowerBound, end: upperBound) }
}

extension ClosedRange<Int>: TensorIndexing {
  public var tensorIndex: TensorIndex { .range(start: lowerBound, end: upperBound + 1) }
}

extension PartialRangeFrom<Int>: TensorIndexing {
  public var tensorIndex: TensorIndex { .range(start: lowerBound, end: nil) }
}

extension PartialRangeUpTo<Int>: TensorIndexing {
  public var tensorIndex: TensorIndex { .range(start: 0, end: upperBound) }
}

extension PartialRangeThrough<Int>: TensorIndexing {
  public var tensorIndex: TensorIndex { .range(start: 0, end: upperBound + 1) }
}
