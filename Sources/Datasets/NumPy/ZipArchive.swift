import CZip

/// The members of a zip archive, read by libzip; what NumPy's `savez` writes.
///
/// What a member claims of its size is a bound and no promise: memory grows with what is unpacked.
struct ZipArchive {
  /// A file in the archive.
  struct Member {
    let name: String
    let size: Int
    fileprivate let index: zip_uint64_t
  }

  let path: String
  let members: [Member]

  /// What is unpacked at most.
  private static let limit = 1 << 33

  /// Reads the directory.
  ///
  /// - Throws: when the file is missing, no zip archive, cut off or damaged.
  init(_ path: String) throws(DatasetError) {
    self.path = path
    members = try Self.opened(path) { archive throws(DatasetError) in
      var members: [Member] = []
      for index in 0..<zip_uint64_t(max(0, zip_get_num_entries(archive, 0))) {
        var status = zip_stat_t()
        zip_stat_init(&status)
        guard zip_stat_index(archive, index, 0, &status) == 0, status.valid & zip_uint64_t(ZIP_STAT_SIZE) != 0,
          let name = status.name, status.size <= zip_uint64_t(Self.limit)
        else { throw Self.damaged(path) }
        members.append(Member(name: String(cString: name), size: Int(status.size), index: index))
      }
      return members
    }
  }

  private static func damaged(_ path: String) -> DatasetError {
    DatasetError("\(path) is cut off or damaged (zip); get the file again")
  }

  /// The archive is open during `body` alone, so that nothing holds it.
  private static func opened<Value>(
    _ path: String, _ body: (OpaquePointer) throws(DatasetError) -> Value
  ) throws(DatasetError) -> Value {
    guard FolderListing.kind(of: path) == .file else {
      throw DatasetError("\(path) cannot be opened; check that the file exists and may be read")
    }
    var code: Int32 = 0
    guard let archive = zip_open(path, ZIP_RDONLY, &code) else {
      switch code {
      case ZIP_ER_NOZIP:
        throw DatasetError(
          "\(path) is cut off or no .npz archive: it does not end as a zip file does; get the file again")
      case ZIP_ER_OPEN, ZIP_ER_READ:
        throw DatasetError("\(path) cannot be opened; check that the file exists and may be read")
      default: throw damaged(path)
      }
    }
    defer { zip_discard(archive) }
    return try body(archive)
  }

  /// The unpacked bytes of a member.
  ///
  /// - Throws: when it is encrypted or packed in a way that is not read, damaged, or not as long as it claims.
  func contents(of member: Member) throws(DatasetError) -> [UInt8] {
    try Self.opened(path) { archive throws(DatasetError) in
      guard let file = zip_fopen_index(archive, member.index, 0) else {
        let code = zip_error_code_zip(zip_get_error(archive))
        guard [ZIP_ER_ENCRNOTSUPP, ZIP_ER_COMPNOTSUPP, ZIP_ER_NOPASSWD].contains(code) else { throw Self.damaged(path) }
        throw DatasetError("\(path): \(member.name) is packed in a way that is not read; write it by numpy.savez")
      }
      defer { zip_fclose(file) }
      var bytes: [UInt8] = []
      var chunk = [UInt8](repeating: 0, count: 1 << 18)
      while true {
        let got = zip_fread(file, &chunk, zip_uint64_t(chunk.count))
        guard got >= 0, bytes.count + Int(got) <= member.size else { throw Self.damaged(path) }
        if got == 0 { break }
        bytes += chunk[..<Int(got)]
      }
      guard bytes.count == member.size else { throw Self.damaged(path) }
      return bytes
    }
  }
}
