// Reads one picture file as the program does and says on one line what came of it; Scripts/read-files runs it over folders.
//
//   ReadFile FILE [RAW]     RAW: where the samples are written, interleaved, 16 bits in the machine's order
import Foundation
import Vision

let arguments = CommandLine.arguments
guard arguments.count == 2 || arguments.count == 3 else {
  FileHandle.standardError.write(Data("usage: ReadFile FILE [RAW]\n".utf8))
  exit(64)
}
do {
  let image = try Image(path: arguments[1])
  print("read\t\(image.width)x\(image.height)\t\(image.channels) of \(image.bitDepth) bits")
  if arguments.count == 3 {
    let bytes =
      switch image.samples {
      case .uint8(let samples): Data(samples)
      case .uint16(let samples): samples.withUnsafeBytes { Data($0) }
      }
    try bytes.write(to: URL(fileURLWithPath: arguments[2]))
  }
} catch let error as VisionError {
  print("refused\t\(error.kind)\t\(error)")
}
