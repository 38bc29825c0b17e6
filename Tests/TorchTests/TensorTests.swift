import Testing
import Torch

/// Shapes, indices, types and arithmetic against answers worked out by hand.
struct TensorTests {
  private let grid = Tensor([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11], shape: [3, 4])

  @Test func literalsMakeFloatsAndArraysKeepTheirType() {
    #expect(Tensor([1, 2, 3]).dtype == .float32)
    #expect(Tensor([1, 2] as [Int]).dtype == .int64)
    #expect(Tensor([1, 2] as [UInt8]).dtype == .uint8)
    #expect(Tensor([true, false]).dtype == .bool)
    #expect(Tensor(2.5).shape.isEmpty && Tensor(2.5).item() == 2.5)
    #expect(Tensor.arange(2, 8, step: 2).int64Array() == [2, 4, 6])
    #expect(Tensor.linspace(0, 1, count: 5).array() == [0, 0.25, 0.5, 0.75, 1])
    #expect(Tensor.eye(2).array() == [1, 0, 0, 1])
  }

  @Test func bracketsTakeNumbersRangesAndSteps() {
    #expect(grid[1].array() == [4, 5, 6, 7])
    #expect(grid[-1, 0].item() == 8)
    #expect(grid[.all, 1..<3].array() == [1, 2, 5, 6, 9, 10])
    #expect(grid[1..., ..<1].array() == [4, 8])
    #expect(grid[.ellipsis, .every(2)].array() == [0, 2, 4, 6, 8, 10])
    #expect(grid[.newAxis, 0].shape == [1, 4])
    let copy = grid.cloned()
    copy[0, 1...2] = Tensor([-1, -2])
    #expect(copy[0].array() == [0, -1, -2, 3])
    #expect(grid[0].array() == [0, 1, 2, 3])
  }

  @Test func viewsShareAndCopiesDoNot() {
    let copy = grid.cloned()
    #expect(!copy.sharesStorage(with: grid))
    let view = copy.transposed(0, 1)
    #expect(view.shape == [4, 3] && view.sharesStorage(with: copy) && !view.isContiguous)
    view.fill(7)
    #expect(copy.sum().item() == 84)
    let picture = Tensor.zeros([1, 3, 4, 4]).contiguous(.channelsLast)
    #expect(picture.isContiguous(.channelsLast) && !picture.isContiguous)
  }

  @Test func arithmeticBroadcasts() {
    #expect((grid[0] + 1).array() == [1, 2, 3, 4])
    #expect((10 - grid[0]).array() == [10, 9, 8, 7])
    #expect((grid - grid[0]).array() == [0, 0, 0, 0, 4, 4, 4, 4, 8, 8, 8, 8])
    #expect((grid[1] / 2 * grid[0]).array() == [0, 2.5, 6, 10.5])
    #expect((12 / grid[1, ..<3]).array() == [3, 2.4, 2])
    #expect(grid[0].pow(2).array() == [0, 1, 4, 9])
    #expect(maximum(grid[0], Tensor(1.5)).array() == [1.5, 1.5, 2, 3])
    #expect(grid[0].clamped(min: 1, max: 2).array() == [1, 1, 2, 2])
    #expect((-grid[0]).abs().array() == [0, 1, 2, 3])
  }

  /// As in PyTorch, a whole number beside whole numbers leaves them whole.
  @Test func wholeNumbersStayWhole() {
    let counts = Tensor([1, 2] as [Int])
    counts.add(inPlace: 1)
    counts.multiply(inPlace: 3)
    #expect(counts.dtype == .int64 && counts.int64Array() == [6, 9])
    #expect((counts + 1).dtype == .int64)
    #expect((counts + 0.5).dtype == .float32)
    #expect((counts / 2).array() == [3, 4.5])
  }

  @Test func reductions() {
    #expect(grid.sum().item() == 66 && grid.mean().item() == 5.5)
    #expect(grid.sum(dims: [0]).array() == [12, 15, 18, 21])
    #expect(grid.mean(dims: [1], keepDims: true).shape == [3, 1])
    #expect(grid.max(dim: 1).indices.int64Array() == [3, 3, 3])
    #expect(grid.argmax(dim: 0).int64Array() == [2, 2, 2, 2])
    #expect(abs(grid.variance().item() - 13) < 1e-5)
    #expect(grid[1].topk(2).values.array() == [7, 6])
    #expect(grid[0].sort(descending: true).indices.int64Array() == [3, 2, 1, 0])
    #expect(grid[0].cumsum(dim: 0).array() == [0, 1, 3, 6])
    #expect(abs(Tensor([0, 0]).logSumExp(dim: 0).item() - 0.6931472) < 1e-6)
  }

  @Test func shapesComeApartAndTogether() {
    #expect(grid.permuted(1, 0)[1].array() == [1, 5, 9])
    #expect(grid.split(size: 2, dim: 1).map(\.shape) == [[3, 2], [3, 2]])
    #expect(grid.chunk(3).map { $0.sum().item() } == [6, 22, 38])
    #expect(concatenated([grid, grid], dim: 1).shape == [3, 8])
    #expect(stacked([grid, grid], dim: 0).shape == [2, 3, 4])
    #expect(grid.flattened().shape == [12])
    #expect(grid[0].flipped(dims: [0]).array() == [3, 2, 1, 0])
    #expect(grid[0].rolled(shift: 1, dim: 0).array() == [3, 0, 1, 2])
    #expect(grid[0].repeated([2]).shape == [8])
    #expect(grid.unsqueezed(dim: 1).squeezed(dim: 1).shape == [3, 4])
    #expect(grid[0].unsqueezed(dim: 0).expanded(to: [5, 4]).shape == [5, 4])
  }

  @Test func comparisonAndChoice() {
    let even = (grid[1] .== 4) .| (grid[1] .== 6)
    #expect(Tensor.where(even, grid[1], Tensor(0)).array() == [4, 0, 6, 0])
    #expect(grid[1].masked(select: grid[1] .> 5).array() == [6, 7])
    #expect(grid[1].masked(fill: grid[1] .<= 5, -1).array() == [-1, -1, 6, 7])
    #expect((grid .> 20).any().item() == 0)
    #expect(grid.equal(to: grid.cloned()))
    #expect(!Tensor([.nan]).isClose(to: Tensor([.nan])))
    #expect(Tensor([0, 1]).isClose(to: Tensor([0, 1.0000001])))
    #expect(grid.gather(dim: 1, index: Tensor([3, 0, 1] as [Int], shape: [3, 1])).array() == [3, 4, 9])
    #expect(oneHot(Tensor([2, 0] as [Int]), classes: 3).int64Array() == [0, 0, 1, 1, 0, 0])
  }

  @Test func typesConvert() {
    #expect(Tensor([1.7, -1.7]).to(.int64).int64Array() == [1, -1])
    #expect(Tensor([1.00390625]).to(.bfloat16).to(.float32).array() == [1])
    #expect(Tensor([300.0]).to(.float16).dtype == .float16)
    #expect(Tensor([0, 2]).to(.bool).dtype == .bool)
  }
}
