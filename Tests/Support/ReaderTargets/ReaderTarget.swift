import Datasets
import Foundation
import Torch
import Vision

/// Our readers of files that come from anywhere, one at a time, as a fuzzer drives them: whatever the bytes, a reader ends
/// with a value or an error, within a second, and takes no more than a gibibyte.
///
/// `Tests/ReaderFuzzer` makes up inputs (`make fuzz`); the tests read those that are kept in `Tests/ReaderFuzzer/corpus`.
public enum ReaderTarget: String, CaseIterable, Sendable {
  /// Weight files of ours and of others.
  case safetensors
  /// What `torch.save` writes: zip archives and what was before them, with pickles inside.
  case pth
  /// NumPy's archives and arrays.
  case numpy
  /// MNIST's files, plain and by gzip.
  case idx
  /// DICOM.
  case dicom
  /// Pictures of all other formats, by their first bytes.
  case pictures
  /// USPS digits as text.
  case usps
  /// Lists of pairs and of labels.
  case csv
  /// Masks of CUHK Avenue.
  case matlab

  /// Reads bytes as a file of this kind; what the reader says of them does not matter.
  public func read(_ bytes: UnsafeRawBufferPointer) {
    switch self {
    case .dicom:
      // Without these four letters it would be a picture of another format.
      if bytes.count > 132, bytes[128..<132].elementsEqual("DICM".utf8) { decode(bytes) }
    case .pictures:
      if bytes.count < 132 || !bytes[128..<132].elementsEqual("DICM".utf8) { decode(bytes) }
    default:
      let path = Self.folder + "/" + fileName(of: bytes)
      guard Self.write(bytes, to: path) else { return }
      defer { unlink(path) }
      try? readFile(path)
    }
  }

  private func decode(_ bytes: UnsafeRawBufferPointer) {
    _ = try? Image(decoding: Array(bytes), named: "input")
  }

  private func fileName(of bytes: UnsafeRawBufferPointer) -> String {
    let isGzip = bytes.starts(with: [0x1F, 0x8B])
    return switch self {
    case .safetensors: "x.safetensors"
    case .pth: "x.pth"
    case .numpy: bytes.starts(with: [0x93]) ? "x.npy" : "x.npz"
    case .idx: isGzip ? "train-images-idx3-ubyte.gz" : "train-images-idx3-ubyte"
    case .usps: isGzip ? "zip.train.gz" : "zip.train"
    case .csv: "x.csv"
    case .matlab: "x.mat"
    case .dicom, .pictures: "x"
    }
  }

  private func readFile(_ path: String) throws {
    switch self {
    case .safetensors:
      let file = try SafetensorsFile(path: path)
      for name in file.names { _ = try file.tensor(name) }
    case .pth:
      let tensors = try TorchArchive.stateDictionary(path: path)
      _ = try TorchArchive.normalizedNames(tensors, path: path)
    case .numpy where path.hasSuffix("npy"), .matlab:
      _ = try VideoSet.Clip(name: "x", source: .file(path), truthFile: path).truths()
    case .numpy, .usps, .idx:
      _ = try openLabelledDataset(at: path)
    case .csv:
      _ = try? CSVPairs(path)
      _ = try openLabelledDataset(at: Self.pictureFolder, labels: path)
    case .dicom, .pictures: break
    }
  }

  // MARK: - Files

  /// A folder of this process in memory, where there is one.
  private static let folder: String = {
    let root = access("/dev/shm", W_OK) == 0 ? "/dev/shm" : NSTemporaryDirectory()
    let path = root + "/swift-gan-readers-\(getpid())"
    mkdir(path, 0o700)
    atexit { _ = rmdir(ReaderTarget.folder) }
    return path
  }()

  /// Two small pictures that a list of labels may name.
  private static let pictureFolder: String = {
    let path = NSTemporaryDirectory() + "/swift-gan-labelled-\(getpid())"
    mkdir(path, 0o700)
    for name in ["a", "b"] { try? Image(width: 2, height: 2, channels: 1, level: 9).write(to: "\(path)/\(name).png") }
    atexit { _ = try? FileManager.default.removeItem(atPath: ReaderTarget.pictureFolder) }
    return path
  }()

  private static func write(_ bytes: UnsafeRawBufferPointer, to path: String) -> Bool {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
    guard descriptor >= 0 else { return false }
    defer { close(descriptor) }
    return bytes.isEmpty || Foundation.write(descriptor, bytes.baseAddress, bytes.count) == bytes.count
  }
}
