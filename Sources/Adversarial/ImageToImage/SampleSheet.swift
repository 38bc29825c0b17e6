public import Torch
import Training
public import Vision

/// Sheets by which a person watches translations.
public enum SampleSheet {
  /// A row for each picture of a batch, a column for each stage.
  ///
  /// - Parameter columns: headings with pictures `[N, C, H, W]` in -1...1, all of the same N.
  public static func rows(_ columns: [(title: String, pictures: Tensor)]) -> Image {
    let pictures = columns.map { $0.pictures.images() }
    let rows = (pictures.first ?? []).indices.flatMap { row in pictures.map { $0[row] } }
    return Montage.grid(rows, columns: columns.count, titles: columns.map(\.title))
  }
}
