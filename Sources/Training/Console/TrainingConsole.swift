import Files
import Foundation

/// Tells a person how training goes: a bar that is redrawn in place on a terminal, plain lines elsewhere.
///
/// ```swift
/// let console = TrainingConsole()
/// try recipe.train(on: data, progress: console.show)
/// ```
public final class TrainingConsole {
  /// How progress is shown.
  public enum Style: Sendable {
    /// A bar where standard error is a terminal, lines elsewhere.
    case automatic
    /// A bar.
    case bar
    /// A line for each logged step.
    case lines
    /// Nothing.
    case silent
  }

  private let style: Style
  private let width: () -> Int
  private let write: (String) -> Void
  private var lastDrawn: ContinuousClock.Instant?
  private var isBarShown = false

  /// Writes to standard error.
  public convenience init(style: Style = .automatic) {
    self.init(style: style, width: terminalWidth, write: StandardError.write)
  }

  /// Writes elsewhere.
  ///
  /// - Parameters:
  ///   - width: the number of columns, asked at every drawing because windows change.
  ///   - write: takes text that holds its own line ends.
  public init(style: Style, width: @escaping () -> Int, write: @escaping (String) -> Void) {
    self.style = style == .automatic ? (isatty(STDERR_FILENO) == 1 ? .bar : .lines) : style
    self.width = width
    self.write = write
  }

  /// Prints a line of its own, above the bar where there is one.
  private func note(_ line: String) {
    guard style != .silent else { return }
    clearBar()
    write(line + "\n")
  }

  /// Shows what a trainer tells.
  public func show(_ event: TrainingEvent) {
    switch event {
    case .began(let introduction):
      note(introduction)
      lastDrawn = nil
    case .stepped(let progress): update(progress)
    case .logged(let progress): log(progress)
    case .note(let line): note(line)
    case .ended:
      if isBarShown { write("\n") }
      isBarShown = false
    }
  }

  /// After every step; redraws the bar some ten times a second.
  private func update(_ progress: TrainingProgress) {
    guard style == .bar else { return }
    if let lastDrawn, ContinuousClock.now - lastDrawn < .milliseconds(100) { return }
    draw(progress)
  }

  /// After a logged step.
  private func log(_ progress: TrainingProgress) {
    switch style {
    case .bar: draw(progress)
    case .lines: write(progress.line + "\n")
    case .automatic, .silent: break
    }
  }

  private func draw(_ progress: TrainingProgress) {
    lastDrawn = .now
    write("\r" + progress.bar(width: width()) + "\u{1b}[K")
    isBarShown = true
  }

  private func clearBar() {
    if isBarShown { write("\r\u{1b}[K") }
    isBarShown = false
  }
}

/// The columns of the terminal behind standard error, 80 where it does not say.
private func terminalWidth() -> Int {
  var size = winsize()
  guard ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
  return Int(size.ws_col)
}
