extension DiscriminatorRecipe {
  /// Reads off a state dictionary which network it belongs to.
  ///
  /// - Parameter shapes: the shape of each tensor by name, with the names of the well-known PyTorch code base.
  /// - Returns: nil when this is no discriminator that we know.
  public init?(stateDictionary shapes: [String: [Int]]) {
    self.init()
    if let first = shapes["model.0.weight"], first.count == 4, first[2...] == [4, 4] {
      features = first[0]
      // Between the first convolution, at place 0, and the last lie three places for each layer.
      let convolutions = shapes.filter { $0.key.hasPrefix("model.") && $0.value.count == 4 }
      layers = convolutions.count - 2
      guard layers >= 1, shapes["model.\(2 + 3 * layers).weight"]?.first == 1 else { return nil }
    } else if let first = shapes["net.0.weight"], first.count == 4, first[2...] == [1, 1] {
      architecture = .pixel
      features = first[0]
    } else {
      return nil
    }
  }
}
