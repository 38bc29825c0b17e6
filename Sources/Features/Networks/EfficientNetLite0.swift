public import Torch
public import TorchNN

/// EfficientNet-Lite0 (Tan and Le 2019, 1905.11946; the Lite variant without squeeze-and-excitation, ReLU6).
///
/// Names of weights are those of the PyTorch package `efficientnet-lite-pytorch`. Its weights are TensorFlow's, trained
/// on ImageNet with values in -1...1 and with the asymmetric padding of even sizes, which is kept for all sizes as the
/// package does.
public final class EfficientNetLite0: Module, FeatureMapNetwork {
  /// Repeats, kernel, stride and expansion of each stage with its channels, as the paper's table 1 without the head.
  private static let stages = [
    (repeats: 1, kernel: 3, stride: 1, expansion: 1, channels: 16),
    (repeats: 2, kernel: 3, stride: 2, expansion: 6, channels: 24),
    (repeats: 2, kernel: 5, stride: 2, expansion: 6, channels: 40),
    (repeats: 3, kernel: 3, stride: 2, expansion: 6, channels: 80),
    (repeats: 3, kernel: 5, stride: 1, expansion: 6, channels: 112),
    (repeats: 4, kernel: 5, stride: 2, expansion: 6, channels: 192),
    (repeats: 1, kernel: 3, stride: 1, expansion: 6, channels: 320),
  ]
  private static let epsilon = 1e-3

  public let name = "efficientnet-lite0"
  public let strides: [Int]
  private let stem: Sequential
  private let blocks: [InvertedBottleneck]
  /// The last block of each stride.
  private let ends: [Int: Int]
  private let head: Sequential?
  private let classifier: Linear?

  /// Random weights.
  ///
  /// - Parameter deepest: the greatest stride whose map is wanted, 2...32; what lies behind it is left out. nil makes
  ///   the whole network with its classifier.
  public init(deepest: Int? = nil, random: RandomSource) {
    precondition(deepest.map { [2, 4, 8, 16, 32].contains($0) } ?? true, "strides are 2, 4, 8, 16 and 32")
    stem = Sequential(
      ZeroPad2d(.sameAtTwo(kernel: 3)), Conv2d(3, 32, kernelSize: 3, stride: 2, bias: false, random: random),
      BatchNorm2d(32, epsilon: Self.epsilon), ReLU6())
    var (blocks, ends): ([InvertedBottleneck], [Int: Int]) = ([], [:])
    var (channels, stride) = (32, 2)
    stages: for stage in Self.stages {
      for repetition in 0..<stage.repeats {
        let step = repetition == 0 ? stage.stride : 1
        guard stride * step <= deepest ?? 32 else { break stages }
        stride *= step
        blocks.append(
          InvertedBottleneck(
            channels, stage.channels, kernel: stage.kernel, stride: step, expansion: stage.expansion,
            epsilon: Self.epsilon, random: random))
        channels = stage.channels
        ends[stride] = blocks.count - 1
      }
    }
    (self.blocks, self.ends, strides) = (blocks, ends, ends.keys.sorted())
    head =
      deepest == nil
      ? Sequential(
        Conv2d(channels, 1280, kernelSize: 1, bias: false, random: random), BatchNorm2d(1280, epsilon: Self.epsilon),
        ReLU6()) : nil
    classifier = deepest == nil ? Linear(1280, 1000, random: random) : nil
    super.init()
    eval()
    setRequiresGrad(false)
  }

  public override func children() -> [(name: String, module: Module)] {
    var all: [(name: String, module: Module)] = [("_conv_stem", stem[1]), ("_bn0", stem[2])]
    for (index, block) in blocks.enumerated() { all.append(("_blocks.\(index)", block)) }
    if let head { all += [("_conv_head", head[0]), ("_bn1", head[1])] }
    if let classifier { all.append(("_fc", classifier)) }
    return all
  }

  public var weights: [(name: String, tensor: Tensor)] { stateDictionary() }

  public func maps(of pictures: Tensor, strides: [Int]) throws -> [Tensor] {
    try run(stem: stem, blocks: blocks, on: checked(pictures, strides: strides), strides: strides)
  }

  fileprivate func run(stem: any Layer, blocks: [any Layer], on pictures: Tensor, strides: [Int]) -> [Tensor] {
    var maps: [Int: Tensor] = [:]
    var value = stem(pictures)
    let wanted = Dictionary(uniqueKeysWithValues: strides.compactMap { stride in ends[stride].map { ($0, stride) } })
    let last = wanted.keys.max() ?? -1
    for (index, block) in blocks.enumerated() where index <= last {
      value = block(value)
      if let stride = wanted[index] { maps[stride] = value }
    }
    return strides.compactMap { maps[$0] }
  }

  /// What the classifier sees of pictures, `[N, 1280]`: the means of the head's maps. The network must be whole.
  public func pooled(_ pictures: Tensor) throws -> Tensor {
    guard let head else { preconditionFailure("a network that ends at a stride has no head") }
    let value = try maps(of: pictures, strides: [32])[0]
    return head(value).mean(dims: [2, 3])
  }

