import Testing
import Training

struct RecipeDocumentTests {
  let recipe: RecipeDocument = [
    "system": .string("pix2pix"), "lr": .number(0.0002), "beta1": .number(0.5), "ngf": .integer(64),
    "lambda_l1": .number(100), "dropout": .boolean(true), "data": .string("my pictures: \"A\" #1"),
    "norm": .string("no"), "version": .string("1"), "sizes": .list([.integer(256), .integer(192)]), "note": .null,
  ]

  @Test func yamlKeepsOrderAndValues() throws {
    #expect(try RecipeDocument(yaml: recipe.yaml()) == recipe)
    #expect(recipe.yaml().hasPrefix("system: pix2pix\nlr: 0.0002\nbeta1: 0.5\nngf: 64\nlambda_l1: 100\n"))
  }

  @Test func jsonKeepsOrderAndValues() throws {
    #expect(try RecipeDocument(yaml: recipe.json()) == recipe)
    #expect(!recipe.json().contains("\n"))
  }

  @Test(arguments: [1e-5, 0.1 + 0.2, 1.0 / 3, 2e-4, 1e300, -0.0, 12345678.9])
  func numbersComeBackExactly(_ number: Double) throws {
    let recipe: RecipeDocument = ["x": .number(number)]
    #expect(try RecipeDocument(yaml: recipe.yaml())["x"]?.double == number)
    #expect(try RecipeDocument(yaml: recipe.json())["x"]?.double == number)
  }

  @Test func wordsThatLookLikeNumbersStayWords() throws {
    for word in ["007", "1e5", "true", "null", "-", "", "nan", "0x10", "~", "a: b", "[x]", "é\n\t"] {
      let recipe: RecipeDocument = ["x": .string(word)]
      #expect(try RecipeDocument(yaml: recipe.yaml())["x"] == .string(word), "\(recipe.yaml())")
    }
  }

