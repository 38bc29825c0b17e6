/// The systems of this room: whose models ``TrainedDetector`` opens.
let anomalySystems: [any AnomalySystemRecipe.Type] = [
  AnoGANRecipe.self, FastAnoGANRecipe.self, AutoencoderRecipe.self,
]

/// The detectors of this room that train no network.
let patchDetectors: [any PatchDetectorRecipe.Type] = [FeatureMemoryRecipe.self, PatchGaussianRecipe.self]
