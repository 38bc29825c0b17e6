import Datasets
import Testing
import Torch
import Training
import Vision

struct ImageBatchBridgeTests {
  @Test func picturesComeBackUnchanged() throws {
    let pixels = (0..<2 * 3 * 5 * 4).map { UInt8($0 * 2) }
    let images = [0, 1].map { Image(width: 5, height: 4, channels: 3, pixels: Array(pixels[$0 * 60..<$0 * 60 + 60])) }
    let batch = try ImageBatch(images, channels: 3, names: ["a", "b"])
    let tensor = Tensor(batch)
    #expect(tensor.shape == [2, 3, 4, 5])
    #expect(ImageBatch(tensor) == batch)
    #expect(tensor.images() == images)
    #expect(tensor[1].images() == [images[1]])
  }

  @Test func laidOutWithChannelsLastTheyAreTheSame() throws {
    let batch = ImageBatch(values: (0..<48).map { Float($0) / 48 }, shape: [1, 3, 4, 4])
    #expect(ImageBatch(Tensor(batch).contiguous(.channelsLast)) == batch)
  }
}
