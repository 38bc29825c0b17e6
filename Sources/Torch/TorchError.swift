import CLastResort
import CTorch

/// Says why libtorch refused an operation.
///
/// Operations on tensors that the program made itself trap with the same message; the throwing forms are for shapes,
/// devices and data that come from a user. Where memory runs out in one that traps, the program ends with one line and
/// status 1 in place of a trap; who must go on asks ``ProcessMemory`` before.
public struct TorchError: Error, Sendable, Equatable, CustomStringConvertible {
  /// What sort of mistake it was.
  public enum Kind: String, Sendable, CaseIterable {
    /// Sizes that do not fit together.
    case shape
    /// An element type that the operation does not take.
    case dtype
    /// An index or a dimension outside the tensor.
    case index
    /// Memory that could not be had.
    case outOfMemory
    /// A file or a library that is not there.
    case missingFile
    /// A device that does not exist, or tensors on different ones.
    case device
    /// Anything else.
    case other
  }

  /// What sort of mistake it was.
  public let kind: Kind
  /// One sentence, most often libtorch's own.
  public let message: String

  /// Makes an error of a kind with a sentence.
  public init(kind: Kind, message: String) {
    self.kind = kind
    self.message = message
  }

  public var description: String { message }
}

extension TorchError {
  /// Reads the calling thread's last error; only right after a call that failed.
  init(_ status: ct_status) {
    let kind: Kind =
      switch status {
      case ct_error_shape: .shape
      case ct_error_dtype: .dtype
      case ct_error_index: .index
      case ct_error_out_of_memory: .outOfMemory
      case ct_error_missing_file: .missingFile
      case ct_error_device: .device
      default: .other
      }
    self.init(kind: kind, message: String(cString: ct_last_error_message()))
  }
}

/// Ends the program with libtorch's message and the line that asked for the impossible; where it was memory that could not
/// be had, with one line that names the work (``LastResort``).
@inline(never)
func trap(_ status: ct_status, _ file: StaticString, _ line: UInt) -> Never {
  if status == ct_error_out_of_memory { last_resort_out_of_memory() }
  fatalError(TorchError(status).message, file: file, line: line)
}

/// Traps unless a call went well.
@inline(__always)
func require(_ status: ct_status, _ file: StaticString, _ line: UInt) {
  if status != ct_ok { trap(status, file, line) }
}

/// Throws unless a call went well.
@inline(__always)
func check(_ status: ct_status) throws(TorchError) {
  if status != ct_ok { throw TorchError(status) }
}
