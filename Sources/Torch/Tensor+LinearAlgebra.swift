import CTorch

extension Tensor {
  /// The eigenvalues, ascending, and eigenvectors (the columns) of a symmetric matrix [..., n, n].
  public func eigh(file: StaticString = #fileID, line: UInt = #line) -> (values: Tensor, vectors: Tensor) {
    producePair(self, file, line) { ct_eigh($0, $1, $2) }
  }

  /// The singular value decomposition of a matrix [..., m, n], reduced: `u`, `s` (descending) and `vh`, whose product
  /// u · diag(s) · vh is the matrix.
  public func svd(file: StaticString = #fileID, line: UInt = #line) -> (u: Tensor, s: Tensor, vh: Tensor) {
    var (u, s, vh): (RawTensor?, RawTensor?, RawTensor?)
    let status = withExtendedLifetime(handle) { ct_svd(&u, &s, &vh, handle.raw) }
    guard status == ct_ok, let u, let s, let vh else { trap(status, file, line) }
    return (Tensor(owning: u), Tensor(owning: s), Tensor(owning: vh))
  }
}
