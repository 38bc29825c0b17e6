import Foundation

/// The layout of a training run on disk; making one touches nothing.
///
/// ```
/// recipe.yaml               every choice, resolved
/// log.jsonl                 one object for each logged step
/// events.out.tfevents.*     the same for TensorBoard, with the samples
/// samples/step-00000100.jpg
/// checkpoints/step-00000100/{generator,…,training}.safetensors, state.json
/// results/                  pictures that were made with the model, when there are any
/// metrics.json              what `gan evaluate` measured, when it did
/// index.html                samples, curves, recipe
/// ```
public struct RunFolder: Sendable, Equatable {
  /// The folder, without a slash at the end.
  public let path: String

  /// Names a run; the folder need not exist.
  public init(path: String) {
    self.path = path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path
  }

  /// The folder's own name.
  public var name: String { (URL(fileURLWithPath: path).standardizedFileURL.path as NSString).lastPathComponent }
  /// The resolved recipe.
  public var recipePath: String { path + "/recipe.yaml" }
  /// The log, a JSON object a line.
  public var logPath: String { path + "/log.jsonl" }
  /// The folder of sample sheets.
  public var samplesPath: String { path + "/samples" }
  /// The folder of comparison pictures.
  public var resultsPath: String { path + "/results" }
  /// The measured quality.
  public var metricsPath: String { path + "/metrics.json" }
  /// The page for a browser.
  public var pagePath: String { path + "/index.html" }
  /// The checkpoints.
  public var checkpoints: CheckpointStore { CheckpointStore(path: path + "/checkpoints") }

  /// The sheet that is written at `step`.
  public func samplePath(step: Int) -> String { samplesPath + "/" + stepName(step) + ".jpg" }

  /// The sample sheets in the order of their steps.
  public func samples() -> [(step: Int, path: String)] {
    let files = (try? FileManager.default.contentsOfDirectory(atPath: samplesPath)) ?? []
    return
      files
      .filter { ["jpg", "png"].contains(($0 as NSString).pathExtension) }
      .compactMap { file in stepNumber((file as NSString).deletingPathExtension).map { ($0, samplesPath + "/" + file) }
      }
      .sorted { $0.0 < $1.0 }
  }

  /// Whether there is a run in the folder.
  public var isRun: Bool {
    let files = FileManager.default
    return files.fileExists(atPath: recipePath) || files.fileExists(atPath: logPath)
      || files.fileExists(atPath: checkpoints.path)
  }

  /// Makes sure that the folder is what the caller takes it for; costs nothing, so it can be done before data is read.
  ///
  /// - Parameter resume: whether a run is to go on, or a new one to begin.
  /// - Throws: when a fresh start would write over a run, or there is none to resume.
  public func check(resume: Bool) throws(TrainingError) {
    var isFolder: ObjCBool = false
    if FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), !isFolder.boolValue {
      throw TrainingError(.notWritten, "\(path) is a file and not a folder; choose another --out")
    }
    if resume && !isRun {
      throw TrainingError(.noRun, "\(path) holds no run to resume; leave out --resume to begin one there")
    }
    if !resume && isRun {
      throw TrainingError(.runExists, "\(path) already holds a run; go on with --resume, or choose another --out")
    }
  }

  /// The system that the run trains, as its newest checkpoint says; nil before there is one.
  public func system() -> String? {
    guard let folder = checkpoints.latest()?.path else { return nil }
    let names = ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).sorted()
    return names.lazy.filter { $0.hasSuffix(".safetensors") }
      .compactMap { (try? ModelFile("\(folder)/\($0)"))?.header.system }.first
  }

  /// Makes sure that a run to go on with is one of the system.
  ///
  /// - Throws: a sentence that names the run and its own system.
  public func check(system: String) throws(TrainingError) {
    guard let own = self.system(), own != system else { return }
    throw TrainingError(
      .noRun, "\(path) holds a run of \(own), not of \(system); go on with gan train \(own), or choose another --out")
  }

  /// Reads `recipe.yaml`.
  ///
  /// - Throws: when it is missing or damaged.
  public func recipe() throws(TrainingError) -> RecipeDocument { try RecipeDocument(path: recipePath) }
}

/// `step-00000100`: eight digits, so that names sort as numbers do.
func stepName(_ step: Int) -> String { "step-" + String(format: "%08d", step) }

/// The step that a name of this form stands for.
func stepNumber(_ name: String) -> Int? {
  guard name.hasPrefix("step-"), name.count >= 13 else { return nil }
  let digits = name.dropFirst(5)
  return digits.allSatisfy { $0.isASCII && $0.isNumber } ? Int(digits) : nil
}