  /// The scores of ImageNet's 1000 classes, `[N, 1000]`, before a softmax. The network must be whole.
  public func scores(_ pictures: Tensor) throws -> Tensor {
    guard let classifier else { preconditionFailure("a network that ends at a stride has no classifier") }
    return classifier(try pooled(pictures))
  }

  /// ``pooled(_:)`` in a faster form of the weights as they are, without gradients.
  func preparedPooling(_ dtype: DType) -> (Tensor) throws -> Tensor {
    guard let head else { preconditionFailure("a network that ends at a stride has no head") }
    let (body, top) = (prepared(dtype), head.inferenceForm(dtype))
    return { pictures in
      let map = try body.maps(of: pictures, strides: [32])[0]
      return withoutGradients { top(map.to(dtype)).to(.float32).mean(dims: [2, 3]) }
    }
  }

  public func prepared(_ dtype: DType) -> any FeatureMapNetwork { PreparedEfficientNet(self, dtype) }

  /// The layers' forms for inference: norms and activations in the convolutions.
  fileprivate func forms(_ dtype: DType) -> (stem: any Layer, blocks: [any Layer]) {
    (stem.inferenceForm(dtype), blocks.map { $0.inferenceForm(dtype) })
  }
}

/// The network with its norms folded into its convolutions.
private final class PreparedEfficientNet: FeatureMapNetwork {
  private let network: EfficientNetLite0
  private let dtype: DType
  private var forms: (stem: any Layer, blocks: [any Layer])

  var name: String { network.name }
  var strides: [Int] { network.strides }
  var weights: [(name: String, tensor: Tensor)] { network.weights }

  init(_ network: EfficientNetLite0, _ dtype: DType) {
    self.network = network
    self.dtype = dtype
    forms = network.forms(dtype)
  }

  func maps(of pictures: Tensor, strides: [Int]) throws -> [Tensor] {
    let pictures = try network.checked(pictures, strides: strides)
    return withoutGradients {
      let input = pictures.to(dtype).contiguous(.channelsLast)
      return network.run(stem: forms.stem, blocks: forms.blocks, on: input, strides: strides).map { $0.to(.float32) }
    }
  }

  func prepared(_ dtype: DType) -> any FeatureMapNetwork { network.prepared(dtype) }

  func move(to device: Device) throws {
    try network.move(to: device)
    forms = network.forms(dtype)
  }
}

/// MobileNet's block: widened by 1x1, a kernel a channel, narrowed by 1x1 without activation, added to its input where
/// the shapes are the same.
private final class InvertedBottleneck: Module, Layer, HasInferenceForm {
  private let layers: Sequential
  private let names: [(name: String, place: Int)]
  private let isResidual: Bool

  init(
    _ inputs: Int, _ outputs: Int, kernel: Int, stride: Int, expansion: Int, epsilon: Double, random: RandomSource
  ) {
    let width = inputs * expansion
    var (layers, names): ([any Layer], [(name: String, place: Int)]) = ([], [])
    func add(_ name: String, _ layer: any Layer) {
      names.append((name, layers.count))
      layers.append(layer)
    }
    if expansion > 1 {
      add("_expand_conv", Conv2d(inputs, width, kernelSize: 1, bias: false, random: random))
      add("_bn0", BatchNorm2d(width, epsilon: epsilon))
      layers.append(ReLU6())
    }
    if stride == 2 { layers.append(ZeroPad2d(.sameAtTwo(kernel: kernel))) }
    add(
      "_depthwise_conv",
      Conv2d(
        width, width, kernelSize: kernel, stride: stride, padding: stride == 1 ? kernel / 2 : 0, groups: width,
        bias: false, random: random))
    add("_bn1", BatchNorm2d(width, epsilon: epsilon))
    layers.append(ReLU6())
    add("_project_conv", Conv2d(width, outputs, kernelSize: 1, bias: false, random: random))
    add("_bn2", BatchNorm2d(outputs, epsilon: epsilon))
    self.layers = Sequential(layers)
    self.names = names
    isResidual = stride == 1 && inputs == outputs
    super.init()
  }

  override func children() -> [(name: String, module: Module)] { names.map { ($0.name, layers[$0.place]) } }

  func callAsFunction(_ input: Tensor) -> Tensor { isResidual ? layers(input) + input : layers(input) }

  func inferenceForm(_ dtype: DType) -> any Layer {
    let form = layers.inferenceForm(dtype)
    return isResidual ? Residual(form) : form
  }
}

/// What layers give, added to their input.
private final class Residual: Module, Layer {
  private let layers: any Layer

  init(_ layers: any Layer) {
    self.layers = layers
    super.init()
  }

  func callAsFunction(_ input: Tensor) -> Tensor { layers(input) + input }
}

extension PaddingSides {
  /// TensorFlow's padding "same" at a step of 2 on an even size: the odd pixel goes to the right and the bottom.
  fileprivate static func sameAtTwo(kernel: Int) -> PaddingSides {
    let (before, after) = ((kernel - 2) / 2, (kernel - 1) / 2)
    return PaddingSides(left: before, right: after, top: before, bottom: after)
  }
}
