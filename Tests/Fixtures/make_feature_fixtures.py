"""Writes feature_resize.safetensors and the TorchScript files in scripts/.

    python3 Tests/Fixtures/make_feature_fixtures.py        (pip install torch numpy pillow safetensors)

feature_resize: pictures `NAME.image` (uint8 [H, W, C]) and `NAME.resized` [3, S, S], each channel resized by Pillow as
an image of mode F with the bicubic filter.
scripts: `features.pt` takes [N, 3, H, W] and gives its 6 class shares, or 6 features with return_features=True, as the
Inception file of 2015-12-05 does; `plain.pt` gives features alone; `pair.pt` gives two tensors, which is refused.
`features.safetensors` has an input and what `features.pt` makes of it.
"""

from pathlib import Path

import numpy as np
import torch
from PIL import Image
from safetensors.torch import save_file

HERE = Path(__file__).parent


def resized(picture, size):
    if picture.shape[2] == 1:
        picture = picture.repeat(3, axis=2)
    channels = [Image.fromarray(picture[..., c].astype(np.float32)) for c in range(3)]
    assert all(c.mode == "F" for c in channels)
    return np.stack([np.asarray(c.resize((size, size), Image.Resampling.BICUBIC)) for c in channels])


class Features(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = torch.nn.Conv2d(3, 6, 3, stride=2)

    def forward(self, x, return_features: bool = False):
        x = self.conv(x / 128 - 1).relu().mean([2, 3])
        return x if return_features else x.softmax(1)


class Plain(torch.nn.Module):
    def forward(self, x):
        return torch.cat([x.mean([2, 3], keepdim=True), x.amax([2, 3], keepdim=True)], 1)


class Pair(torch.nn.Module):
    def forward(self, x):
        return x, x


def main():
    rng = np.random.default_rng(3)
    tensors = {}
    for name, (height, width, channels, size) in {
        "shrink": (37, 52, 3, 9), "grow": (7, 5, 3, 16), "both": (40, 6, 3, 13), "same": (11, 11, 3, 11),
        "gray": (28, 28, 1, 35), "pixel": (1, 1, 3, 4),
    }.items():
        picture = rng.integers(0, 256, (height, width, channels), dtype=np.uint8)
        tensors[f"{name}.image"] = torch.from_numpy(picture)
        tensors[f"{name}.resized"] = torch.from_numpy(resized(picture, size).copy())
    save_file(tensors, HERE / "feature_resize.safetensors")

    (HERE / "scripts").mkdir(exist_ok=True)
    torch.manual_seed(2)
    network = Features().eval()
    x = torch.rand(2, 3, 10, 12) * 255
    save_file(
        {"input": x, "features": network(x, True).detach(), "shares": network(x).detach()},
        HERE / "scripts" / "features.safetensors",
    )
    torch.jit.script(network).save(HERE / "scripts" / "features.pt")
    torch.jit.script(Plain()).save(HERE / "scripts" / "plain.pt")
    torch.jit.script(Pair()).save(HERE / "scripts" / "pair.pt")
    for path in [HERE / "feature_resize.safetensors", *sorted((HERE / "scripts").iterdir())]:
        print(f"{path}: {path.stat().st_size} bytes")


if __name__ == "__main__":
    main()
