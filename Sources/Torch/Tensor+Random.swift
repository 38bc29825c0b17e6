import CTorch

// Every draw takes its generator, so that a run can be repeated; tensors are made on the generator's device.
extension Tensor {
  /// Draws from the normal distribution with mean 0 and standard deviation 1.
  public static func randn(
    _ shape: [Int], generator: Generator, dtype: DType = .float32, device: Device? = nil, file: StaticString = #fileID,
    line: UInt = #line
  ) -> Tensor {
    draw(shape, generator, file, line) { out, dims, rank in
      ct_randn(out, dims, rank, generator.raw, dtype.raw, (device ?? generator.device).raw)
    }
  }

  /// Draws evenly from 0 up to, and without, 1.
  public static func rand(
    _ shape: [Int], generator: Generator, dtype: DType = .float32, device: Device? = nil, file: StaticString = #fileID,
    line: UInt = #line
  ) -> Tensor {
    draw(shape, generator, file, line) { out, dims, rank in
      ct_rand(out, dims, rank, generator.raw, dtype.raw, (device ?? generator.device).raw)
    }
  }

  /// Draws whole numbers evenly from `low` up to, and without, `high`.
  public static func randint(
    low: Int = 0, high: Int, shape: [Int], generator: Generator, dtype: DType = .int64, device: Device? = nil,
    file: StaticString = #fileID, line: UInt = #line
  ) -> Tensor {
    draw(shape, generator, file, line) { out, dims, rank in
      ct_randint(
        out, Int64(low), Int64(high), dims, rank, generator.raw, dtype.raw, (device ?? generator.device).raw)
    }
  }

  /// Draws an order of the numbers from 0 up to, and without, `count`; int64.
  public static func randperm(
    _ count: Int, generator: Generator, device: Device? = nil, file: StaticString = #fileID, line: UInt = #line
  ) -> Tensor {
    withExtendedLifetime(generator) {
      produce(file, line) { ct_randperm($0, Int64(count), generator.raw, (device ?? generator.device).raw) }
    }
  }

  /// Draws ones with probability `p`, zeros otherwise.
  public static func bernoulli(
    _ p: Double, _ shape: [Int], generator: Generator, dtype: DType = .float32, device: Device? = nil,
    file: StaticString = #fileID, line: UInt = #line
  ) -> Tensor {
    draw(shape, generator, file, line) { out, dims, rank in
      ct_bernoulli(out, dims, rank, p, generator.raw, dtype.raw, (device ?? generator.device).raw)
    }
  }

  /// Draws `count` indices for each row of weights, [classes] or [rows, classes]; int64.
  ///
  /// The weights need not add up to 1.
  public func multinomial(
    count: Int, replacement: Bool = false, generator: Generator, file: StaticString = #fileID, line: UInt = #line
  ) -> Tensor {
    withExtendedLifetime(generator) {
      produce(self, file, line) { ct_multinomial($0, $1, Int64(count), replacement, generator.raw) }
    }
  }

  /// Overwrites the elements with draws from a normal distribution; not recorded by autograd.
  public func fillNormal(
    mean: Double = 0, standardDeviation: Double = 1, generator: Generator, file: StaticString = #fileID,
    line: UInt = #line
  ) {
    withExtendedLifetime(generator) {
      change(self, file, line) { ct_fill_normal($0, mean, standardDeviation, generator.raw) }
    }
  }

  /// Overwrites the elements with even draws from `low` up to `high`; not recorded by autograd.
  public func fillUniform(
    low: Double = 0, high: Double = 1, generator: Generator, file: StaticString = #fileID, line: UInt = #line
  ) {
    withExtendedLifetime(generator) { change(self, file, line) { ct_fill_uniform($0, low, high, generator.raw) } }
  }

  private static func draw(
    _ shape: [Int], _ generator: Generator, _ file: StaticString, _ line: UInt,
    _ body: (Out, UnsafePointer<Int64>, Int32) -> ct_status
  ) -> Tensor {
    withExtendedLifetime(generator) {
      withDims(shape) { dims, rank in produce(file, line) { body($0, dims, rank) } }
    }
  }
}
