/// Tells whether a download arrived as it was sent. MD5 is no protection against malice.
package enum Checksum {
  /// The MD5 digest of a file in hexadecimal, by the system's own program.
  ///
  /// - Throws: when the file cannot be read or no program is installed.
  static func md5(ofFileAt path: String) throws(DatasetError) -> String {
    if !SystemTool.isInstalled("md5sum"), SystemTool.isInstalled("md5") {
      return try SystemTool.text("md5", ["-q", path])
    }
    let line = try SystemTool.text("md5sum", ["--", path])
    // A backslash in front says that the path behind the digest is escaped.
    return digest(line)
  }

  /// The SHA-256 digest of a file in hexadecimal, by the system's own program.
  ///
  /// - Throws: when the file cannot be read or no program is installed.
  package static func sha256(ofFileAt path: String) throws(DatasetError) -> String {
    if !SystemTool.isInstalled("sha256sum"), SystemTool.isInstalled("shasum") {
      return digest(try SystemTool.text("shasum", ["-a", "256", "--", path]))
    }
    return digest(try SystemTool.text("sha256sum", ["--", path]))
  }

  private static func digest(_ line: String) -> String {
    String(line.drop { $0 == "\\" }.prefix { $0.isHexDigit })
  }
}
