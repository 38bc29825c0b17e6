public import Datasets
import Torch
import TorchNN
import TorchOptim
public import Training

/// Every choice of a SimGAN run; the defaults are the paper's for eyes (1612.07828, section 3.1).
public struct SimGANRecipe: TrainableRecipe {
  /// What is made of the data's pictures.
  public var data = Data()
  /// R.
  public var refiner = RefinerRecipe()
  /// D.
  public var discriminator = Discriminator()
  /// The game between them.
  public var game = Game()
  /// What keeps annotations true.
  public var regularization = Regularization()
  /// What the simulator's classes are used for; not in the paper.
  public var classes = ClassUse()
  /// What the simulator's points are used for; not in the paper.
  public var points = PointUse()
  /// How long and how to train: 10,000 steps of batch size 512 at 1e-3.
  public var run = RunRecipe(epochs: 0, batchSize: 512, learningRate: 1e-3, policy: .constant)

  /// The paper's recipe for eyes.
  public init() { run.steps = 10_000 }

  /// What models of before did.
  public static func formerValues(in file: RecipeDocument) -> RecipeDocument { ["half_upsampling": .string("nearest")] }

  /// What is made of the data's pictures, simulated and real alike.
  public struct Data: Codable, Sendable, Equatable {
    /// Width and height, such as `55x35`; `auto` is the data's own.
    public var imageSize = "auto"
    /// 1 grey, 3 colour; 0 is the data's own.
    public var channels = 0
    /// Whether each picture's levels are spread evenly, as those of MPIIGaze are.
    public var equalises = false
    /// Whether pictures are depth files of the NYU hand set, of which the hand is cut out (``HandDepth``).
    public var cutsHands = false
    /// Whether simulated pictures are changed by chance each time that they are seen (``RandomisedSimulation``).
    public var randomises = false

    enum CodingKeys: String, CodingKey {
      case imageSize = "image_size"
      case channels
      case equalises = "equalise"
      case cutsHands = "hand_depth"
      case randomises = "randomise"
    }
  }

  /// The discriminator's layers.
  public struct Discriminator: Codable, Sendable, Equatable {
    /// In the paper's notation; a 1x1 convolution to the two classes follows.
    public var layers = ["conv3s2-96", "conv3s2-64", "max3s1", "conv3s1-32", "conv1s1-32"]
    /// Whether it judges the picture as a whole, for comparison.
    public var isGlobal = false

    enum CodingKeys: String, CodingKey {
      case layers = "discriminator"
      case isGlobal = "global_discriminator"
    }
  }

  /// Over what patches and pixels of a picture are summed; pictures are always averaged.
  public enum Reduction: String, Codable, Sendable, CaseIterable {
    /// The paper's: eq. 2 to 4 are sums over patches and pixels. `lambda` then weighs a sum of pixels against a sum of
    /// patches, of which there are fewer.
    case sum
    /// The mean of either: `lambda` weighs the mean of pixels against the mean of patches. A `lambda` of `sum` is
    /// `pixels / patches` times as large here.
    case mean
  }

  /// The optimizers that the paper and its ports use.
  public enum OptimizerKind: String, Codable, Sendable, CaseIterable {
    case sgd, adam
  }

  /// The game.
  public struct Game: Codable, Sendable, Equatable {
    /// Steps in which the refiner learns to leave pictures alone, before anything else.
    public var refinerSteps = 1000
    /// Steps in which the discriminator then learns alone.
    public var discriminatorSteps = 200
    /// K_g: moves of the refiner in each step, each on a batch of its own.
    public var refinerMoves = 2
    /// K_d: moves of the discriminator in each step, each on batches of its own.
    public var discriminatorMoves = 1
    /// Pictures in the history buffer; 0 is none.
    public var history = 5120
    /// The optimizer of both.
    public var optimizer = OptimizerKind.sgd
    /// The discriminator's learning rate; 0 is the refiner's, which is `lr`.
    public var discriminatorLearningRate = 0.0
    /// Adam's first decay rate.
    public var beta1 = 0.5
    /// Adam's second decay rate.
    public var beta2 = 0.999
    /// The spread of the normal noise that is laid over all pictures that the discriminator sees.
    public var instanceNoise = 0.0
    /// What becomes of patches and pixels.
    public var reduction = Reduction.sum
    /// The decay of a running average of the refiner's weights, which then refines; 0 is none.
    public var emaDecay = 0.0

