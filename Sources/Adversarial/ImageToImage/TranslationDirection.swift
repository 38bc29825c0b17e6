/// Which side of a data set is translated into which.
public enum TranslationDirection: String, Codable, Sendable, CaseIterable {
  /// From A, the left half of an aligned file, to B.
  case aToB = "AtoB"
  /// From B to A.
  case bToA = "BtoA"

  /// The way back.
  public var opposite: TranslationDirection { self == .aToB ? .bToA : .aToB }
}
