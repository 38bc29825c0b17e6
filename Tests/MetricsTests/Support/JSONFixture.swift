import Foundation

/// Reads what a script of Tests/Fixtures wrote.
func jsonFixture<Value: Decodable>(_ name: String, as type: Value.Type = Value.self) throws -> Value {
  let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("../../Fixtures/\(name)")
  return try JSONDecoder().decode(Value.self, from: Data(contentsOf: file))
}

/// The difference of two numbers as a share of the second, or of 1 where that is small.
func relativeError(_ value: Double, _ known: Double) -> Double { abs(value - known) / max(abs(known), 1e-12) }
