import CMatlab
import Foundation
import Vision

/// Files that say of all frames of a clip what is abnormal: MATLAB's (CUHK Avenue) and NumPy's (ShanghaiTech).
enum TruthFile {
  static func read(_ path: String) throws(DatasetError) -> [FrameTruth] {
    path.lowercased().hasSuffix(".npy") ? try numPy(path) : try matlab(path)
  }

  /// A number for each frame, or a mask for each.
  private static func numPy(_ path: String) throws(DatasetError) -> [FrameTruth] {
    guard let data = FileManager.default.contents(atPath: path) else {
      throw DatasetError("\(path) cannot be opened; check that the file exists and may be read")
    }
    let array = try NumPyArray(Array(data), named: path, as: .labels)
    let values = array.values.integers
    switch array.shape.count {
    case 1: return values.map { $0 == 0 ? .normal : .abnormal(nil) }
    case 3:
      let (height, width) = (array.shape[1], array.shape[2])
      guard width > 0, height > 0 else { throw DatasetError("\(path) holds masks without pixels; get the file again") }
      let size = width * height
      return (0..<array.shape[0]).map { frame in
        let pixels = values[frame * size..<(frame + 1) * size].map { $0 == 0 ? UInt8(0) : 255 }
        return FrameTruth(mask: Image(width: width, height: height, channels: 1, pixels: pixels))
      }
    default:
      throw DatasetError(
        "\(path) has the shape \(array.shape); expected a number for each frame, or a mask [frames, height, width]")
    }
  }

  private static func matlab(_ path: String) throws(DatasetError) -> [FrameTruth] {
    guard FolderListing.kind(of: path) == .file else { throw DatasetError("\(path) is no file") }
    try MatlabBounds.check(path)
    var opened: OpaquePointer?
    let code = cmat_masks_open(path, &opened)
    guard code == CMAT_OK, let masks = opened else {
      switch Int(code) {
      case CMAT_OTHER_KIND:
        throw DatasetError("\(path) holds no masks; expected a cell array of matrices, as CUHK Avenue's volLabel")
      case CMAT_OUT_OF_MEMORY: throw DatasetError("\(path) does not fit into memory")
      default: throw DatasetError("\(path) cannot be read as a MATLAB file; get it again")
      }
    }
    defer { cmat_masks_destroy(masks) }
    var (count, width, height) = (Int64(0), Int32(0), Int32(0))
    cmat_masks_shape(masks, &count, &width, &height)
    var pixels = [UInt8](repeating: 0, count: Int(width) * Int(height))
    var truths: [FrameTruth] = []
    for frame in 0..<count {
      guard cmat_masks_copy(masks, frame, &pixels) == CMAT_OK else {
        throw DatasetError("\(path): mask \(frame + 1) has another size than the first; get the file again")
      }
      truths.append(
        FrameTruth(mask: Image(width: Int(width), height: Int(height), channels: 1, pixels: pixels)))
    }
    return truths
  }
}

/// Where sets keep truth files: beside the clips, or beside their part.
struct TruthFolders {
  private static let names = ["testing_label_mask", "test_pixel_mask", "test_frame_mask"]
  private let folders: [String]

  /// - Parameter directory: the folder of the clips.
  init(near directory: String) {
    let parent = FolderListing.join(directory, "..")
    let places = [directory, parent, FolderListing.join(parent, "ground_truth_demo")]
    folders = Self.names.flatMap { name in places.map { FolderListing.join($0, name) } }
      .filter { FolderListing.kind(of: $0) == .folder }
  }

  static func isOne(_ name: String) -> Bool { names.contains(name.lowercased()) }

  /// `03.avi` has `3_label.mat`, `01_0014` has `01_0014.npy`.
  func file(of clip: String) -> String? {
    let stem = FolderListing.stem(clip)
    let number = Int(stem).map(String.init)
    let names = ["\(stem).npy", "\(stem)_label.mat", "\(stem).mat"] + (number.map { ["\($0)_label.mat"] } ?? [])
    return folders.lazy.flatMap { folder in names.map { FolderListing.join(folder, $0) } }
      .first { FolderListing.kind(of: $0) == .file }
  }
}
