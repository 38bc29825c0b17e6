import CTorch
public import Files
import Foundation

/// A network in a TorchScript file (`torch.jit.save`), with its code and its weights, in evaluation mode.
///
/// Such a file is a program of libtorch operators that runs when it is called: use only files whose maker you trust.
public final class ScriptModule {
  /// The file.
  public let path: String
  private let raw: OpaquePointer

  /// Loads a file.
  ///
  /// - Throws: `FileError` that names the file: missing, or no TorchScript.
  public init(path: String, device: Device = .cpu) throws(FileError) {
    self.path = path
    // Opened here first, for the plain words; libtorch's are about archives.
    let status = ScriptModule.kind(of: path)
    guard status == .file else {
      throw FileError(
        path: path,
        reason: status == .folder
          ? "it is a folder; give a TorchScript file" : "there is no such file, or it may not be read; check the path")
    }
    var raw: OpaquePointer?
    let code = ct_script_load(&raw, path, device.raw)
    guard code == ct_ok, let raw else {
      let error = TorchError(code)
      switch error.kind {
      case .outOfMemory, .device: throw FileError(path: path, reason: "it cannot be loaded: \(error.message)")
      default:
        throw FileError(
          path: path, reason: "it is no whole TorchScript file, such as torch.jit.save writes (\(short(error.message)))"
        )
      }
    }
    self.raw = raw
  }

  deinit { ct_script_free(raw) }

  /// Whether its `forward` takes an argument of a name.
  public func takes(_ argument: String) -> Bool { withExtendedLifetime(self) { ct_script_takes(raw, argument) } }

  /// Runs it on one tensor.
  ///
  /// - Parameter flag: an argument of its `forward` that is set to true.
  /// - Throws: `FileError` where the tensor does not fit the network, or it gives something other than a tensor.
  public func callAsFunction(_ input: Tensor, flag: String? = nil) throws(FileError) -> Tensor {
    do throws(TorchError) {
      return try produceChecked { out in
        withExtendedLifetime((self, input.handle)) { ct_script_forward(out, raw, input.handle.raw, flag) }
      }
    } catch {
      throw FileError(
        path: path, reason: "the network fails on an input of \(input.shape): \(short(error.message))")
    }
  }

  /// Runs it on one tensor where it gives one tensor or several; gradients flow through it.
  ///
  /// - Throws: `FileError` where the tensor does not fit the network, or it gives something other than tensors.
  public func outputs(_ input: Tensor) throws(FileError) -> [Tensor] {
    let capacity = 64
    var raw = [RawTensor?](repeating: nil, count: capacity)
    var count: Int32 = 0
    let status = raw.withUnsafeMutableBufferPointer { buffer in
      withExtendedLifetime((self, input.handle)) {
        // An array of 64 has an address.
        ct_script_outputs(
          buffer.baseAddress.unsafelyUnwrapped, Int32(capacity), &count, self.raw, input.handle.raw)
      }
    }
    guard status == ct_ok else {
      throw FileError(
        path: path, reason: "the network fails on an input of \(input.shape): \(short(TorchError(status).message))")
    }
    return raw.prefix(Int(count)).compactMap { $0.map(Tensor.init(owning:)) }
  }

  private enum Kind { case file, folder, missing }

  private static func kind(of path: String) -> Kind {
    var status = stat()
    guard stat(path, &status) == 0, access(path, R_OK) == 0 else { return .missing }
    return status.st_mode & S_IFMT == S_IFDIR ? .folder : .file
  }
}

/// A message of libtorch as part of a sentence.
private func short(_ message: String) -> String {
  message.count <= 200 ? message : message.prefix(200) + "..."
}
