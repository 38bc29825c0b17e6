import Foundation

/// Text that is safe between tags and in quoted attributes.
package func escaped(_ text: String) -> String {
  var result = ""
  for character in text.unicodeScalars {
    switch character {
    case "&": result += "&amp;"
    case "<": result += "&lt;"
    case ">": result += "&gt;"
    case "\"": result += "&quot;"
    case "'": result += "&#39;"
    default: result.unicodeScalars.append(character)
    }
  }
  return result
}

/// A link from a page to a file: relative, so that the folder may be moved as a whole.
package func relativeLink(to file: String, fromFolder folder: String) -> String {
  let target = URL(fileURLWithPath: file).standardizedFileURL.pathComponents
  let base = URL(fileURLWithPath: folder, isDirectory: true).standardizedFileURL.pathComponents
  let shared = zip(target, base).prefix { $0 == $1 }.count
  let parts = Array(repeating: "..", count: base.count - shared) + target.dropFirst(shared)
  let allowed = CharacterSet.alphanumerics.intersection(CharacterSet(charactersIn: "\u{0}"..."\u{7f}"))
    .union(CharacterSet(charactersIn: "-._~"))
  return parts.map { $0.addingPercentEncoding(withAllowedCharacters: allowed) ?? $0 }.joined(separator: "/")
}

/// `12,000`.
package func grouped(_ number: Int) -> String {
  var digits = Array(String(number.magnitude))
  var index = digits.count - 3
  while index > 0 {
    digits.insert(",", at: index)
    index -= 3
  }
  return (number < 0 ? "-" : "") + String(digits)
}

/// A number with as many digits as a reader wants.
package func readable(_ value: Double) -> String {
  if !value.isFinite { return "–" }
  if value == value.rounded(), abs(value) < 1e6 { return String(Int(value)) }
  let magnitude = abs(value)
  return magnitude >= 1e6 || magnitude < 1e-3
    ? String(format: "%.3g", value)
    : String(format: magnitude >= 100 ? "%.1f" : magnitude >= 10 ? "%.2f" : "%.4f", value)
}

/// A page that needs nothing but itself: styles inside, no network.
package func htmlPage(title: String, body: String, script: String = "") -> String {
  let code = script.isEmpty ? "" : "<script>\n\(script)</script>\n"
  return """
    <!doctype html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <title>\(escaped(title))</title>
    <style>
    \(pageStyle)</style>
    </head>
    <body>
    <main>
    \(body)</main>
    \(code)</body>
    </html>

    """
}

/// A titled part of a page; nothing when it has no content.
package func section(_ title: String, note: String = "", _ content: String) -> String {
  guard !content.isEmpty else { return "" }
  let aside = note.isEmpty ? "" : "<span>\(escaped(note))</span>"
  return "<section>\n<h2>\(escaped(title))\(aside)</h2>\n\(content)</section>\n"
}
