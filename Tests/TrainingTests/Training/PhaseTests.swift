import Testing
import Torch
import TorchNN
import TorchOptim
import Vision

@testable import Training

struct PhaseTests {
  @Test func aPhaseIsDueInARangeEveryKthStepSoManyTimes() {
    func steps(_ due: Due) -> [Int] { (0..<12).filter { due.includes($0) } }
    #expect(steps(.always) == Array(0..<12))
    #expect(steps(.every(5)) == [0, 5, 10])
    #expect(steps(.until(3)) == [0, 1, 2] && steps(.from(9)) == [9, 10, 11])
    #expect(steps(.from(3).until(9).every(2)) == [4, 6, 8])
    #expect(steps(.times(0)).isEmpty && steps(.times(2)).count == 12)
  }

  @Test func aSharedValueIsMadeOnceByWhoeverAsks() {
    var made = 0
    let value = OncePerStep { () -> Int in
      made += 1
      return made
    }
    #expect(made == 0 && value() == 1 && value() == 1 && made == 1)
  }

  @Test func turnsAreCountedWithinAStep() throws {
    let system = ToySystem()
    system.discriminatorDue = .every(2).times(3)
    let runner = TrainingStepRunner(system)
    let ran = (0..<4).map { step in runner.run(ToyBatch(index: step), step: step).map(\.phase) }
    #expect(ran[0] == ["discriminator", "discriminator", "discriminator", "generator"] && ran[1] == ["generator"])
    #expect(ran[2] == ran[0] && ran[3] == ran[1])
  }

  @Test func aPhaseMayHaveAScheduleOfItsOwn() {
    let system = ToySystem(learningRate: 1)
    system.generatorDue = .from(2)
    system.generatorSchedule = .step(size: 1, gamma: 0.5)
    var rates: [Double] = []
    system.duringGeneratorPhase = { rates.append(system.generatorOptimizer.learningRate) }
    let runner = TrainingStepRunner(system)
    for step in 0..<5 { runner.run(ToyBatch(index: step), step: step, factor: 0.1) }
    #expect(rates == [1, 0.5, 0.25])
    #expect(system.discriminatorOptimizer.learningRate == 0.1)
  }

  /// A step's tensors are gone with its phases.
  @Test func nothingOfAStepIsKept() {
    let system = ToySystem()
    weak var witness: OncePerStep<Int>?
    func take() {
      let shared = OncePerStep { 1 }
      witness = shared
      system.duringGeneratorPhase = { _ = shared() }
      TrainingStepRunner(system).run(ToyBatch(index: 0))
      system.duringGeneratorPhase = {}
    }
    take()
    #expect(witness == nil)
  }

  @Test func whatAPhaseSaysThatItTrainsIsWhatItsOptimizerMoves() async {
    await #expect(processExitsWith: .failure) {
      final class Liar: AdversarialSystem {
        static let identifier = "liar"
        let (one, other) = (
          Linear(2, 2, random: RandomSource(seed: 1)), Linear(2, 2, random: RandomSource(seed: 2))
        )
        lazy var adam = Adam(other.parameters(), learningRate: 1)
        var networks: [(name: String, module: Module)] { [("one", one)] }
        var optimizers: [(name: String, optimizer: any Optimizer)] { [("adam", adam)] }
        func phases(_ batch: ToyBatch, step: Int) -> [Phase] {
          [Phase("one", adam, trains: [one]) { LossTerms("x", self.one(Tensor.ones([1, 2])).sum()) }]
        }
        func sampleSheet(_ batch: ToyBatch, step: Int) -> Image { Image(width: 1, height: 1, channels: 1, level: 0) }
      }
      TrainingStepRunner(Liar()).run(ToyBatch(index: 0))
    }
  }

  @Test func aRunWithoutAFolderTrainsInMemory() throws {
    let system = ToySystem()
    let before = system.generator.first.weight.value.cloned()
    var told: [Int] = []
    let trainer = Trainer(
      system: system, plan: TrainingPlan(steps: 6, logEvery: 3),
      progress: { event in
        if case .logged(let progress) = event { told.append(progress.step) }
      })
    #expect(try trainer.run(data: ToySource()) == .finished)
    #expect(trainer.step == 6 && told == [3, 6])
    #expect(!system.generator.first.weight.value.equal(to: before))
  }
}
