import Testing

@testable import Training

struct TrainingConsoleTests {
  let progress = TrainingProgress(
    step: 420, steps: 1000, epoch: 2, secondsPerStep: 0.25, losses: [("generator/l1", 0.12345), ("generator/gan", 1)])

  @Test func aLineSaysEverything() {
    #expect(
      progress.line == "step 420/1000  epoch 3  generator/l1 0.1235  generator/gan 1  4.0 steps/s  ETA 2:25")
  }

  @Test(arguments: [10, 40, 80, 200]) func theBarFitsTheWindow(_ width: Int) {
    let bar = progress.bar(width: width)
    #expect(bar.count < width)
    if width >= 80 { #expect(bar.contains(" 42%  420/1000  4.0 steps/s  ETA 2:25")) }
  }

  @Test func slowStepsAreShownInSeconds() {
    var slow = progress
    slow.secondsPerStep = 2.5
    #expect(slow.line.contains("2.50 s/step  ETA 24:10"))
    slow.secondsPerStep = nil
    #expect(!slow.line.contains("ETA"))
    #expect(duration(3723) == "1:02:03")
  }

  @Test func linesAreForPipesAndBarsAreRedrawn() {
    var text = ""
    let lines = TrainingConsole(style: .lines, width: { 80 }, write: { text += $0 })
    lines.show(.stepped(progress))
    lines.show(.logged(progress))
    lines.show(.note("done"))
    lines.show(.ended)
    #expect(text == progress.line + "\ndone\n")

    text = ""
    let bar = TrainingConsole(style: .bar, width: { 80 }, write: { text += $0 })
    bar.show(.logged(progress))
    bar.show(.note("done"))
    bar.show(.logged(progress))
    bar.show(.ended)
    let drawn = "\r" + progress.bar(width: 80) + "\u{1b}[K"
    #expect(text == drawn + "\r\u{1b}[Kdone\n" + drawn + "\n")

    text = ""
    let silent = TrainingConsole(style: .silent, width: { 80 }, write: { text += $0 })
    silent.show(.logged(progress))
    silent.show(.note("done"))
    #expect(text.isEmpty)
  }
}
