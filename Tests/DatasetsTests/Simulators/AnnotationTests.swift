import Foundation
import Testing
import Vision

@testable import Datasets

struct AnnotationTests {
  private func withFolder<R>(_ body: (String) throws -> R) throws -> R {
    let path = FileManager.default.temporaryDirectory.appendingPathComponent("gan-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: path) }
    return try body(path)
  }

  private func sentence(_ folder: String, _ preparation: PicturePreparation = PicturePreparation()) -> String {
    do throws(DatasetError) {
      _ = try openAnnotatedPictures(at: folder, preparation: preparation)
      return ""
    } catch {
      return error.description
    }
  }

  @Test func readsWhatSimulatorsWrote() throws {
    try withFolder { folder in
      try SimulationFolder.write(EyeSimulator(), count: 3, seed: 1, to: folder + "/eyes")
      let eyes = try openAnnotatedPictures(at: folder + "/eyes")
      let drawn = EyeSimulator().picture(seed: 1, index: 2)
      #expect(eyes.images.count == 3 && eyes.columns == EyeSimulator().columns && eyes.images.labels == nil)
      #expect(zip(eyes.values[2], drawn.values).allSatisfy { abs($0 - $1) < 1e-4 })
      #expect(eyes.images.image(at: 2) == drawn.image)
      // Coordinates follow the pictures to another size; angles do not.
      let half = try openAnnotatedPictures(
        at: folder + "/eyes", preparation: PicturePreparation(size: .init(width: 110, height: 70)))
      #expect(abs(half.values[2][2] - (2 * drawn.values[2] + 0.5)) < 1e-3)
      #expect(abs(half.values[2][0] - drawn.values[0]) < 1e-4)

      try SimulationFolder.write(DigitSimulator(), count: 20, seed: 1, to: folder + "/digits")
      let digits = try openAnnotatedPictures(at: folder + "/digits")
      #expect(digits.images.labels == (0..<20).map { $0 / 2 } && digits.landmarks.isEmpty)

      try SimulationFolder.write(RoadSimulator(width: 32, height: 18), count: 2, seed: 1, to: folder + "/roads")
      let roads = try openAnnotatedPictures(at: folder + "/roads")
      #expect(roads.images.count == 2 && roads.masks.count == 2 && roads.images.labels == nil)
    }
  }

  @Test func aFormatThatIsSaidWins() throws {
    try withFolder { folder in
      try SimulationFolder.write(DigitSimulator(), count: 20, seed: 1, to: folder)
      let pictures = try openAnnotatedPictures(at: folder, format: .singleFolder)
      #expect(pictures.images.count == 20 && pictures.images.labels == nil)
      #expect(try openAnnotatedPictures(at: folder, format: .classFolders).images.labels?.count == 20)
      for format in [DatasetFormat.idx, .aligned] {
        #expect {
          _ = try openAnnotatedPictures(at: folder, format: format)
        } throws: {
          "\($0)".contains(format == .idx ? folder : "class-folders")
        }
      }
    }
  }

  @Test func namesAnnotationsWithoutPicturesAndTheReverse() throws {
    try withFolder { folder in
      try SimulationFolder.write(EyeSimulator(width: 20, height: 12), count: 3, seed: 1, to: folder)
      try FileManager.default.removeItem(atPath: folder + "/00001.png")
      #expect(sentence(folder).contains("annotates 00001.png, but there is no such picture"))
      try EyeSimulator(width: 20, height: 12).picture(seed: 1, index: 1).image.write(to: folder + "/00001.png")
      try EyeSimulator(width: 20, height: 12).picture(seed: 1, index: 9).image.write(to: folder + "/extra.png")
      #expect(sentence(folder).contains("extra.png has no annotation in"))
      try FileManager.default.removeItem(atPath: folder + "/extra.png")
      #expect(sentence(folder) == "")
      try Image(width: 24, height: 12, channels: 1, level: 5).write(to: folder + "/00001.png")
      #expect(sentence(folder).contains("is 24x12 and") && sentence(folder).contains("give --image-size"))
      #expect(sentence(folder, PicturePreparation(size: .init(width: 20, height: 12))) == "")
      let csv = folder + "/annotations.csv"
      let text = try String(contentsOfFile: csv, encoding: .utf8)
      try (text + "00009.png,x\n").write(toFile: csv, atomically: false, encoding: .utf8)
      #expect(sentence(folder).contains("annotations.csv line 5 has 2 fields"))
    }
  }

  @Test func readsUnityEyes() throws {
    try withFolder { folder in
      try Image(width: 400, height: 300, channels: 3, level: 99).write(to: folder + "/1.jpg")
      let json = """
        {"interior_margin_2d": ["(100.0, 150.0, 9.0)", "(300.0, 160.0, 9.0)", "(200.0, 190.0, 8.9)"],
         "caruncle_2d": ["(90.0, 150.0, 9.0)"],
         "iris_2d": ["(190.0, 150.0, 9.0)", "(210.0, 150.0, 9.0)", "(200.0, 160.0, 9.0)", "(200.0, 140.0, 9.0)"],
         "eye_details": {"look_vec": "(0.5000, 0.0000, -0.8660, 0.0000)", "pupil_size": "-0.1"},
         "head_pose": "(1.0, 2.0, 0.0)"}
        """
      try json.write(toFile: folder + "/1.json", atomically: false, encoding: .utf8)
      let eyes = try openAnnotatedPictures(at: folder)
      let values = Dictionary(uniqueKeysWithValues: zip(eyes.columns, eyes.values[0]))
      #expect(values["pupil_x"] == 200 && values["pupil_y"] == 150 && values["inner_x"] == 100)
      #expect(values["outer_y"] == 140 && abs((values["yaw"] ?? 0) - .pi / 6) < 1e-3 && values["pitch"] == 0)
      try FileManager.default.copyItem(atPath: folder + "/1.json", toPath: folder + "/2.json")
      #expect(sentence(folder).contains("2.json has no picture 2.jpg"))
      try Image(width: 400, height: 300, channels: 3, level: 99).write(to: folder + "/2.jpg")
      try "{".write(toFile: folder + "/2.json", atomically: false, encoding: .utf8)
      #expect(sentence(folder).contains("2.json is no annotation of UnityEyes"))
    }
  }

  @Test func readsSynthesEyesNames() throws {
    try withFolder { folder in
      try Image(width: 120, height: 80, channels: 4, level: 99).write(to: folder + "/f01_124_-0.0000_-0.3927.png")
      let eyes = try openAnnotatedPictures(at: folder)
      #expect(eyes.columns == ["pitch", "yaw"] && eyes.values == [[0, -0.3927]] && eyes.images.channels == 3)
    }
  }
}