  @Test func unknownKeyIsNamedWithItsNeighbour() throws {
    let asked = try RecipeDocument(yaml: "lamda_l1: 10\n")
    let error = #expect(throws: TrainingError.self) {
      try asked.requireKeys(among: ["lambda_l1", "lr", "ngf"], in: "r.yaml")
    }
    #expect(error?.description == "r.yaml: there is no recipe key lamda_l1; did you mean lambda_l1?")
    let far = try RecipeDocument(yaml: "zebra: 10\n")
    let other = #expect(throws: TrainingError.self) { try far.requireKeys(among: ["lambda_l1"], in: "r.yaml") }
    #expect(other?.description == "r.yaml: there is no recipe key zebra; remove it")
  }

  @Test(arguments: ["a: [1", "- 1\n- 2", "just words", "a: {b: 1}", "a: 1\na: 2"])
  func damagedTextIsOneSentence(_ text: String) {
    let error = #expect(throws: TrainingError.self) { try RecipeDocument(yaml: text, source: "r.yaml") }
    #expect(error?.kind == .recipe)
    #expect(error?.description.contains("r.yaml") == true)
    #expect(error?.description.contains("\n") == false)
  }

  @Test func structsGoInAndOut() throws {
    struct Small: Recipe {
      var lr = 0.0002
      var batchSize = 4
      var mode = "lsgan"
      var flip = false

      enum CodingKeys: String, CodingKey {
        case lr, flip
        case batchSize = "batch_size"
        case mode = "gan_mode"
      }
    }
    let document = try RecipeDocument(encoding: Small())
    // In the order of the coding keys.
    #expect(document.keys == ["lr", "flip", "batch_size", "gan_mode"])
    #expect(try document.decoded(as: Small.self) == Small())
    var wrong = document
    wrong["batch_size"] = .string("many")
    let error = #expect(throws: TrainingError.self) { try wrong.decoded(as: Small.self, source: "r.yaml") }
    #expect(error?.description == "r.yaml: batch_size has a value of the wrong kind (many); correct it")
    wrong["batch_size"] = nil
    // What a file lacks has its default.
    #expect(try wrong.decoded(as: Small.self) == Small())
  }

  /// A recipe of two networks of one kind, as CycleGAN and the networks of video have.
  private struct Network: Recipe {
    var width = 64
    var norm = "batch"
    enum CodingKeys: String, CodingKey {
      case width = "ngf"
      case norm
    }
  }

  @Test func twoPartsOfAKindGoByThePrefixOfTheirKeys() throws {
    struct Pair: Recipe {
      struct Both: Codable, Equatable {
        var frame = Network()
        var flow = Network()
        enum CodingKeys: String, CodingKey {
          case frame
          case flow = "flow_"
        }
      }
      var networks = Both()
      var lr = 0.1
    }
    var pair = Pair()
    pair.networks.flow.width = 8
    let document = try RecipeDocument(encoding: pair)
    #expect(document.keys == ["ngf", "norm", "flow_ngf", "flow_norm", "lr"])
    #expect(document["flow_ngf"] == .integer(8) && document["ngf"] == .integer(64))
    #expect(try document.decoded(as: Pair.self) == pair)
    var wrong = document
    wrong["flow_ngf"] = .string("wide")
    let error = #expect(throws: TrainingError.self) { try wrong.decoded(as: Pair.self) }
    #expect(error?.description.contains("flow_ngf has a value of the wrong kind (wide)") == true)
  }

  @Test func twoValuesOfOneKeyAreRefused() {
    struct Collision: Recipe {
      var one = Network()
      var other = Network()
    }
    let error = #expect(throws: TrainingError.self) { try RecipeDocument(encoding: Collision()) }
    #expect(error?.description == "two values of the recipe have the key ngf")
  }

  @Test func aNumberWhereTheRecipeHasAWordIsTheWord() throws {
    var network = Network()
    network.norm = "3"
    let file = try RecipeDocument(yaml: "norm: 3\n")
    #expect(try file.decoded(as: Network.self) == network)
  }

  @Test func keysThatCameLaterHaveTheValueOfBefore() throws {
    struct Later: Recipe {
      var reach = 8
      var lr = 0.1
      static func formerValues(in file: RecipeDocument) -> RecipeDocument {
        ["reach": file["lr"].map { _ in .integer(0) } ?? .integer(1)]
      }
    }
    let file: RecipeDocument = ["lr": .number(0.5)]
    #expect(try file.decoded(as: Later.self).reach == 0)
    #expect(try file.overlaid(with: ["reach": .integer(5)]).decoded(as: Later.self).reach == 5)
  }

  @Test func whatIsHandedOnNamesNoPlace() {
    let document: RecipeDocument = [
      "data": .string("/home/me"), "lr": .number(1), "checkpoint_every": .integer(3),
      "vision": .string("/home/me/v.pt"), "simulated": .string("/home/me/s"), "real": .string("r"),
      "unlabelled": .string("/home/me/u"),
    ]
    #expect(document.handedOn().keys == ["lr"])
  }
}

struct ResumeRulesTests {
  let kept: RecipeDocument = [
    "lr": .number(2e-4), "ngf": .integer(64), "steps": .integer(100), "log_every": .integer(5),
  ]

  @Test func sameAndFreeKeysPass() throws {
    var asked = kept
    asked["log_every"] = .integer(50)
    asked["device"] = .string("cuda")
    asked["steps"] = .integer(200)
    asked["ngf"] = .number(64)
    try ResumeRules.standard.check(asked: asked, against: kept, in: "the checkpoint")
  }

  @Test func everyContradictionIsNamedWithBothValues() {
    var asked = kept
    asked["lr"] = .number(1e-3)
    asked["steps"] = .integer(50)
    asked["flip"] = .boolean(true)
    asked["ngf"] = nil
    let error = #expect(throws: TrainingError.self) {
      try ResumeRules.standard.check(asked: asked, against: kept, in: "the checkpoint step-00000020")
    }
    #expect(error?.kind == .contradiction(keys: ["lr", "ngf", "steps", "flip"]))
    let text = error?.description ?? ""
    #expect(text.contains("lr is 0.0002 there and 0.001 here"))
    #expect(text.contains("ngf is 64 there and not set here"))
    #expect(text.contains("steps is 100 there and 50 here"))
    #expect(text.contains("flip is not set there and true here"))
  }
}
