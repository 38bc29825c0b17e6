public import Datasets

extension NormalLoader: BatchSource {}
