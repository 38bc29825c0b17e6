// swift-tools-version: 6.2
import PackageDescription

// libtorch is found as docs/install.md says: LIBTORCH, else the folder that `make setup` lays down.
let libtorch = Context.environment["LIBTORCH"] ?? Context.packageDirectory + "/.libtorch"

/// Whether the fuzzer of our readers is built (Scripts/fuzz), with readers that count their branches. The libraries behind
/// the C interfaces are then those of the usual build.
let fuzzing = Context.environment["GAN_FUZZ"] != nil

/// CI turns warnings in our own targets into errors; users of the package are spared.
let strict = Context.environment["CI"] != nil

let swiftSettings: [SwiftSetting] =
  [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
  ] + (strict ? [.treatAllWarnings(as: .error)] : [])

let warningsAsErrors: [CSetting] = strict ? [.treatAllWarnings(as: .error)] : []
let cxxWarningsAsErrors: [CXXSetting] = strict ? [.treatAllWarnings(as: .error)] : []

let log: Target.Dependency = .product(name: "Logging", package: "swift-log")
let yams: Target.Dependency = .product(name: "Yams", package: "Yams")
let argumentParser: Target.Dependency = .product(name: "ArgumentParser", package: "swift-argument-parser")

/// A Swift room of the house: a target and the rooms below it that it may import.
///
/// - Parameter systems: the folders of systems in it, each with a README of its paper.
func room(_ name: String, _ dependencies: [Target.Dependency], systems: [String] = []) -> Target {
  .target(
    name: name, dependencies: dependencies, exclude: systems.map { $0 + "/README.md" }, swiftSettings: swiftSettings)
}

/// A C interface whose bodies are in a shared library of swift-gan-native, which the first call loads: a program that
/// computes nothing starts without libtorch and OpenCV.
func interface(
  _ name: String, library: String, headers: [Target.Dependency] = [], settings: [CSetting] = []
) -> Target {
  .target(
    name: name,
    dependencies: headers + ["CDelayLoad"] + (fuzzing ? [] : [.product(name: library, package: "swift-gan-native")]),
    cSettings: settings + warningsAsErrors,
    // On Linux CDelayLoadTrampolines.h says the same: the program does not need the library in order to start.
    linkerSettings: [.unsafeFlags(["-Xlinker", "-dead_strip_dylibs"], .when(platforms: [.macOS]))])
}

func tests(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
  .testTarget(
    name: name + "Tests", dependencies: [.target(name: name)] + dependencies, swiftSettings: swiftSettings)
}

/// What several test targets share.
func testSupport(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
  .target(name: name, dependencies: dependencies, path: "Tests/Support/" + name, swiftSettings: swiftSettings)
}

/// Everything that systems stand on, up to the trainer.
let toTraining: [Target.Dependency] = [
  "Files", "Torch", "TorchNN", "TorchOptim", "Vision", "Datasets", "Metrics", "Reports", "Training",
]

