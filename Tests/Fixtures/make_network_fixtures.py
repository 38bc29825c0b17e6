"""Writes feature_networks.safetensors and scripts/maps.pt: networks that give maps of features, by stock PyTorch.

    pip install torch torchvision safetensors efficientnet-lite-pytorch
    python Tests/Fixtures/make_network_fixtures.py

The weights are not stored: they are drawn by `torch.randn` after `manual_seed(11)`, a tensor of the state dictionary
after the other in the order of their names, and scaled as `draw` says. The tests draw the same.
`NAME.input` is what the network gets ([N, 3, H, W] in -1...1), `NAME.mapS` its map of stride S, and for `lite0` also
`pooled` [N, 1280] and `scores` [N, 1000].
"""

import math
from pathlib import Path

import torch
import torchvision
from efficientnet_lite_pytorch import EfficientNet
from safetensors.torch import save_file

HERE = Path(__file__).parent


def draw(module):
    torch.manual_seed(11)
    state = module.state_dict()
    for name in sorted(state):
        if name.endswith("num_batches_tracked"):
            continue
        values = torch.randn(state[name].shape)
        if name.endswith("running_var"):
            values = 1 + 0.2 * values.abs()
        elif values.dim() > 1:
            values = values * math.sqrt(2 / values[0].numel())
        elif name.endswith("weight"):
            values = 1 + 0.1 * values
        else:
            values = 0.1 * values
        state[name].copy_(values)
    return module.eval()


def lite0(tensors):
    network = draw(EfficientNet.from_name("efficientnet-lite0"))
    x = torch.rand(2, 3, 48, 32, generator=torch.Generator().manual_seed(1)) * 2 - 1
    tensors["lite0.input"] = x
    ends = {0: 2, 2: 4, 4: 8, 10: 16, 15: 32}
    value = network._swish(network._bn0(network._conv_stem(x)))
    for index, block in enumerate(network._blocks):
        value = block(value)
        if index in ends:
            tensors[f"lite0.map{ends[index]}"] = value
    tensors["lite0.pooled"] = network.extract_features(x).mean([2, 3])
    tensors["lite0.scores"] = network(x)


def alexnet(tensors):
    network = torchvision.models.alexnet(weights=None)
    network.classifier = torch.nn.Identity()
    draw(network)
    x = torch.rand(1, 3, 64, 47, generator=torch.Generator().manual_seed(2)) * 2 - 1
    tensors["alexnet.input"] = x
    mean, deviation = torch.tensor([0.485, 0.456, 0.406]), torch.tensor([0.229, 0.224, 0.225])
    value = (x / 2 + 0.5 - mean.view(1, 3, 1, 1)) / deviation.view(1, 3, 1, 1)
    for index, layer in enumerate(network.features[:12]):
        # The activations of torchvision work in place.
        value = layer(value).clone()
        if index in (4, 11):
            tensors[f"alexnet.map{8 if index == 4 else 16}"] = value.clone()


class Maps(torch.nn.Module):
    """Two maps, of strides 2 and 4."""

    def forward(self, x):
        near = torch.nn.functional.avg_pool2d(x, 2)
        return near, torch.cat([torch.nn.functional.avg_pool2d(near, 2), near[:, :1, ::2, ::2]], 1)


def main():
    tensors = {}
    with torch.no_grad():
        lite0(tensors)
        alexnet(tensors)
    save_file({name: value.contiguous() for name, value in tensors.items()}, HERE / "feature_networks.safetensors")
    torch.jit.script(Maps()).save(HERE / "scripts" / "maps.pt")
    for path in [HERE / "feature_networks.safetensors", HERE / "scripts" / "maps.pt"]:
        print(f"{path}: {path.stat().st_size} bytes")


if __name__ == "__main__":
    main()
