public import Torch

/// Two pictures of a batch and how far they are apart.
public struct PicturePair: Sendable, Equatable, Codable {
  /// The place of the one in the batch, counted from 0.
  public let first: Int
  /// The place of the other, greater than `first`.
  public let second: Int
  /// The root mean square of their differences.
  public let distance: Double

  /// Names a pair.
  public init(first: Int, second: Int, distance: Double) {
    self.first = first
    self.second = second
    self.distance = distance
  }
}

/// How many pairs of a batch are duplicates.
public struct DuplicateCount: Sendable, Equatable, Codable {
  /// How many pairs.
  public let pairs: Int
  /// How many times two of those pairs have a picture in common: three equal pictures make three pairs, and three times.
  public let linked: Int

  /// Names the counts.
  public init(pairs: Int, linked: Int) {
    self.pairs = pairs
    self.linked = linked
  }
}

/// The distances of all pairs of a batch of pictures, or of their features, computed block by block.
///
/// A distance is the root mean square of the differences of two rows: levels where the rows are pixels.
public struct PairDistances {
  private let squares: SquaredDistances
  private let size: Double
  /// How many pictures there are.
  public let count: Int

  /// Takes pictures or features, [n, ...].
  public init(_ rows: Tensor) {
    let flat = rows.reshaped([rows.size(0), -1])
    squares = SquaredDistances(within: flat)
    size = Double(flat.size(1))
    count = flat.size(0)
  }

  /// The nearest pairs, the nearest first; fewer where there are not so many.
  public func nearest(_ wanted: Int) -> [PicturePair] {
    var best: [PicturePair] = []
    forEachBlock { start, block, width in
      let candidates = block.flattened()
      let (values, places) = candidates.topk(min(wanted, candidates.count), largest: false)
      for (value, place) in zip(values.doubles(), places.int64Array()) where value.isFinite {
        let (row, column) = Int(place).quotientAndRemainder(dividingBy: width)
        best.append(PicturePair(first: start + row, second: start + column, distance: (value / size).squareRoot()))
      }
      best = best.sorted { ($0.distance, $0.first, $0.second) < ($1.distance, $1.first, $1.second) }
      best = Array(best.prefix(wanted))
    }
    return best
  }

  /// How many pairs are no further apart than a distance.
  public func duplicates(within distance: Double) -> DuplicateCount {
    var pairs = 0
    let degrees = Tensor.zeros([count], dtype: .float64)
    forEachBlock { start, block, width in
      let isNear = (block .<= distance * distance * size).to(.float64)
      pairs += Int(isNear.sum().item())
      let (rows, columns) = (isNear.sum(dims: [1]), isNear.sum(dims: [0]))
      degrees.narrow(dim: 0, start: start, length: rows.count).add(inPlace: rows)
      degrees.narrow(dim: 0, start: start, length: width).add(inPlace: columns)
    }
    return DuplicateCount(pairs: pairs, linked: Int((degrees * (degrees - 1)).sum().item() / 2))
  }

  /// How far each picture is from the one nearest to it; infinite for a picture alone.
  public func nearestNeighborDistances() -> [Double] {
    var nearest: [Double] = []
    squares.forEachBlock { range, block in
      let own = Tensor.arange(range.lowerBound, range.upperBound).unsqueezed(dim: 1) .== Tensor.arange(0, count)
      nearest += block.masked(fill: own, .infinity).min(dims: [1]).doubles().map { ($0 / size).squareRoot() }
    }
    return nearest
  }

  /// Blocks [rows, pictures from `start` on]; what is not above the diagonal is infinite, so that each pair comes once.
  private func forEachBlock(_ body: (_ start: Int, _ block: Tensor, _ width: Int) -> Void) {
    let rows = squares.blockSize
    for start in stride(from: 0, to: count, by: rows) {
      let end = min(start + rows, count)
      let below = Tensor.arange(start, count) .<= Tensor.arange(start, end).unsqueezed(dim: 1)
      let block = squares.block(rows: start..<end, columns: start..<count).masked(fill: below, .infinity)
      body(start, block, count - start)
    }
  }
}
