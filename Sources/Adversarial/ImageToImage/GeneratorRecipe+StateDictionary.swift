extension GeneratorRecipe {
  /// Reads off a state dictionary which network it belongs to.
  ///
  /// Nothing in a dictionary tells whether the network had dropout; for a U-Net, where it is the paper's, it is assumed.
  ///
  /// - Parameter shapes: the shape of each tensor by name, with the names of the well-known PyTorch code base.
  /// - Returns: nil when this is no generator that we know.
  public init?(stateDictionary shapes: [String: [Int]]) {
    if let outermost = shapes["model.model.0.weight"], outermost.count == 4 {
      self.init(unet: shapes, outermost: outermost)
    } else if let first = shapes["model.1.weight"], first.count == 4, first[2...] == [7, 7] {
      self.init(resnet: shapes, first: first)
    } else {
      return nil
    }
  }

  /// Levels nest: each is item 1 of the outermost and item 3 of every other.
  private init?(unet shapes: [String: [Int]], outermost: [Int]) {
    guard let last = shapes["model.model.3.weight"], last.count == 4 else { return nil }
    var depth = 2
    var prefix = "model.model.1.model"
    // Only levels above the innermost have a transposed convolution at place 5.
    while shapes[prefix + ".5.weight"] != nil, depth < 16 {
      depth += 1
      prefix += ".3.model"
    }
    guard shapes[prefix + ".1.weight"] != nil, shapes[prefix + ".3.weight"] != nil else { return nil }
    self.init()
    (inputChannels, outputChannels, features) = (outermost[1], last[1], outermost[0])
    self.depth = depth
    normalization = Self.normalization(of: shapes, convolution: "model.model.1.model.1")
  }

  private init?(resnet shapes: [String: [Int]], first: [Int]) {
    var blocks = 0
    while shapes["model.\(10 + blocks).conv_block.1.weight"] != nil { blocks += 1 }
    // Two doublings of three places each lie between the blocks and the padding before the last convolution.
    guard blocks > 0, let last = shapes["model.\(10 + blocks + 7).weight"], last.count == 4 else { return nil }
    self.init()
    architecture = .resnet
    (inputChannels, outputChannels, features) = (first[1], last[0], first[0])
    self.blocks = blocks
    normalization = Self.normalization(of: shapes, convolution: "model.1")
    dropout = shapes["model.10.conv_block.6.weight"]?.count == 4
  }

  private static func normalization(of shapes: [String: [Int]], convolution: String) -> Normalization {
    if shapes.keys.contains(where: { $0.hasSuffix("running_mean") }) { return .batch }
    return shapes[convolution + ".bias"] != nil ? .instance : .none
  }
}
