import CLastResort
import CTorch
import Foundation

/// How much memory the process may still take, and how much a computation takes.
public enum ProcessMemory {
  /// How many more bytes the process can have: what the machine has free, fewer where its control group or a limit of the
  /// shell (`ulimit -v`, `ulimit -d`) leaves fewer.
  public static var available: Int {
    #if os(Linux)
      func text(_ path: String) -> String { (try? String(contentsOfFile: path, encoding: .utf8)) ?? "" }
      let status = text("/proc/self/status")
      var rest = [
        kilobytes(of: "MemAvailable:", in: text("/proc/meminfo")).map {
          $0 + (kilobytes(of: "SwapFree:", in: text("/proc/meminfo")) ?? 0)
        },
        groupRest(groups: text("/proc/self/cgroup"), root: "/sys/fs/cgroup"),
      ]
      for (limit, used) in [(RLIMIT_AS, "VmSize:"), (RLIMIT_DATA, "VmData:")] {
        var values = rlimit()
        guard getrlimit(__rlimit_resource_t(limit.rawValue), &values) == 0, values.rlim_cur < rlim_t(Int.max) else {
          continue
        }
        rest.append(max(0, Int(values.rlim_cur) - (kilobytes(of: used, in: status) ?? 0)))
      }
      return rest.compactMap(\.self).min() ?? .max
    #else
      return .max
    #endif
  }

  /// The bytes of a line such as `VmSize:  1234 kB`.
  static func kilobytes(of key: String, in text: String) -> Int? {
    guard let line = text.split(separator: "\n").first(where: { $0.hasPrefix(key) }) else { return nil }
    return line.dropFirst(key.count).split(whereSeparator: \.isWhitespace).first.flatMap { Int($0) }.map { $0 << 10 }
  }

  /// What a process's control group and those above it may still take, in bytes; nil where none has a limit. File pages
  /// that the kernel can drop count as free.
  ///
  /// - Parameters:
  ///   - groups: the text of `/proc/self/cgroup`, a line `id:controllers:path` each.
  ///   - root: where the groups' files lie, of version 1 (`memory/PATH/memory.limit_in_bytes`) or 2 (`PATH/memory.max`).
  static func groupRest(groups: String, root: String) -> Int? {
    func text(_ path: String) -> String { (try? String(contentsOfFile: path, encoding: .utf8)) ?? "" }
    func number(_ path: String) -> Int? { Int(text(path).trimmingCharacters(in: .whitespacesAndNewlines)) }
    var rests: [Int] = []
    for line in groups.split(separator: "\n") {
      let parts = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
      guard parts.count == 3, parts[1].isEmpty || parts[1].split(separator: ",").contains("memory") else { continue }
      let names =
        parts[1].isEmpty
        ? ("memory.max", "memory.current", "inactive_file ")
        : ("memory.limit_in_bytes", "memory.usage_in_bytes", "total_inactive_file ")
      var folder = parts[1].isEmpty ? root : root + "/" + parts[1]
      for part in [""] + parts[2].split(separator: "/").map(String.init) {
        folder += part.isEmpty ? "" : "/" + part
        guard let limit = number(folder + "/" + names.0), let used = number(folder + "/" + names.1) else { continue }
        let droppable = text(folder + "/memory.stat").split(separator: "\n").first { $0.hasPrefix(names.2) }
          .flatMap { Int($0.dropFirst(names.2.count)) }
        rests.append(max(0, limit - used + (droppable ?? 0)))
      }
    }
    return rests.min()
  }

  /// Runs a computation on the CPU and returns the most bytes that its tensors held at once, beyond those that were there
  /// before. Calls do not nest.
  public static func peak(of body: () throws -> Void) rethrows -> Int {
    let isCounting = ct_memory_count_start() == ct_ok
    do {
      try body()
    } catch {
      _ = ct_memory_count_end()
      throw error
    }
    return isCounting ? Int(ct_memory_count_end()) : 0
  }

  /// Throws where a step would take more than there is.
  ///
  /// - Parameter bytes: what the step takes at its height.
  /// - Throws: `TorchError` of kind `.outOfMemory`, whose message says how much is needed and how much is there.
  public static func require(_ bytes: Int) throws(TorchError) {
    // Smaller steps are what a program needs to go on at all, and asking takes a tenth of a millisecond.
    guard bytes >= 1 << 26 else { return }
    let rest = available
    guard bytes > rest else { return }
    func words(_ bytes: Int) -> String { String(format: "%.1f GB", Double(bytes) / 1e9) }
    throw TorchError(kind: .outOfMemory, message: "\(words(bytes)) of memory are needed and \(words(rest)) are there")
  }
}

/// The line with which the program ends where memory runs out in the middle of an operation.
public enum LastResort {
  /// Says what the process is at from now on.
  ///
  /// - Parameters:
  ///   - work: what will not have fitted, such as a picture's path.
  ///   - mend: what to do, such as "add --tile 512".
  public static func name(_ work: String, mend: String) { last_resort_name(work, mend) }

  /// From now on a trap for want of memory, anywhere in the process, ends it with that line and status 1.
  public static func watch() { last_resort_watch() }
}
