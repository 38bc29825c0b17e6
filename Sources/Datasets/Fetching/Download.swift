import Foundation

/// Fetches one file over HTTP by `curl`; what was interrupted goes on where it stopped.
///
/// The bytes go to `PATH.part`, and beside it stands what the server called that version of the file (`PATH.part.tag`):
/// should the file have changed meanwhile, it comes again from the start. Only a whole file gets its name.
struct Download {
  let url: URL
  let path: String
  /// How many times a broken connection is taken up again, as long as each brings bytes.
  var attempts = 5
  /// Seconds without a byte after which a connection counts as broken.
  var patience: TimeInterval = 60

  private var part: String { path + ".part" }
  private var tag: String { path + ".part.tag" }

  /// Fetches the file.
  ///
  /// - Parameter progress: is told how many bytes there are, and of how many where that is known.
  /// - Throws: a sentence that names the address: not there, broken off, or no room for it.
  func run(progress: (Int, Int?) -> Void = { _, _ in }) throws(DatasetError) {
    var fruitless = 0
    while true {
      let before = size(of: part)
      let outcome = try transfer(from: before, progress: progress)
      switch outcome {
      case .whole:
        guard rename(part, path) == 0 else { throw fault("cannot be given its name") }
        try? FileManager.default.removeItem(atPath: tag)
        return
      case .stale:
        try? FileManager.default.removeItem(atPath: part)
        try? FileManager.default.removeItem(atPath: tag)
        fruitless += 1
      case .broken:
        fruitless = size(of: part) > before ? 0 : fruitless + 1
      }
      guard fruitless < attempts else {
        let reason = if case .broken(let reason) = outcome { reason } else { "the server changes it all the time" }
        throw DatasetError(
          "\(url.absoluteString) broke off after \(size(of: part)) bytes (\(reason)); run the same command again to go on"
        )
      }
      if fruitless > 0 { Thread.sleep(forTimeInterval: min(0.2 * Double(fruitless), 2)) }
    }
  }

  private func size(of path: String) -> Int {
    var status = stat()
    return stat(path, &status) == 0 ? Int(status.st_size) : 0
  }

  private func fault(_ what: String) -> DatasetError {
    DatasetError("\(path) \(what) (\(String(cString: strerror(errno)))); check its folder")
  }

  // MARK: - One connection

  /// How one connection ended.
  private enum Outcome {
    case whole
    /// The part on the disk is of no use.
    case stale
    case broken(String)
  }

  private func arguments(from offset: Int) -> [String] {
    let seconds = "\(max(1, Int(patience)))"
    var arguments = [
      // First: without the user's own settings, which could write the file elsewhere.
      "--disable", "--silent", "--show-error", "--include", "--suppress-connect-headers", "--location",
      "--proto", "=http,https", "--connect-timeout", seconds, "--speed-limit", "1", "--speed-time", seconds,
      // As it is: a server that packs a packed file once more would make ranges and sizes meaningless.
      "--header", "Accept-Encoding: identity",
    ]
    if offset > 0 {
      arguments += ["--continue-at", "\(offset)"]
      if let tag = try? String(contentsOfFile: tag, encoding: .utf8), !tag.isEmpty {
        arguments += ["--header", "If-Range: \(tag)"]
      }
    }
    return arguments + ["--url", url.absoluteString]
  }

  private func transfer(from offset: Int, progress: (Int, Int?) -> Void) throws(DatasetError) -> Outcome {
    var head = ResponseHead()
    var file: FileHandle?
    var count = offset
    defer { try? file?.close() }
    let ending = try SystemTool.ending(of: "curl", arguments(from: offset)) { bytes throws(DatasetError) in
      let body = head.take(bytes)
      guard head.isWhole, brings(head, from: offset) else { return }
      do {
        if file == nil { file = try opened(head, at: offset) }
        guard !body.isEmpty else { return }
        try file?.write(contentsOf: Data(body))
      } catch {
        throw DatasetError(
          "\(path) cannot be written: \(error.localizedDescription); make room or choose another folder")
      }
      count += body.count
      progress(count, head.total(from: offset))
    }
    let complaint = ending.complaint.replacing("curl: ", with: "")
    guard head.isWhole else { return .broken(complaint.isEmpty ? "no answer" : complaint) }
    switch head.status {
    case 200 where offset == 0, 206 where brings(head, from: offset):
      let total = head.total(from: offset)
      let isWhole = ending.status == 0 && (total == nil || total == count)
      return isWhole ? .whole : .broken(complaint.isEmpty ? "the connection ended early" : complaint)
    case 416: return head.rangeTotal == offset ? .whole : .stale
    case 200, 206: return .stale
    case let code:
      let mend = code == 404 ? "the set may have moved; try --mirror with another address" : "try again later"
      throw DatasetError("\(url.absoluteString) cannot be fetched: the server answers \(code); \(mend)")
    }
  }

  /// Whether an answer's body goes behind what is there.
  private func brings(_ head: ResponseHead, from offset: Int) -> Bool {
    head.status == 200 && offset == 0
      || head.status == 206 && (head["content-range"] ?? "").hasPrefix("bytes \(offset)-")
  }

  private func opened(_ head: ResponseHead, at offset: Int) throws -> FileHandle {
    if !FileManager.default.fileExists(atPath: part) {
      _ = FileManager.default.createFile(atPath: part, contents: nil)
    }
    let file = try FileHandle(forWritingTo: URL(fileURLWithPath: part))
    try file.truncate(atOffset: UInt64(offset))
    try file.seek(toOffset: UInt64(offset))
    let tag = head["etag"].flatMap { $0.hasPrefix("W/") ? nil : $0 }
    try (tag ?? head["last-modified"] ?? "").write(toFile: self.tag, atomically: true, encoding: .utf8)
    return file
  }
}

/// The head of an answer, as `curl --include` prints it in front of the body; those of redirections come before it.
private struct ResponseHead {
  private(set) var status = 0
  private(set) var isWhole = false
  private var fields: [String: String] = [:]
  private var pending: [UInt8] = []

  subscript(name: String) -> String? { fields[name] }

  /// The size of the whole file in `Content-Range: bytes 5-9/10`.
  var rangeTotal: Int? { fields["content-range"]?.split(separator: "/").last.flatMap { Int($0) } }

  /// The size of the whole file, where the answer tells it.
  func total(from offset: Int) -> Int? {
    status == 206 ? rangeTotal : fields["content-length"].flatMap { Int($0) }
  }

  /// Takes bytes; returns those that belong to the body.
  mutating func take(_ bytes: [UInt8]) -> [UInt8] {
    if isWhole { return bytes }
    pending += bytes
    let end: [UInt8] = [13, 10, 13, 10]
    while let range = pending.firstRange(of: end) {
      read(String(decoding: pending[..<range.lowerBound], as: UTF8.self))
      pending.removeSubrange(..<range.upperBound)
      // Another head follows these.
      if (100..<200).contains(status) || ((300..<400).contains(status) && fields["location"] != nil) { continue }
      isWhole = true
      defer { pending = [] }
      return pending
    }
    return []
  }

  private mutating func read(_ head: String) {
    let lines = head.split(separator: "\r\n")
    status = lines.first?.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
    fields = [:]
    for line in lines.dropFirst() {
      guard let colon = line.firstIndex(of: ":") else { continue }
      fields[line[..<colon].lowercased()] = line[line.index(after: colon)...].trimmingCharacters(in: .whitespaces)
    }
  }
}
