extension FetchableSet {
  /// The sets that are known by name.
  public static let known: [FetchableSet] = digits + others + pix2pix + cycleGAN

  /// The set of a name.
  ///
  /// - Throws: a sentence with the names that there are.
  public static func named(_ name: String) throws(DatasetError) -> FetchableSet {
    guard let set = known.first(where: { $0.name == name.lowercased() }) else {
      throw DatasetError(
        "'\(name)' is no set that can be fetched; known are " + known.map(\.name).joined(separator: ", "))
    }
    return set
  }

  // MARK: - IDX files

  private static let digits = [
    mnistLike(
      "mnist", "handwritten digits, 28x28 grey, 10 classes", home: "https://ossci-datasets.s3.amazonaws.com/mnist/",
      md5: [
        "f68b3c2dcbeaaa9fbdd348bbdeb94873", "d53e105ee54ea40749a09fcbcd1e9432", "9fb629c4189551a2d022fa330f9573f3",
        "ec29112dd5afa0611ce80d1b7f02629c",
      ]),
    mnistLike(
      "fashion-mnist", "clothes, 28x28 grey, 10 classes",
      home: "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/",
      md5: [
        "8d4fb7e6c68d591d4c3dfef9ec88bf0d", "25c81989df183df01b3e8a0aad5dffbe", "bef4ecab320f06d8554ea6380940ec79",
        "bb300cfdad3c16e7a12a480ee83cd310",
      ]),
    mnistLike(
      "kmnist", "cursive Japanese characters, 28x28 grey, 10 classes",
      home: "http://codh.rois.ac.jp/kmnist/dataset/kmnist/",
      md5: [
        "bdb82020997e1d708af4cf47b453dcf7", "e144d726b3acfaa3e44228e80efcd344", "5c965bf0a639b31b8f53240b1b52f4d7",
        "7320c461ea6c1c855c0b718fb2a4b134",
      ]),
  ]

  private static func mnistLike(_ name: String, _ summary: String, home: String, md5: [String]) -> FetchableSet {
    let files = [
      "train-images-idx3-ubyte.gz", "train-labels-idx1-ubyte.gz", "t10k-images-idx3-ubyte.gz",
      "t10k-labels-idx1-ubyte.gz",
    ]
    let sizes = [[60_000, 28, 28], [60_000], [10_000, 28, 28], [10_000]]
    return FetchableSet(
      name: name, summary: summary, home: home, files: zip(files, md5).map { File($0, md5: $1) }, packing: .none,
      requirements: zip(files, sizes).map { .idx($0, sizes: $1) })
  }

  // MARK: - Others with classes

  private static let others = [
    FetchableSet(
      name: "usps", summary: "digits of zip codes, 16x16 grey, as text, 10 classes",
      home: "https://hastie.su.domains/ElemStatLearn/datasets/", files: [File("zip.train.gz"), File("zip.test.gz")],
      packing: .none,
      requirements: [
        .lines("zip.train.gz", count: 7291, fields: 257), .lines("zip.test.gz", count: 2007, fields: 257),
      ]),
    FetchableSet(
      name: "cifar-10", summary: "photos, 32x32 colour, 10 classes", home: "https://www.cs.toronto.edu/~kriz/",
      files: [File("cifar-10-binary.tar.gz", md5: "c32a1d4ab5d03f1284b67883e8d87530")],
      packing: .tar(folder: "cifar-10-batches-bin"),
      requirements: (1...5).map { .bytes("data_batch_\($0).bin", count: 30_730_000) } + [
        .bytes("test_batch.bin", count: 30_730_000)
      ]),
  ]

  // MARK: - Pairs side by side

  private static let pix2pix = [
    paired("facades", "façade labels and photos", ["train": 400, "val": 100, "test": 106]),
    paired("maps", "aerial photos and maps", ["train": 1096, "val": 1098]),
    paired("cityscapes", "street photos and their labels", ["train": 2975, "val": 500]),
    paired("edges2shoes", "edges and photos of shoes", ["train": 49_825, "val": 200]),
    paired("edges2handbags", "edges and photos of handbags", ["train": 138_567, "val": 200]),
    paired("night2day", "places by night and by day", ["train": 17_823, "val": 2287, "test": 2297]),
  ]

  private static func paired(_ name: String, _ summary: String, _ counts: [String: Int]) -> FetchableSet {
    FetchableSet(
      name: name, summary: summary + ", paired", home: "http://efrosgans.eecs.berkeley.edu/pix2pix/datasets/",
      files: [File(name + ".tar.gz")], packing: .tar(folder: name),
      requirements: counts.sorted { $0.key < $1.key }.map { .pairs($0.key, count: $0.value) })
  }

  // MARK: - Two kinds without pairs

  private static let cycleGAN = [
    unpaired("horse2zebra", "horses and zebras", [1067, 1334, 120, 140]),
    unpaired("apple2orange", "apples and oranges", [995, 1019, 266, 248]),
    unpaired("summer2winter_yosemite", "Yosemite in summer and in winter", [1231, 962, 309, 238]),
    unpaired("monet2photo", "paintings of Monet and photos", [1072, 6287, 121, 751]),
  ]

  private static func unpaired(_ name: String, _ summary: String, _ counts: [Int]) -> FetchableSet {
    FetchableSet(
      name: name, summary: summary + ", unpaired", home: "http://efrosgans.eecs.berkeley.edu/cyclegan/datasets/",
      files: [File(name + ".zip")], packing: .zip(folder: name),
      requirements: zip(["trainA", "trainB", "testA", "testB"], counts).map { .pictures($0, count: $1) })
  }
}
