import Files
import Foundation

/// A user study as one page that opens from disk: real and refined pictures in a random order, a question for each, and
/// at the end how often the answers were right and what that is worth (1612.07828, section 3.1).
///
/// Answers stay in the browser and can be saved as JSON. No network, no other file.
public struct StudyPage {
  /// A picture that is asked about.
  public struct Item: Sendable {
    /// What the answers call it.
    public var name: String
    /// Whether it is real.
    public var isReal: Bool
    /// A PNG or JPEG file's bytes.
    public var bytes: [UInt8]
    /// `image/png` or `image/jpeg`.
    public var type: String

    /// Takes a picture's file.
    public init(name: String, isReal: Bool, bytes: [UInt8], type: String) {
      (self.name, self.isReal, self.bytes, self.type) = (name, isReal, bytes, type)
    }
  }

  /// Names the study in the browser's memory and in the answers.
  public var identifier: String
  /// The pictures in the order in which they are shown.
  public var items: [Item]
  /// What the order was drawn from.
  public var seed: UInt64

  /// A study of pictures in their order.
  public init(identifier: String, items: [Item], seed: UInt64) {
    (self.identifier, self.items, self.seed) = (identifier, items, seed)
  }

  /// The page.
  public var html: String {
    let entries = items.map { item in
      let data = Data(item.bytes).base64EncodedString()
      return "{name:\(quoted(item.name)),real:\(item.isReal),src:\"data:\(item.type);base64,\(data)\"}"
    }
    let data = """
      const STUDY = {id: \(quoted(identifier)), seed: "\(seed)", items: [
      \(entries.joined(separator: ",\n"))
      ]};

      """
    let style = "<style>\n\(studyStyle)</style>\n"
    return htmlPage(title: "Real or refined?", body: style + studyBody, script: data + studyScript)
  }

  /// Writes the page.
  ///
  /// - Throws: when the disk refuses.
  public func write(to path: String) throws { try AtomicFile.write(html, to: path) }

  /// Text in a script: the end of the script must not be in it.
  private func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"", "\\": result += "\\\(scalar)"
      case "<", ">", "&", "\u{2028}", "\u{2029}": result += String(format: "\\u%04x", scalar.value)
      case _ where scalar.value < 0x20: result += String(format: "\\u%04x", scalar.value)
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }
}

private let studyBody = """
  <header><p class="kind">Study</p><h1>Real or refined?</h1>
  <p class="intro">Some of these pictures were taken by a camera, the others were drawn by a program and refined. Say of
  each which it is. Keys: <kbd>R</kbd> or <kbd>←</kbd> real, <kbd>F</kbd> or <kbd>→</kbd> refined,
  <kbd>⌫</kbd> back. On a phone, tap or swipe.</p></header>
  <div class="track" aria-hidden="true"><i id="bar"></i></div>
  <section id="asking" class="card asking" aria-live="polite">
  <p id="count"></p>
  <img id="picture" alt="The picture to judge">
  <div class="choices">
  <button id="real" type="button">Real</button>
  <button id="back" type="button" class="quiet">Back</button>
  <button id="refined" type="button">Refined</button>
  </div>
  </section>
  <section id="done" class="card done" hidden>
  <p class="kind">Result</p>
  <p id="accuracy" class="figure"></p>
  <p id="verdict"></p>
  <dl id="facts" class="facts"></dl>
  <div class="choices"><button id="save" type="button">Save answers as JSON</button>
  <button id="again" type="button" class="quiet">Start again</button></div>
  </section>

  """

private let studyStyle = """
  .intro { color: var(--soft); max-width: 62ch; }
  kbd { border: 1px solid var(--line); border-radius: 4px; padding: 0 6px; background: var(--card); font: inherit; }
  .asking, .done { padding: 20px; text-align: center; touch-action: pan-y; }
  [hidden] { display: none !important; }
  .asking img { display: block; margin: 12px auto 20px; width: min(560px, 100%); max-height: 56vh; object-fit: contain;
    image-rendering: pixelated; border-radius: 6px; background: var(--line); }
  #count { margin: 0; color: var(--soft); font-variant-numeric: tabular-nums; }
  .choices { display: flex; justify-content: center; gap: 12px; flex-wrap: wrap; }
  button { font: inherit; font-weight: 600; min-width: 120px; min-height: 48px; padding: 10px 22px; border: 0;
    border-radius: 10px; background: var(--accent); color: var(--card); cursor: pointer; }
  button.quiet { background: none; color: var(--soft); border: 1px solid var(--line); min-width: 84px; }
  button:disabled { opacity: .4; cursor: default; }
  button:focus-visible { outline: 3px solid var(--series-1); outline-offset: 2px; }
  .figure { font-size: 44px; font-weight: 700; margin: 4px 0; font-variant-numeric: tabular-nums; }
  .done .facts { justify-content: center; margin: 18px 0 24px; }

  """
