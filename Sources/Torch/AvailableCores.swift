import Foundation

/// How many cores the process may use: those of its affinity mask, fewer where its control group has a quota of time.
///
/// More threads than that wait for each other within every operation: a container with half of one core's time on a
/// machine of 64 would otherwise start 64.
public var availableCoreCount: Int {
  var count = max(1, ProcessInfo.processInfo.activeProcessorCount)
  #if os(Linux)
    let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
    if let allowed = allowedCoreCount(status: status) { count = min(count, allowed) }
    let groups = (try? String(contentsOfFile: "/proc/self/cgroup", encoding: .utf8)) ?? ""
    if let quota = coreQuota(groups: groups, root: "/sys/fs/cgroup") {
      count = min(count, max(1, Int(quota.rounded(.up))))
    }
  #endif
  return count
}

/// The number of cores in the affinity mask of `/proc/self/status`, which is in hexadecimal with commas.
func allowedCoreCount(status: String) -> Int? {
  let key = "Cpus_allowed:"
  guard let line = status.split(separator: "\n").first(where: { $0.hasPrefix(key) }) else { return nil }
  let count = line.dropFirst(key.count).reduce(0) { $0 + ($1.hexDigitValue?.nonzeroBitCount ?? 0) }
  return count > 0 ? count : nil
}

/// The smallest quota of a process's control group and those above it, in cores; nil where there is none.
///
/// - Parameters:
///   - groups: the text of `/proc/self/cgroup`, a line `id:controllers:path` each.
///   - root: where the groups' files lie, of version 1 (`cpu/PATH/cpu.cfs_quota_us`) or 2 (`PATH/cpu.max`).
func coreQuota(groups: String, root: String) -> Double? {
  func numbers(_ path: String) -> [Double?] {
    let text = (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
    return text.split(whereSeparator: \.isWhitespace).map { Double($0) }
  }
  var quotas: [Double] = []
  for line in groups.split(separator: "\n") {
    let parts = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
    guard parts.count == 3 else { continue }
    let controllers = parts[1].split(separator: ",")
    guard controllers.isEmpty || controllers.contains("cpu") else { continue }
    var folder = (controllers.isEmpty ? root : root + "/" + parts[1])
    for part in [""] + parts[2].split(separator: "/").map(String.init) {
      folder += part.isEmpty ? "" : "/" + part
      let limit =
        controllers.isEmpty
        ? numbers(folder + "/cpu.max")
        : numbers(folder + "/cpu.cfs_quota_us") + numbers(folder + "/cpu.cfs_period_us")
      // No quota is "max" or -1.
      if limit.count == 2, let quota = limit[0], let period = limit[1], quota > 0, period > 0 {
        quotas.append(quota / period)
      }
    }
  }
  return quotas.min()
}
