/// What is wrong with the bytes of a picture, before the file's name is known.
enum HeaderFault: Error {
  case notAnImage(String)
  /// A file of a format that is read, in which there is no picture.
  case noPicture(String)
  case truncated
  case damaged(String)
  case unsupported(String)
  case tooLarge(width: Int, height: Int)
  case outOfMemory

  func sentence(naming name: String) -> VisionError {
    switch self {
    case .notAnImage(let what):
      VisionError(
        .notAnImage, name,
        "is \(what); \(HeaderFault.formats) are read: convert it or remove it")
    case .noPicture(let what):
      VisionError(.notAnImage, name, "is \(what); remove it")
    case .truncated:
      VisionError(.truncated, name, "is cut off before its end; copy it again or remove it")
    case .damaged(let what):
      VisionError(.damaged, name, "is damaged: \(what); copy it again or remove it")
    case .unsupported(let what):
      VisionError(.unsupported, name, "is \(what), which is not read; save it as grey or RGB with 8 or 16 bits")
    case .tooLarge(let width, let height):
      VisionError(
        .tooLarge, name,
        "claims \(width)x\(height) pixels, and at most \(Image.maximumPixels / 1_000_000) million are decoded; "
          + "cut it into smaller pictures or remove it")
    case .outOfMemory:
      VisionError(.outOfMemory, name, "does not fit into memory; make the picture smaller or free some memory")
    }
  }

  /// The same for a picture that could not be encoded.
  func sentence(naming name: String, writing format: ImageFormat) -> VisionError {
    guard case .unsupported(let what) = self else { return sentence(naming: name) }
    return VisionError(.unwritable, name, "cannot be encoded as \(format.rawValue) (\(what)); try .png")
  }

  private static let formats: String = {
    let names = ImageFormat.allCases.map(\.rawValue)
    return names.dropLast().joined(separator: ", ") + " and " + names[names.count - 1]
  }()
}
