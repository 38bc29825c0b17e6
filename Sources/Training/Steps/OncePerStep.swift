/// A value that several phases of a step share, computed by the first that asks for it and gone with their closures.
///
/// ```swift
/// let fake = OncePerStep { generator(noise) }
/// ```
public final class OncePerStep<Value> {
  private var make: (() -> Value)?
  private var made: Value?

  /// Says how the value is computed.
  public init(_ make: @escaping () -> Value) { self.make = make }

  /// The value.
  public func callAsFunction() -> Value {
    if let made { return made }
    guard let make else { preconditionFailure("a value must not ask for itself") }
    self.make = nil
    let value = make()
    made = value
    return value
  }
}
