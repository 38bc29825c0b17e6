/// Files that are often given in place of the right ones, known by their first bytes.
enum ForeignFormat {
  case torchZip, legacyTorch, pickle, tar, safetensors, webPage, pointer

  init?(_ bytes: UnsafeRawBufferPointer) {
    func begins(_ prefix: [UInt8], at offset: Int = 0) -> Bool {
      bytes.count >= offset + prefix.count && bytes[offset..<offset + prefix.count].elementsEqual(prefix)
    }
    func begins(_ prefix: String, at offset: Int = 0) -> Bool { begins(Array(prefix.utf8), at: offset) }
    if begins([0x50, 0x4B, 3, 4]) || begins([0x50, 0x4B, 5, 6]) {
      self = .torchZip
    } else if bytes.count > 13, bytes[0] == 0x80, begins(Self.legacyMagic, at: 2) {
      self = .legacyTorch
    } else if begins("ustar", at: 257) {
      self = .tar
    } else if begins("version https://git-lfs") {
      self = .pointer
    } else if begins("<!") || begins("<html") || begins("<HTML") {
      self = .webPage
    } else if bytes.count >= 10, bytes[8] == UInt8(ascii: "{"), bytes[4] == 0, bytes[5] == 0, bytes[6] == 0 {
      self = .safetensors
    } else if bytes.count > 2, bytes[0] == 0x80, (2...5).contains(bytes[1]) {
      self = .pickle
    } else {
      return nil
    }
  }

  /// The number 0x1950a86a20f9469cfc6c as a pickled long, which begins what PyTorch wrote before version 1.6.
  private static let legacyMagic: [UInt8] = [0x8A, 10, 0x6C, 0xFC, 0x9C, 0x46, 0xF9, 0x20, 0x6A, 0xA8, 0x50, 0x19]

  /// What it is, and how to make the right file of it.
  func reason(wanted: String) -> String {
    let resave = "save it again with PyTorch: torch.save(torch.load(OLD, map_location='cpu'), NEW)"
    return switch self {
    case .torchZip: "it is a zip archive such as PyTorch writes, and not \(wanted); convert it with `gan import`"
    case .legacyTorch: "it is a file of torch.save before PyTorch 1.6, and not \(wanted); convert it with `gan import`"
    case .tar: "it is a tar archive, PyTorch's oldest format, which is not read; \(resave)"
    case .pickle: "it is a bare pickle, which is not read; save the weights with torch.save(model.state_dict(), NEW)"
    case .safetensors: "it is a safetensors file and not \(wanted); use it as it is"
    case .webPage: "it is a web page and not \(wanted), so a download went wrong; download it again"
    case .pointer: "it is a Git LFS pointer and not \(wanted); run `git lfs pull` to get the file itself"
    }
  }
}
