import Foundation
import Testing

@testable import Torch

struct ProcessMemoryTests {
  @Test func groupsLeaveWhatTheSmallestOfThemLeaves() throws {
    let root = try systemFolder([
      "a/memory.max": "1000\n", "a/memory.current": "700\n", "a/memory.stat": "anon 500\ninactive_file 150\n",
      "a/b/memory.max": "max\n", "a/b/memory.current": "600\n", "c/memory.max": "10\n", "c/memory.current": "20\n",
    ])
    defer { try? FileManager.default.removeItem(atPath: root) }
    #expect(ProcessMemory.groupRest(groups: "0::/a/b\n", root: root) == 450)
    #expect(ProcessMemory.groupRest(groups: "0::/c\n", root: root) == 0)
    #expect(ProcessMemory.groupRest(groups: "0::/\n", root: root) == nil)
  }

  @Test func groupsOfVersion1() throws {
    let root = try systemFolder([
      "memory/job/memory.limit_in_bytes": "5000\n", "memory/job/memory.usage_in_bytes": "4000\n",
      "memory/job/memory.stat": "inactive_file 1\ntotal_inactive_file 500\n",
    ])
    defer { try? FileManager.default.removeItem(atPath: root) }
    #expect(ProcessMemory.groupRest(groups: "3:cpu:/x\n4:memory:/job\n", root: root) == 1500)
    #expect(ProcessMemory.groupRest(groups: "nonsense", root: root) == nil)
  }

  @Test func linesOfTheKernel() {
    let text = "VmPeak:\t  20 kB\nVmSize:\t  3 kB\n"
    #expect(ProcessMemory.kilobytes(of: "VmSize:", in: text) == 3072)
    #expect(ProcessMemory.kilobytes(of: "VmData:", in: text) == nil)
  }

  @Test func whatIsNotThereIsRefusedAndSaid() throws {
    try ProcessMemory.require(1 << 26)
    #expect(ProcessMemory.available > 1 << 26)
    #if os(Linux)
      do throws(TorchError) {
        try ProcessMemory.require(1 << 60)
        Issue.record("an exbibyte is nowhere")
      } catch {
        #expect(error.kind == .outOfMemory && error.message.hasPrefix("1152921504.6 GB of memory are needed and "))
      }
    #endif
  }

  @Test func theHeightOfAComputationIsCounted() {
    let one = Tensor.zeros([1 << 18])
    // Two of a mebibyte at once, then one, then three.
    let peak = ProcessMemory.peak {
      var sum = one + 1
      sum = sum * 2
      withExtendedLifetime((sum + 1, sum + 2)) {}
    }
    #expect((3 << 20..<3 << 20 + 4096).contains(peak), "\(peak)")
    #expect(ProcessMemory.peak {} == 0)
  }
}
