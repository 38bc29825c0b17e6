// libFuzzer's entry: FUZZ_TARGET names the reader that its inputs go to. `make fuzz` builds and runs it (Scripts/fuzz);
// Package.swift leaves it out of all other builds.
import Foundation
import ReaderTargets

private let target: ReaderTarget = {
  let name = ProcessInfo.processInfo.environment["FUZZ_TARGET"] ?? ""
  guard let known = ReaderTarget(rawValue: name) else {
    let names = ReaderTarget.allCases.map(\.rawValue).joined(separator: ", ")
    FileHandle.standardError.write(Data("FUZZ_TARGET is '\(name)'; use one of \(names)\n".utf8))
    exit(64)
  }
  return known
}()

/// libFuzzer's own beginning, which takes its options off the arguments.
@_silgen_name("LLVMFuzzerRunDriver")
private func runDriver(
  _ count: UnsafeMutablePointer<CInt>,
  _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>>,
  _ test: @convention(c) (UnsafePointer<UInt8>?, Int) -> CInt
) -> CInt

/// SwiftPM gives a program's entry this name, and makes it `main` when it links.
@_cdecl("ReaderFuzzer_main")
public func begin(_ count: CInt, _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) -> CInt {
  var (count, arguments) = (count, arguments)
  return runDriver(&count, &arguments) { testOneInput($0, $1) }
}

@_cdecl("LLVMFuzzerTestOneInput")
public func testOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  target.read(UnsafeRawBufferPointer(start: start, count: count))
  return 0
}
