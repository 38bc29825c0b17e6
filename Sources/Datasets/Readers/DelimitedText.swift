/// A small reader of CSV text as RFC 4180 describes it.
///
/// Fields may be quoted, with `""` for a quote and line breaks inside; rows end with LF, CRLF or CR. The separator is
/// the comma, or the semicolon or tab when the first line has one of those and no comma, as spreadsheets export.
enum DelimitedText {
  struct Row: Equatable {
    /// The line in the file at which the row starts, from 1.
    let line: Int
    let fields: [String]
  }

  /// - Throws: a sentence with the line when a quoted field never ends.
  static func rows(of text: String, path: String) throws(DatasetError) -> [Row] {
    var bytes = Array(text.utf8)
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { bytes.removeFirst(3) }
    let separator = separator(of: bytes)
    var rows: [Row] = []
    var fields: [String] = []
    var field: [UInt8] = []
    var (line, rowLine, quoteLine) = (1, 1, 1)
    var (quoted, wasQuoted) = (false, false)

    func trimmed() -> String {
      let text = String(decoding: field, as: UTF8.self)
      return wasQuoted ? text : String(text.trimmingPrefix(while: \.isWhitespace).trimmedSuffix())
    }
    func endField() {
      fields.append(trimmed())
      field = []
      wasQuoted = false
    }
    func endRow() {
      endField()
      if fields != [""] { rows.append(Row(line: rowLine, fields: fields)) }
      fields = []
    }

    var index = 0
    while index < bytes.count {
      let byte = bytes[index]
      let next = index + 1 < bytes.count ? bytes[index + 1] : 0
      if quoted {
        if byte == quote, next == quote {
          field.append(quote)
          index += 1
        } else if byte == quote {
          quoted = false
        } else {
          if byte == newline { line += 1 }
          field.append(byte)
        }
      } else if byte == quote, field.allSatisfy({ $0 == 0x20 }) {
        (quoted, wasQuoted, quoteLine) = (true, true, line)
        field = []
      } else if byte == separator {
        endField()
      } else if byte == newline || byte == carriageReturn {
        if byte == carriageReturn, next == newline { index += 1 }
        endRow()
        line += 1
        rowLine = line
      } else {
        field.append(byte)
      }
      index += 1
    }
    guard !quoted else {
      throw DatasetError("\(path) line \(quoteLine): a quoted field is never closed; add the missing quote")
    }
    if !field.isEmpty || !fields.isEmpty || wasQuoted { endRow() }
    return rows
  }

  private static let quote = UInt8(ascii: "\"")
  private static let newline = UInt8(ascii: "\n")
  private static let carriageReturn = UInt8(ascii: "\r")

  private static func separator(of bytes: [UInt8]) -> UInt8 {
    let firstLine = bytes.prefix { $0 != newline && $0 != carriageReturn }
    let candidates = [UInt8(ascii: ","), UInt8(ascii: "\t"), UInt8(ascii: ";")]
    return candidates.first { firstLine.contains($0) } ?? candidates[0]
  }
}

extension StringProtocol {
  fileprivate func trimmedSuffix() -> SubSequence {
    var end = endIndex
    while end > startIndex, self[index(before: end)].isWhitespace { end = index(before: end) }
    return self[..<end]
  }
}
