import Foundation

/// A small web server on the loopback interface, with the faults that a test asks for.
///
/// `@unchecked Sendable`: everything that changes is read and written under the lock.
public final class LoopbackServer: @unchecked Sendable {
  /// What the server was asked.
  public struct Request: Sendable, Equatable {
    /// Behind the address.
    public let path: String
    /// The header `Range`.
    public let range: String?
    /// The header `If-Range`.
    public let ifRange: String?

    /// What a test expects.
    public init(path: String, range: String?, ifRange: String?) {
      self.path = path
      self.range = range
      self.ifRange = ifRange
    }
  }

  private let lock = NSLock()
  private let descriptor: Int32
  private var files: [String: [UInt8]]
  private var seen: [Request] = []
  private var cuts: [Int] = []
  private var version = "\"1\""
  private let knowsRanges: Bool
  /// The port that it listens on.
  public let port: UInt16

  /// Starts a server.
  ///
  /// - Parameters:
  ///   - files: bytes by path, such as `/set/a.gz`.
  ///   - knowsRanges: a server that does not answers with the whole file.
  public init(_ files: [String: [UInt8]], knowsRanges: Bool = true) throws {
    self.files = files
    self.knowsRanges = knowsRanges
    #if canImport(Glibc)
      let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    #else
      let descriptor = socket(AF_INET, SOCK_STREAM, 0)
    #endif
    self.descriptor = descriptor
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let isBound = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(descriptor, $0, length) == 0 && listen(descriptor, 16) == 0 && getsockname(descriptor, $0, &length) == 0
      }
    }
    guard isBound else { throw POSIXError(.EADDRINUSE) }
    port = UInt16(bigEndian: address.sin_port)
    let thread = Thread { [weak self] in
      while true {
        let connection = accept(descriptor, nil, nil)
        guard connection >= 0, let self else { return }
        self.answer(connection)
        close(connection)
      }
    }
    thread.start()
  }

  /// Closing the socket ends the thread.
  public func stop() {
    shutdown(descriptor, Int32(SHUT_RDWR))
    close(descriptor)
  }

  /// Where it is; ends in a slash.
  public var address: String { "http://127.0.0.1:\(port)/" }

  /// What it was asked so far.
  public var requests: [Request] { lock.withLock { seen } }

  /// The next answers end after as many bytes of their body.
  public func cut(after counts: Int...) { lock.withLock { cuts += counts } }

  /// Puts another file in the place of an old one.
  public func replace(_ path: String, with bytes: [UInt8]) {
    lock.withLock {
      files[path] = bytes
      version = "\"2\""
    }
  }

  private func answer(_ connection: Int32) {
    let lines = head(of: connection)
    guard let path = lines.first?.split(separator: " ").dropFirst().first.map(String.init) else { return }
    func header(_ name: String) -> String? {
      lines.first { $0.lowercased().hasPrefix(name + ":") }.map {
        $0.dropFirst(name.count + 1).trimmingCharacters(in: .whitespaces)
      }
    }
    let request = Request(path: path, range: header("range"), ifRange: header("if-range"))
    let (bytes, tag, cut) = lock.withLock {
      seen.append(request)
      return (files[path], version, cuts.isEmpty ? nil : cuts.removeFirst())
    }
    guard let bytes else { return send(connection, Array("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n".utf8)) }
    var (status, start, extra) = ("200 OK", 0, "")
    if knowsRanges, let range = request.range, request.ifRange == nil || request.ifRange == tag {
      start = Int(range.dropFirst("bytes=".count).dropLast()) ?? 0
      if start >= bytes.count {
        let text =
          "HTTP/1.1 416 Range Not Satisfiable\r\nContent-Range: bytes */\(bytes.count)\r\nContent-Length: 0\r\n\r\n"
        return send(connection, Array(text.utf8))
      }
      (status, extra) = ("206 Partial Content", "Content-Range: bytes \(start)-\(bytes.count - 1)/\(bytes.count)\r\n")
    }
    let body = bytes[start...]
    let text =
      "HTTP/1.1 \(status)\r\nETag: \(tag)\r\nContent-Length: \(body.count)\r\n\(extra)Connection: close\r\n\r\n"
    send(connection, Array(text.utf8) + body.prefix(cut ?? body.count))
  }

  private func head(of connection: Int32) -> [String] {
    var text: [UInt8] = []
    var byte: UInt8 = 0
    while !text.suffix(4).elementsEqual(Array("\r\n\r\n".utf8)), recv(connection, &byte, 1, 0) == 1 {
      text.append(byte)
    }
    return String(decoding: text, as: UTF8.self).components(separatedBy: "\r\n")
  }

  private func send(_ connection: Int32, _ bytes: [UInt8]) {
    var done = 0
    while done < bytes.count {
      let part = bytes[done...].withUnsafeBytes { write(connection, $0.baseAddress, $0.count) }
      guard part > 0 else { return }
      done += part
    }
  }
}
