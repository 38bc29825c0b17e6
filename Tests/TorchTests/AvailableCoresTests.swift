import Foundation
import Testing

@testable import Torch

struct AvailableCoresTests {
  @Test func smallestQuotaAboveAProcessOfVersion2() throws {
    let root = try systemFolder([
      "a/cpu.max": "150000 100000\n", "a/b/cpu.max": "max 100000\n", "other/cpu.max": "1000 100000\n",
    ])
    defer { try? FileManager.default.removeItem(atPath: root) }
    #expect(coreQuota(groups: "0::/a/b\n", root: root) == 1.5)
    #expect(coreQuota(groups: "0::/\n", root: root) == nil)
  }

  @Test func quotaOfVersion1() throws {
    let root = try systemFolder([
      "cpu,cpuacct/job/cpu.cfs_quota_us": "250000\n", "cpu,cpuacct/job/cpu.cfs_period_us": "100000\n",
      "cpu,cpuacct/cpu.cfs_quota_us": "-1\n", "cpu,cpuacct/cpu.cfs_period_us": "100000\n",
    ])
    defer { try? FileManager.default.removeItem(atPath: root) }
    #expect(coreQuota(groups: "4:memory:/x\n3:cpu,cpuacct:/job\n0::/\n", root: root) == 2.5)
    #expect(coreQuota(groups: "nonsense", root: root) == nil)
  }

  @Test func affinityMask() {
    #expect(
      allowedCoreCount(status: "Threads:\t1\nCpus_allowed:\t00000001,0000000e\nCpus_allowed_list:\t1-3,32\n") == 4)
    #expect(allowedCoreCount(status: "Name:\tgan\n") == nil)
  }

  @Test func atLeastOneAndAtMostTheMachines() {
    #expect((1...ProcessInfo.processInfo.activeProcessorCount).contains(availableCoreCount))
  }
}
