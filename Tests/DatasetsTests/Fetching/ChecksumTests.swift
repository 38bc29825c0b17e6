import Foundation
import Testing

@testable import Datasets

@Suite struct ChecksumTests {
  /// The test suite of RFC 1321, in files whose names a shell or the program could take amiss.
  @Test(arguments: [
    ("plain", "", "d41d8cd98f00b204e9800998ecf8427e"), ("-c", "a", "0cc175b9c0f1b6a831c399e269772661"),
    ("back\\slash", "message digest", "f96b697d7cb7938d525a2f31aaf161d0"),
    ("new\nline; x", "abc", "900150983cd24fb0d6963f7d28e17f72"),
  ])
  func agreesWithTheStandard(name: String, text: String, digest: String) throws {
    let folder = try TemporaryFolder()
    try folder.write(text, to: name)
    #expect(try Checksum.md5(ofFileAt: folder.path(name)) == digest)
  }

  @Test func aMissingFileIsSaid() throws {
    #expect { try Checksum.md5(ofFileAt: "/does/not/exist") } throws: { "\($0)".contains("/does/not/exist") }
  }
}
