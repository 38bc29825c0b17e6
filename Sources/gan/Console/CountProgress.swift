import Files
import Foundation

/// Says how far a count is: on a terminal in one line that is written over, elsewhere at every tenth.
struct CountProgress {
  private let what: String
  private let total: Int
  private let isTerminal = isatty(STDERR_FILENO) == 1
  private var lastTenth = 0

  init(_ what: String, of total: Int) {
    self.what = what
    self.total = total
  }

  mutating func update(_ done: Int) {
    let tenth = total > 0 ? done * 10 / total : 10
    if isTerminal {
      let line = "\r\(what): \(done)/\(total)" + (done == total ? "\n" : "")
      StandardError.write(line)
    } else if tenth > lastTenth {
      lastTenth = tenth
      Chatter.note("\(what): \(done)/\(total)")
    }
  }
}
