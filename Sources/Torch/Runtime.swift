import CTorch

/// Loads libtorch now, which takes a few tenths of a second, and not at the first operation.
///
/// Whoever wants to go on where it does not load calls this first: an operation then ends the program with the same line.
/// - Throws: `TorchError` that names the file that is missing or does not load, and says what to do.
public func loadLibtorch() throws(TorchError) {
  if let problem = ct_load() { throw TorchError(kind: .missingFile, message: String(cString: problem)) }
}

/// How many tensor handles are alive in the process; a number that grows from step to step is a leak.
public var liveTensorCount: Int { Int(ct_live_tensor_count()) }

/// Sets how many threads an operation may use on the CPU, at least 1.
///
/// Sums over many elements depend on it in their last bits.
public func setThreadCount(_ count: Int) {
  precondition(count >= 1, "the number of threads must be at least 1")
  ct_set_thread_count(Int32(clamping: count))
}

/// How many threads an operation may use on the CPU.
public var threadCount: Int { Int(ct_thread_count()) }

/// The version of the libtorch in use, such as `2.13.0`.
public var libtorchVersion: String { String(cString: ct_version()) }

/// Makes the calling thread treat numbers too small for their exponent as zero, or stops doing so.
///
/// Such numbers appear in the moments of Adam and cost a processor many times what others do.
/// - Returns: False where the processor cannot.
@discardableResult
public func setFlushDenormals(_ on: Bool) -> Bool { ct_set_flush_denormals(on) }

/// Whether the processor multiplies bfloat16 numbers itself; where it does not, float32 is many times faster.
public var hasBFloat16Instructions: Bool { ct_has_bfloat16_instructions() }
