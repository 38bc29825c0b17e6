import CTorch

// Every draw takes its generator, so that a run can be repeated; tensors are made on the generator's device.
extension Tensor {
  /// Draws from the normal distribution with mean 0 and standard deviation 1.
  public static func randn(
    _ shape: [Int], random: RandomSource, dtype: DType = .float32, device: Device? = nil, file: StaticString = #fileID,
    line: UInt = #line
  ) -> Tensor {
    draw(shape, random, file, line) { out, dims, rank in
      ct_randn(out, dims, rank, random.raw, dtype.raw, (device ?? random.device).raw)
    }
  }

  /// Draws evenly from 0 up to, and without, 1.
  public static func rand(
    _ shape: [Int], random: RandomSource, dtype: DType = .float32, device: Device? = nil, file: StaticString = #fileID,
    line: UInt = #line
  ) -> Tensor {
    draw(shape, random, file, line) { out, dims, rank in
      ct_rand(out, dims, rank, random.raw, dtype.raw, (device ?? random.device).raw)
    }
  }

  /// Draws whole numbers evenly from `low` up to, and without, `high`.
  public static func randint(
    low: Int = 0, high: Int, shape: [Int], random: RandomSource, dtype: DType = .int64, device: Device? = nil,
    file: StaticString = #fileID, line: UInt = #line
  ) -> Tensor {
    draw(shape, random, file, line) { out, dims, rank in
      ct_randint(
        out, Int64(low), Int64(high), dims, rank, random.raw, dtype.raw, (device ?? random.device).raw)
    }
  }

  /// Draws an order of the numbers from 0 up to, and without, `count`; int64.
  public static func randperm(
    _ count: Int, random: RandomSource, device: Device? = nil, file: StaticString = #fileID, line: UInt = #line
  ) -> Tensor {
    withExtendedLifetime(random) {
      produce(file, line) { ct_randperm($0, Int64(count), random.raw, (device ?? random.device).raw) }
    }
  }

  /// Draws ones with probability `p`, zeros otherwise.
  public static func bernoulli(
    _ p: Double, _ shape: [Int], random: RandomSource, dtype: DType = .float32, device: Device? = nil,
    file: StaticString = #fileID, line: UInt = #line
  ) -> Tensor {
    draw(shape, random, file, line) { out, dims, rank in
      ct_bernoulli(out, dims, rank, p, random.raw, dtype.raw, (device ?? random.device).raw)
    }
  }

  /// Draws `count` indices for each row of weights, [classes] or [rows, classes]; int64.
  ///
  /// The weights need not add up to 1.
  public func multinomial(
    count: Int, replacement: Bool = false, random: RandomSource, file: StaticString = #fileID, line: UInt = #line
  ) -> Tensor {
    withExtendedLifetime(random) {
      produce(self, file, line) { ct_multinomial($0, $1, Int64(count), replacement, random.raw) }
    }
  }

  /// Overwrites the elements with draws from a normal distribution; not recorded by autograd.
  public func fillNormal(
    mean: Double = 0, standardDeviation: Double = 1, random: RandomSource, file: StaticString = #fileID,
    line: UInt = #line
  ) {
    withExtendedLifetime(random) {
      change(self, file, line) { ct_fill_normal($0, mean, standardDeviation, random.raw) }
    }
  }

  /// Overwrites the elements with even draws from `low` up to `high`; not recorded by autograd.
  public func fillUniform(
    low: Double = 0, high: Double = 1, random: RandomSource, file: StaticString = #fileID, line: UInt = #line
  ) {
    withExtendedLifetime(random) { change(self, file, line) { ct_fill_uniform($0, low, high, random.raw) } }
  }

  private static func draw(
    _ shape: [Int], _ random: RandomSource, _ file: StaticString, _ line: UInt,
    _ body: (Out, UnsafePointer<Int64>, Int32) -> ct_status
  ) -> Tensor {
    withExtendedLifetime(random) {
      withDims(shape) { dims, rank in produce(file, line) { body($0, dims, rank) } }
    }
  }
}
