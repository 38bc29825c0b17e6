import Testing
import Vision

@Suite(.serialized) struct VisionThreadsTests {
  @Test func theNumberIsTaken() {
    let before = VisionThreads.count
    defer { VisionThreads.use(before) }
    VisionThreads.use(1)
    #expect(VisionThreads.count == 1)
  }
}
