/// What the reader makes of a pickled object.
///
/// Containers are numbers of nodes that `PickleReader` holds in one flat list: however deep a hostile pickle nests
/// them, or ties them into rings, nothing here recurses and nothing leaks.
enum PickleValue {
  case mark
  case none
  case bool(Bool)
  case int(Int)
  case float
  case string(String)
  case bytes
  case tuple(Int)
  case list(Int)
  case dictionary(Int)
  case set
  case function(Function)
  case storageClass(DType)
  case storage(Int)
  case tensor(Int)

  /// The only functions that a pickle may name; none is called, each is understood.
  enum Function: String {
    case orderedDictionary = "collections.OrderedDict"
    case rebuildTensor = "torch._utils._rebuild_tensor_v2"
    case rebuildParameter = "torch._utils._rebuild_parameter"
  }

  /// What it is, for a sentence.
  var kind: String {
    switch self {
    case .mark: "nothing"
    case .none: "None"
    case .bool, .int, .float: "a number"
    case .string: "a text"
    case .bytes: "bytes"
    case .tuple, .list, .set: "a list"
    case .dictionary: "a dictionary"
    case .function, .storageClass: "a function"
    case .storage: "a storage"
    case .tensor: "a tensor"
    }
  }
}

/// A run of elements in the archive that tensors look into.
struct PickledStorage {
  let key: String
  let dtype: DType
  let count: Int
}

/// A tensor as the pickle describes it; its figures are not checked against the storage yet.
struct PickledTensor {
  let storage: PickledStorage
  let offset: Int
  let shape: [Int]
  let strides: [Int]
}
