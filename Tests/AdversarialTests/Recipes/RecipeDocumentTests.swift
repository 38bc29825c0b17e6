import Adversarial
import Testing

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
    struct Small: Codable, Equatable {
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
    let missing = #expect(throws: TrainingError.self) { try wrong.decoded(as: Small.self, source: "r.yaml") }
    #expect(missing?.description == "r.yaml does not set batch_size; add it")
  }
}

struct ResumeRulesTests {
  @Test func keysThatCameLaterHadAValueBefore() throws {
    let kept: RecipeDocument = ["lr": .number(0.1)]
    var rules = ResumeRules.standard
    rules.later["reach"] = .number(0)
    func check(_ reach: RecipeValue) throws(TrainingError) {
      try rules.check(asked: ["lr": .number(0.1), "reach": reach], against: kept, in: "the checkpoint")
    }
    try check(.number(0))
    let error = #expect(throws: TrainingError.self) { try check(.number(8)) }
    #expect(error?.description.contains("reach is 0 there and 8 here") == true)
  }

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