    enum CodingKeys: String, CodingKey {
      case refinerSteps = "pretrain_refiner"
      case discriminatorSteps = "pretrain_discriminator"
      case refinerMoves = "k_g"
      case discriminatorMoves = "k_d"
      case history
      case optimizer
      case discriminatorLearningRate = "lr_discriminator"
      case beta1
      case beta2
      case instanceNoise = "instance_noise"
      case reduction = "loss_reduction"
      case emaDecay = "ema_decay"
    }
  }

  /// What keeps annotations true.
  public struct Regularization: Codable, Sendable, Equatable {
    /// What is compared of a picture and the refined one.
    public enum Kind: String, Codable, Sendable, CaseIterable {
      /// The pixels.
      case identity
      /// Their luma.
      case grey
      /// The mean of their channels, for pictures that gain colour.
      case channelMean = "channel-mean"
      /// The 128 features of a classifier that learned the simulator's classes; needs classes.
      case features
    }

    /// The weight of the L1 distance beside the adversarial loss; `loss_reduction` says of what.
    public var lambda = 0.1
    /// psi.
    public var psi = Kind.identity
  }

  /// What the simulator's classes are used for.
  public struct ClassUse: Codable, Sendable, Equatable {
    /// The weight of a fixed classifier's cross entropy on refined pictures; 0 is none.
    public var lambda = 0.0
    /// Steps in which that classifier, and the network that finds points, learn from simulated pictures, before
    /// anything else.
    public var judgeSteps = 600
    /// Whether the discriminator is told the class: the simulator's, and for real pictures a pseudo-label.
    public var isConditional = false
    /// Steps from one renewal of pseudo-labels, by a classifier that learns from refined pictures, to the next; 0 keeps
    /// those of the classifier that knows simulated pictures alone.
    public var renewEvery = 0
    /// The probability from which a pseudo-label counts.
    public var confidence = 0.9

    enum CodingKeys: String, CodingKey {
      case lambda = "lambda_class"
      case judgeSteps = "pretrain_judge"
      case isConditional = "conditional"
      case renewEvery = "renew_every"
      case confidence
    }

    /// Whether a classifier is needed that knows simulated pictures.
    func needsJudge(psi: Regularization.Kind) -> Bool { lambda > 0 || isConditional || psi == .features }
  }

  /// What the simulator's points are used for.
  public struct PointUse: Codable, Sendable, Equatable {
    /// The weight of the distance, in pixels, at which a fixed network finds the simulator's points in refined pictures;
    /// 0 is none. The network learns for `pretrain_judge` steps.
    public var lambda = 0.0

    enum CodingKeys: String, CodingKey {
      case lambda = "lambda_points"
    }
  }

  /// What can be done with the model.
  public static var uses: [ModelUse] { [.refine] }
  /// Other folders may hold the same pictures.
  public static var resumeRules: ResumeRules { .standard.allowing("simulated", "real") }

  /// The layers of the discriminator.
  ///
  /// - Throws: a sentence that names one that cannot be read.
  public func discriminatorPlan() throws(TrainingError) -> [LayerPlan] {
    var plan: [LayerPlan] = []
    for text in discriminator.layers { plan.append(try LayerPlan(parsing: text)) }
    return plan
  }

  /// How pictures of both sides are made alike.
  ///
  /// - Throws: when `image_size` is no size.
  public func preparation() throws(DatasetError) -> PicturePreparation {
    PicturePreparation(
      size: data.imageSize == "auto" ? nil : try Preprocess.Size(parsing: data.imageSize),
      channels: data.channels == 0 ? nil : data.channels, equalises: data.equalises,
      cutsHands: data.cutsHands)
  }

  /// Whether a network learns the simulator's annotations first.
  var needsJudge: Bool { points.lambda > 0 || classes.needsJudge(psi: regularization.psi) }

  /// The steps before the game: the judges', the refiner's, the discriminator's.
  var start: (judge: Int, refiner: Int, game: Int) {
    let judge = needsJudge ? classes.judgeSteps : 0
    return (judge, judge + game.refinerSteps, judge + game.refinerSteps + game.discriminatorSteps)
  }
}
