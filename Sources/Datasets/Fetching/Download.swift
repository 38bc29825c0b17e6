import Foundation

#if canImport(FoundationNetworking)
  import FoundationNetworking
#endif

/// Fetches one file over HTTP; what was interrupted goes on where it stopped.
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
  func run(progress: @escaping @Sendable (Int, Int?) -> Void = { _, _ in }) throws(DatasetError) {
    var fruitless = 0
    while true {
      let before = size(of: part)
      let outcome = Transfer(self, from: before, progress: progress).run()
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
      case .refused(let reason): throw DatasetError(reason)
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

  /// How one connection ended.
  fileprivate enum Outcome {
    case whole
    /// The part on the disk is of no use.
    case stale
    case broken(String)
    case refused(String)
  }

  /// One connection. `@unchecked Sendable`: the session calls it from one queue only, and `run` reads the outcome after
  /// the session has signalled that it is through.
  private final class Transfer: NSObject, URLSessionDataDelegate, @unchecked Sendable {
    private let download: Download
    private let offset: Int
    private let progress: @Sendable (Int, Int?) -> Void
    private let finished = DispatchSemaphore(value: 0)
    private var file: FileHandle?
    private var count = 0
    private var total: Int?
    private var outcome: Outcome?

    init(_ download: Download, from offset: Int, progress: @escaping @Sendable (Int, Int?) -> Void) {
      self.download = download
      self.offset = offset
      self.progress = progress
    }

    func run() -> Outcome {
      var request = URLRequest(url: download.url)
      // As it is: a server that packs a packed file once more would make ranges and sizes meaningless.
      request.setValue("identity", forHTTPHeaderField: "Accept-Encoding")
      if offset > 0 {
        request.setValue("bytes=\(offset)-", forHTTPHeaderField: "Range")
        if let tag = try? String(contentsOfFile: download.tag, encoding: .utf8), !tag.isEmpty {
          request.setValue(tag, forHTTPHeaderField: "If-Range")
        }
      }
      let settings = URLSessionConfiguration.ephemeral
      settings.timeoutIntervalForRequest = download.patience
      let session = URLSession(configuration: settings, delegate: self, delegateQueue: nil)
      session.dataTask(with: request).resume()
      finished.wait()
      session.invalidateAndCancel()
      return outcome ?? .broken("no answer")
    }

    func urlSession(
      _ session: URLSession, dataTask: URLSessionDataTask, didReceive response: URLResponse,
      completionHandler: @escaping (URLSession.ResponseDisposition) -> Void
    ) {
      accept(response)
      completionHandler(outcome == nil ? .allow : .cancel)
    }

    private func accept(_ response: URLResponse) {
      guard let response = response as? HTTPURLResponse else { return outcome = .refused("no answer of a web server") }
      let range = response.value(forHTTPHeaderField: "Content-Range") ?? ""
      let whole = range.split(separator: "/").last.flatMap { Int($0) }
      switch response.statusCode {
      case 200:
        total = response.value(forHTTPHeaderField: "Content-Length").flatMap { Int($0) }
        count = 0
      case 206 where range.hasPrefix("bytes \(offset)-"):
        total = whole
        count = offset
      case 416:
        outcome = whole == offset ? .whole : .stale
        return
      case 206:
        outcome = .stale
        return
      case let code:
        let mend = code == 404 ? "the set may have moved; try --mirror with another address" : "try again later"
        outcome = .refused("\(download.url.absoluteString) cannot be fetched: the server answers \(code); \(mend)")
        return
      }
      open(response)
    }

    private func open(_ response: HTTPURLResponse) {
      let tag = response.value(forHTTPHeaderField: "ETag").flatMap { $0.hasPrefix("W/") ? nil : $0 }
      let version = tag ?? response.value(forHTTPHeaderField: "Last-Modified") ?? ""
      do {
        if !FileManager.default.fileExists(atPath: download.part) {
          _ = FileManager.default.createFile(atPath: download.part, contents: nil)
        }
        let file = try FileHandle(forWritingTo: URL(fileURLWithPath: download.part))
        try file.truncate(atOffset: UInt64(count))
        try file.seek(toOffset: UInt64(count))
        try version.write(toFile: download.tag, atomically: true, encoding: .utf8)
        self.file = file
      } catch {
        outcome = unwritable(error)
      }
    }

    func urlSession(_ session: URLSession, dataTask: URLSessionDataTask, didReceive data: Data) {
      guard outcome == nil, let file else { return }
      do {
        try file.write(contentsOf: data)
        count += data.count
        progress(count, total)
      } catch {
        outcome = unwritable(error)
        dataTask.cancel()
      }
    }

    func urlSession(_ session: URLSession, task: URLSessionTask, didCompleteWithError error: (any Error)?) {
      if outcome == nil, let file {
        do {
          try file.synchronize()
          try file.close()
        } catch { outcome = unwritable(error) }
      }
      if outcome == nil {
        let isWhole = error == nil && file != nil && (total == nil || total == count)
        outcome = isWhole ? .whole : .broken(error?.localizedDescription ?? "the connection ended early")
      }
      finished.signal()
    }

    private func unwritable(_ error: any Error) -> Outcome {
      .refused("\(download.path) cannot be written: \(error.localizedDescription); make room or choose another folder")
    }
  }
}
