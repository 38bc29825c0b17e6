/// The systems of this room: whose models ``TrainedDetector`` opens.
let anomalySystems: [any AnomalySystemRecipe.Type] = [
  AnoGANRecipe.self, FastAnoGANRecipe.self, AutoencoderRecipe.self,
]
