import CTorch

#if canImport(Glibc)
  import Glibc
#endif

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

/// Keeps up to `bytes` of freed memory for the next tensors, where glibc would give large ones back to the system.
///
/// A training step asks for the same sizes again and again; pages that come from the system are filled with zeros first,
/// which is a sixth of a step of pix2pix. `MALLOC_MMAP_THRESHOLD_` in the environment wins. It is a setting of the whole
/// process, so a library does not choose it for a program: the program calls this once. Nothing is done elsewhere than
/// on glibc.
/// - Parameter bytes: At most 2^31 - 1; a larger number counts as that.
public func keepFreedMemory(upTo bytes: Int = 1 << 30) {
  #if canImport(Glibc)
    guard getenv("MALLOC_MMAP_THRESHOLD_") == nil else { return }
    // Swift's Glibc module leaves <malloc.h> out. There, M_TRIM_THRESHOLD is -1 and M_MMAP_THRESHOLD -3.
    typealias MallOpt = @convention(c) (CInt, CInt) -> CInt
    guard let symbol = dlsym(nil, "mallopt") else { return }
    let mallopt = unsafeBitCast(symbol, to: MallOpt.self)
    for parameter: CInt in [-1, -3] { _ = mallopt(parameter, CInt(clamping: bytes)) }
  #endif
}
