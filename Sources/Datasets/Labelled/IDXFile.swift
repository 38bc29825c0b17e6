/// An array in the IDX format of MNIST (LeCun): two zero bytes, a type, a rank, the sizes big-endian, the values.
struct IDXFile {
  let path: String
  let sizes: [Int]
  let values: [UInt8]

  /// What is read at most: 16 million pictures of 28x28.
  private static let limit = 1 << 34

  /// Reads a file of unsigned bytes, plain or compressed by gzip.
  ///
  /// - Parameter rank: 3 for pictures, 1 for labels.
  /// - Throws: when the magic number is another, or the file is not as long as its header says.
  init(_ path: String, rank: Int) throws(DatasetError) {
    self.path = path
    let what = rank == 1 ? "labels" : "images"
    let header = try CompressedFile.start(of: path, count: 4 + 4 * rank)
    let magic = header.prefix(4).map { hex($0) }.joined()
    guard header.count == 4 + 4 * rank, header[0] == 0, header[1] == 0 else {
      throw DatasetError(
        "\(path) is no IDX file: it begins with \(magic.isEmpty ? "nothing" : magic) instead of 00000\(rank == 1 ? "801" : "803"); "
          + "get the file again")
    }
    guard header[2] == 8, Int(header[3]) == rank else {
      throw DatasetError(
        "\(path) has the IDX magic number \(magic), but \(what) have 0000080\(rank); check that images and labels were "
          + "not exchanged")
    }
    sizes = (0..<rank).map { dimension in
      header[4 + 4 * dimension..<8 + 4 * dimension].reduce(0) { $0 << 8 | Int($1) }
    }
    var count = 1
    for size in sizes {
      let (product, overflows) = count.multipliedReportingOverflow(by: size)
      guard !overflows, product <= IDXFile.limit else {
        throw DatasetError("\(path) claims to hold \(sizes) values, more than any data set; get the file again")
      }
      count = product
    }
    guard count > 0 else { throw DatasetError("\(path) holds no \(what); get the file again") }
    let bytes = try CompressedFile.all(of: path, limit: header.count + count)
    guard bytes.count == header.count + count else {
      throw DatasetError(
        "\(path) should hold \(count) values (\(sizes.map(String.init).joined(separator: "x"))) and ends after "
          + "\(bytes.count - header.count); get the file again")
    }
    values = Array(bytes.dropFirst(header.count))
  }
}

private func hex(_ byte: UInt8) -> String {
  (byte < 16 ? "0" : "") + String(byte, radix: 16)
}
