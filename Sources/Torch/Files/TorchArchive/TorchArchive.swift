public import Files

/// Reads what `torch.save` wrote, without Python and without running anything that the file says.
public enum TorchArchive {
  /// Reads the state dictionary of a `.pth` or `.pt` file: a dictionary of tensors, or one under the key `state_dict`.
  ///
  /// The zip format of PyTorch 1.6 and later, and the one before it, which has no checksums. Views are gathered into rows of their own. The names are in the file's
  /// order; see `normalizedNames(_:path:)`.
  ///
  /// - Throws: `FileError` for a file that is missing, of another format, damaged, or that names a Python object
  ///   which plain weights do not need.
  public static func stateDictionary(path: String) throws(FileError) -> [(name: String, tensor: Tensor)] {
    let file = try MappedFile(path: path)
    return try file.withBytes { (bytes) throws(FileError) in
      let contents = try naming(path) { () throws(FormatFault) in try TorchArchiveContents(bytes) }
      var storages: [String: UnsafeRawBufferPointer] = [:]
      var tensors: [(name: String, tensor: Tensor)] = []
      for entry in contents.entries {
        // A storage that tensors share has its checksum compared once; its size, with each type that it is given.
        let key = "\(entry.storage.key)/\(entry.storage.dtype)/\(entry.storage.count)"
        let storage: UnsafeRawBufferPointer
        if let known = storages[key] {
          storage = known
        } else {
          storage = try naming(path) { () throws(FormatFault) in try contents.bytes(of: entry.storage, in: bytes) }
          storages[key] = storage
        }
        let tensor = try entry.rows.withRows(of: storage) { (rows) throws(FileError) in
          try Tensor(read: rows, shape: entry.rows.shape, dtype: entry.rows.dtype, name: entry.name, from: path)
        }
        tensors.append((entry.name, tensor))
      }
      return tensors
    }
  }

  /// Makes the names of a PyTorch state dictionary those of the network alone.
  ///
  /// The prefixes of `DataParallel` (`module.`) and of compiled modules (`_orig_mod.`) go. So do the running mean and
  /// variance that instance norms kept before PyTorch 0.4: those beside which there is no `weight`.
  ///
  /// - Throws: `FileError` that names `path` where two names become the same.
  public static func normalizedNames(
    _ tensors: [(name: String, tensor: Tensor)], path: String
  ) throws(FileError) -> [(name: String, tensor: Tensor)] {
    let kept = try naming(path) { () throws(FormatFault) in try WeightNames.normalized(tensors.map(\.name)) }
    return kept.map { ($0.name, tensors[$0.index].tensor) }
  }
}
