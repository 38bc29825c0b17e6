// swift-tools-version: 6.2
import PackageDescription

// The bodies of the C interfaces, as shared libraries that the first call of a function loads (CDelayLoad.h). They are a
// package of their own since a target can depend on a shared library of another package only.

let house = String(Context.packageDirectory.dropLast("/swift-gan-native".count))

// As in the package above.
let libtorch = Context.environment["LIBTORCH"] ?? house + "/.libtorch"
let strict = Context.environment["CI"] != nil

/// A C++ target that exports nothing but its table of functions.
func bodies(_ name: String, of interfaces: [String], headers: [String], links: [LinkerSetting]) -> Target {
  let includes = (interfaces + ["CDelayLoad"]).flatMap { ["-I", "\(house)/Sources/\($0)/include"] }
  return .target(
    name: name,
    cxxSettings: [
      .unsafeFlags(includes + headers.flatMap { ["-isystem", $0] }),
      .unsafeFlags(["-fvisibility=hidden", "-fvisibility-inlines-hidden"]),
    ] + (strict ? [.treatAllWarnings(as: .error)] : []),
    linkerSettings: links)
}

let package = Package(
  name: "swift-gan-native",
  platforms: [.macOS(.v15)],
  products: [
    .library(name: "SwiftGANTorch", type: .dynamic, targets: ["TorchLibrary"]),
    .library(name: "SwiftGANOpenCV", type: .dynamic, targets: ["OpenCVLibrary"]),
    .library(name: "SwiftGANMatlab", type: .dynamic, targets: ["MatlabLibrary"]),
    .library(name: "SwiftGANOpenCVVideo", type: .dynamic, targets: ["OpenCVVideoLibrary"]),
  ],
  targets: [
    bodies(
      "TorchLibrary", of: ["CTorch"], headers: [libtorch + "/include", libtorch + "/include/torch/csrc/api/include"],
      links: [
        .unsafeFlags(["-L" + libtorch + "/lib", "-Xlinker", "-rpath", "-Xlinker", libtorch + "/lib"]),
        .linkedLibrary("torch_cpu"), .linkedLibrary("c10"),
      ]),
    bodies(
      "OpenCVLibrary", of: ["COpenCV"], headers: ["/usr/include/opencv4"],
      links: ["core", "imgproc", "imgcodecs"].map { .linkedLibrary("opencv_" + $0) }),
    bodies("MatlabLibrary", of: ["CMatlab"], headers: [], links: [.linkedLibrary("matio")]),
    bodies(
      "OpenCVVideoLibrary", of: ["COpenCV", "COpenCVVideo"], headers: ["/usr/include/opencv4"],
      links: ["core", "imgproc", "videoio", "video"].map { .linkedLibrary("opencv_" + $0) }),
  ],
  cxxLanguageStandard: .cxx20
)
