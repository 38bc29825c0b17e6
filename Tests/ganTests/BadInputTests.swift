import Foundation
import Testing
import Vision

/// Bad input ends in one line that names the file and the mend, and in a non-zero status.
struct BadInputTests {
  private func expectOneLine(_ result: Program.Result, naming words: String...) {
    #expect(result.status == 1, "\(result.errors)")
    let lines = result.errors.split(separator: "\n").filter { $0.hasPrefix("error: ") }
    #expect(lines.count == 1, "\(result.errors)")
    for word in words { #expect(result.errors.contains(word), "\(result.errors)") }
  }

  @Test func noData() throws {
    try withTemporaryFolder { folder in
      let missing = folder + "/nowhere"
      expectOneLine(
        try Program.run(["train", "pix2pix", "--data", missing, "--out", folder + "/run"], in: folder), naming: missing)
      try FileManager.default.createDirectory(atPath: folder + "/empty", withIntermediateDirectories: true)
      expectOneLine(
        try Program.run(["train", "pix2pix", "--data", folder + "/empty", "--out", folder + "/run"], in: folder),
        naming: "/empty")
      expectOneLine(try Program.run(["data", "inspect", missing], in: folder), naming: missing)
      #expect(!FileManager.default.fileExists(atPath: folder + "/run"))
    }
  }

  @Test(arguments: ["", "not a weights file", "\u{8}\0\0\0\0\0\0\0{}      "])
  func damagedModel(content: String) throws {
    try withTemporaryFolder { folder in
      let model = folder + "/model.safetensors"
      try Data(content.utf8).write(to: URL(fileURLWithPath: model))
      let picture = folder + "/a.png"
      try Image(width: 8, height: 8, channels: 3, level: 1).write(to: picture)
      expectOneLine(
        try Program.run(["translate", "--model", model, picture, "-o", folder + "/b.png"], in: folder), naming: model)
      #expect(!FileManager.default.fileExists(atPath: folder + "/b.png"))
      expectOneLine(try Program.run(["import", model, "-o", folder + "/c.safetensors"], in: folder), naming: model)
    }
  }

  @Test func unknownRecipeKey() throws {
    try withTemporaryFolder { folder in
      try Data("lamda_l1: 10\n".utf8).write(to: URL(fileURLWithPath: folder + "/recipe.yaml"))
      expectOneLine(
        try Program.run(
          ["train", "pix2pix", "--data", folder, "--out", folder + "/run", "--recipe", folder + "/recipe.yaml"],
          in: folder), naming: "lamda_l1", "lambda_l1")
    }
  }

  @Test func wrongUseHasItsOwnStatus() throws {
    try withTemporaryFolder { folder in
      #expect(try Program.run(["translate"], in: folder).status == 64)
      #expect(try Program.run(["train", "pix2pix", "--steps", "many"], in: folder).status == 64)
      let help = try Program.run(["--help"], in: folder)
      #expect(help.status == 0)
      for verb in ["train", "translate", "evaluate", "import", "export", "data"] { #expect(help.output.contains(verb)) }
    }
  }
}