let package = Package(
  name: "swift-gan",
  platforms: [.macOS(.v15)],
  products: [
    .library(
      name: "SwiftGAN",
      targets: [
        "Files", "Torch", "TorchNN", "TorchOptim", "Vision", "Datasets", "Metrics", "Reports", "Features", "Training",
        "Adversarial", "Judges", "Translation", "Refinement", "Generation", "AnomalyDetection",
      ]),
    .executable(name: "gan", targets: ["gan"]),
  ],
  dependencies: [
    .package(path: "swift-gan-native"),
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
    .package(url: "https://github.com/swiftlang/swift-docc-plugin", from: "1.5.0"),
  ],
  targets: [
    .target(name: "CDelayLoad", cSettings: warningsAsErrors),
    .target(name: "CLastResort", cSettings: warningsAsErrors),
    interface(
      "CTorch", library: "SwiftGANTorch", settings: [.define("LIBTORCH", to: "\"" + libtorch + "\"")]),
    interface("COpenCV", library: "SwiftGANOpenCV"),
    interface("CMatlab", library: "SwiftGANMatlab"),
    interface("COpenCVVideo", library: "SwiftGANOpenCVVideo", headers: ["COpenCV"]),
    .target(
      name: "CCodecs",
      cxxSettings: cxxWarningsAsErrors,
      linkerSettings: [
        .linkedLibrary("jpeg"), .linkedLibrary("png16"), .linkedLibrary("tiff"), .linkedLibrary("webp"),
        .linkedLibrary("webpdemux"), .linkedLibrary("gif"), .linkedLibrary("exif"), .linkedLibrary("openjp2"),
      ]),
    .target(
      name: "CDICOM", dependencies: ["CCodecs"],
      cxxSettings: cxxWarningsAsErrors,
      linkerSettings: [
        .linkedLibrary("dcmimage"), .linkedLibrary("dcmimgle"), .linkedLibrary("dcmjpeg"), .linkedLibrary("dcmjpls"),
        .linkedLibrary("dcmdata"), .linkedLibrary("oflog"), .linkedLibrary("ofstd"), .linkedLibrary("z"),
      ]),
    room("Files", []),
    room("Torch", ["CTorch", "CLastResort", "Files"]),
    room("TorchNN", ["Torch"]),
    room("TorchOptim", ["Torch"]),
    room("Vision", ["Files", "COpenCV", "COpenCVVideo", "CCodecs", "CDICOM", "CLastResort"]),
    .systemLibrary(name: "CZlib"),
    .systemLibrary(name: "CZip"),
    room("Datasets", ["Vision", "CMatlab", "CZlib", "CZip"]),
    room("Metrics", ["Torch", "Vision"]),
    room("Reports", ["Files", "Metrics"]),
    room("Features", ["Files", "Torch", "TorchNN", "Vision", "Datasets", "Metrics"]),
    room("Training", ["Files", "Torch", "TorchNN", "TorchOptim", "Vision", "Datasets", "Reports", yams]),
    room("Adversarial", toTraining + ["Features"]),
    room("Judges", toTraining + ["Features", "Adversarial"], systems: ["Classifier"]),
    room("Translation", toTraining + ["Adversarial"], systems: ["Pix2Pix", "CycleGAN", "CUT"]),
    room("Refinement", toTraining + ["Adversarial", "Judges"], systems: ["SimGAN"]),
    room(
      "Generation", toTraining + ["Adversarial"],
      systems: ["DCGAN", "WGANGP", "ConditionalGAN", "ACGAN", "InfoGAN"]),
    room(
      "AnomalyDetection", toTraining + ["Features", "Adversarial"],
      systems: ["AnoGAN", "FastAnoGAN", "Autoencoder", "FlowGAN", "FeatureMemory", "PatchGaussian"]),
    .executableTarget(
      name: "gan",
      dependencies: toTraining + [
        "Adversarial", "Features", "Judges", "Translation", "Refinement", "Generation", "AnomalyDetection", log,
        argumentParser,
      ],
      swiftSettings: swiftSettings),
    testSupport("TensorFixtures", ["Torch"]),
    testSupport("LoopbackServer", []),
    testSupport("TestFolders", []),
    testSupport("ReaderTargets", ["Torch", "Vision", "Datasets"]),
    // What Scripts/read-files runs over folders of files.
    .executableTarget(
      name: "ReadFile", dependencies: ["Vision"], path: "Tests/ReadFile", swiftSettings: swiftSettings),
    tests("ReaderTargets", []),
    tests("Torch", ["Files"]),
    tests("TorchNN", ["Torch", "TensorFixtures"]),
    tests("TorchOptim", ["Torch", "TorchNN", "TensorFixtures"]),
    tests("Vision", []),
    tests("Datasets", ["Vision", "CZlib", "LoopbackServer", "TestFolders"]),
    tests("Metrics", ["Torch", "Vision"]),
    tests("Reports", ["Metrics", "TestFolders"]),
    tests("Features", ["Files", "Torch", "TorchNN", "Vision", "Datasets", "Metrics", "TensorFixtures", "TestFolders"]),
    tests("Training", Array(toTraining.dropLast()) + ["TestFolders"]),
    tests("Adversarial", toTraining + ["Features", "TestFolders"]),
    tests("Judges", toTraining + ["Adversarial", "Features"]),
    tests("Translation", toTraining + ["Adversarial", "Features"]),
    tests("Refinement", toTraining + ["Adversarial", "Judges", "TensorFixtures", "TestFolders"]),
    tests("Generation", toTraining + ["Adversarial", "Features", "Judges", "TestFolders"]),
    tests("AnomalyDetection", toTraining + ["Adversarial", "Features", "TestFolders"]),
    tests(
      "gan",
      ["Files", "Torch", "Vision", "Training", "AnomalyDetection", "LoopbackServer", "TestFolders", argumentParser]),
  ],
  swiftLanguageModes: [.v6]
)

if fuzzing {
  package.targets.append(
    .executableTarget(
      name: "ReaderFuzzer", dependencies: ["ReaderTargets"], path: "Tests/ReaderFuzzer",
      exclude: ["corpus", "make_seeds.py", "README.md"],
      swiftSettings: swiftSettings))
}

// Building a few rooms alone: GAN_TARGETS=Vision,Datasets swift test
if let only = Context.environment["GAN_TARGETS"] {
  var keep = Set(only.split(separator: ",").flatMap { [String($0), $0 + "Tests"] })
  var grew = true
  while grew {
    grew = false
    for target in package.targets where keep.contains(target.name) {
      for case .byNameItem(let name, _) in target.dependencies where keep.insert(name).inserted { grew = true }
      for case .targetItem(let name, _) in target.dependencies where keep.insert(name).inserted { grew = true }
    }
  }
  package.targets.removeAll { !keep.contains($0.name) }
  package.products = []
}
