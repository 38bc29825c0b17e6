import Files
import Foundation
import Testing
import Torch

@Suite struct SafetensorsTests {
  let folder: FilesFolder

  init() throws { folder = try FilesFolder() }

  @Test(arguments: DType.allCases) func everyTypeComesBack(dtype: DType) throws {
    let path = folder.path("a.safetensors")
    let shapes = [[2, 3], [], [0], [3, 0, 2], [1], [1, 2, 3, 4]]
    let tensors = try shapes.enumerated().map { (name: "t\($0)", tensor: try numbered($1, dtype, from: $0)) }
    try Safetensors.write(tensors, to: path)
    let file = try SafetensorsFile(path: path)
    #expect(file.names == tensors.map(\.name) && file.metadata.isEmpty)
    for (name, tensor) in tensors {
      let read = try file.tensor(name)
      #expect(read.shape == tensor.shape && read.dtype == dtype && bytes(read) == bytes(tensor))
      #expect(file.shape(of: name) == tensor.shape && file.dtype(of: name) == dtype)
    }
    #expect(try file.all().count == tensors.count)
  }

  @Test func namesAndMetadataComeBack() throws {
    let path = folder.path("a.safetensors")
    let names = ["b", "a", "é", "日本 😀", "quote\"\\/", "line\n\t\u{1}", ""]
    let metadata = ["recipe": "{\"a\": [1, 2]}\n", "": "", "é\u{0}": "\u{7F}"]
    try Safetensors.write(
      names.enumerated().map { ($1, try numbered([$0 + 1], $0 % 2 == 0 ? .uint8 : .float64)) }, metadata: metadata,
      to: path)
    let file = try SafetensorsFile(path: path)
    #expect(file.names == names && file.metadata == metadata)
    for (index, name) in names.enumerated() { #expect(try file.tensor(name).shape == [index + 1]) }
  }

  @Test func nothingAtAllIsAFile() throws {
    let path = folder.path("a.safetensors")
    try Safetensors.write([], to: path)
    #expect(try folder.bytes("a.safetensors") == [8, 0, 0, 0, 0, 0, 0, 0] + Array("{}      ".utf8))
    #expect(try SafetensorsFile(path: path).names == [])
  }

  @Test func theSameTensorsMakeTheSameBytes() throws {
    let tensors = try [("small", numbered([3], .uint8)), ("wide", numbered([2], .int64)), ("f", numbered([1]))]
    let metadata = ["b": "2", "a": "1", "c": "3"]
    try Safetensors.write(tensors.map { ($0.0, $0.1) }, metadata: metadata, to: folder.path("a"))
    try Safetensors.write(tensors.map { ($0.0, $0.1) }, metadata: metadata, to: folder.path("b"))
    let bytes = try folder.bytes("a")
    #expect(try bytes == folder.bytes("b"))
    let header = """
      {"__metadata__":{"a":"1","b":"2","c":"3"},"small":{"dtype":"U8","shape":[3],"data_offsets":[20,23]},\
      "wide":{"dtype":"I64","shape":[2],"data_offsets":[0,16]},"f":{"dtype":"F32","shape":[1],"data_offsets":[16,20]}}
      """
    let padded = Array(header.utf8) + [UInt8](repeating: 0x20, count: -header.utf8.count & 7)
    #expect(bytes.prefix(8) == [UInt8(padded.count), 0, 0, 0, 0, 0, 0, 0] && padded.count.isMultiple(of: 8))
    #expect(bytes.dropFirst(8).prefix(padded.count) == padded[...])
    #expect(bytes.count == 8 + padded.count + 23)
  }

  @Test func pythonsFileIsRead() throws {
    let file = try SafetensorsFile(path: archiveFixture("types.safetensors"))
    #expect(file.metadata == ["made_with": "safetensors", "quote": "a \"b\" \\ \n é 😀"])
    try EveryType.check(file.all())
  }

  @Test func aTensorCanBeReplacedWhileItsFileIsOpen() throws {
    let path = folder.path("a.safetensors")
    try Safetensors.write([("a", numbered([4]))], to: path)
    let file = try SafetensorsFile(path: path)
    try Safetensors.write([("a", numbered([4], from: 9))], to: path)
    #expect(try bytes(file.tensor("a")) == bytes(numbered([4])))
    #expect(try bytes(SafetensorsFile(path: path).tensor("a")) == bytes(numbered([4], from: 9)))
  }

  @Test func wrongUseIsNamed() throws {
    let path = folder.path("a.safetensors")
    let tensor = try numbered([1])
    #expect(
      reason(path) { () throws(FileError) in
        try Safetensors.write([("a", tensor), ("a", tensor)], to: path)
      }.contains("two tensors would have the name 'a'"))
    #expect(
      reason(path) { () throws(FileError) in
        try Safetensors.write([("__metadata__", tensor)], to: path)
      }.contains("__metadata__"))
    #expect(try folder.names == [])
    try Safetensors.write([("a", tensor)], to: path)
    let file = try SafetensorsFile(path: path)
    #expect(reason(path) { () throws(FileError) in try file.tensor("b") }.contains("no tensor 'b'"))
    #expect(file.shape(of: "b") == nil && file.dtype(of: "b") == nil)
  }
}

/// What `make_archive_fixtures.py` puts into the files named `types`.
enum EveryType {
  static func check(_ tensors: [String: Tensor], sourceLocation: SourceLocation = #_sourceLocation) throws {
    #expect(tensors.count == DType.allCases.count + 2, sourceLocation: sourceLocation)
    for dtype in DType.allCases where dtype != .bool {
      let tensor = try #require(tensors[dtype.rawValue], sourceLocation: sourceLocation)
      #expect(tensor.dtype == dtype && tensor.shape == [2, 3], sourceLocation: sourceLocation)
      #expect(bytes(tensor) == expected(dtype), "\(dtype)", sourceLocation: sourceLocation)
    }
    let bool = try #require(tensors["bool"], sourceLocation: sourceLocation)
    #expect(bool.dtype == .bool && bytes(bool) == [1, 0, 1], sourceLocation: sourceLocation)
    let scalar = try #require(tensors["scalar"], sourceLocation: sourceLocation)
    #expect(scalar.shape == [] && bytes(scalar) == [7, 0, 0, 0, 0, 0, 0, 0], sourceLocation: sourceLocation)
    let empty = try #require(tensors["empty"], sourceLocation: sourceLocation)
    #expect(empty.shape == [0, 4] && empty.dtype == .float32, sourceLocation: sourceLocation)
  }

  private static func expected(_ dtype: DType) -> [UInt8] {
    func raw<T>(_ values: [T]) -> [UInt8] { values.withUnsafeBytes(Array.init) }
    let values = (0..<6).map { $0 - (dtype == .uint8 ? 0 : 2) }
    return switch dtype {
    case .float64: raw(values.map { Double($0) / 2 })
    case .float32: raw(values.map { Float($0) / 2 })
    // -1, -0.5, 0, 0.5, 1, 1.5
    case .float16: raw([0xBC00, 0xB800, 0, 0x3800, 0x3C00, 0x3E00] as [UInt16])
    case .bfloat16: raw(values.map { UInt16((Float($0) / 2).bitPattern >> 16) })
    case .int64: raw(values.map(Int64.init))
    case .int32: raw(values.map(Int32.init))
    case .int16: raw(values.map(Int16.init))
    case .int8: raw(values.map(Int8.init))
    case .uint8, .bool: raw(values.map(UInt8.init))
    }
  }
}
