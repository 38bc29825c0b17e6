"""A memory of patches (Roth et al. 2022) and a Gaussian a place (Defard et al. 2021) in plain eager PyTorch.

What `gan bench patches` is measured against: the same network (the package efficientnet-lite-pytorch), the same sizes.

    pip install -r requirements.txt
    python patches.py --threads 2                  one JSON object: median seconds a picture of 256x256
"""

import argparse
import json
import statistics
import time

import torch
import settings
from efficientnet_lite_pytorch import EfficientNet

ENDS = {2: 4, 4: 8, 10: 16}


def maps(network, pictures):
    value, found = network._swish(network._bn0(network._conv_stem(pictures))), []
    for index, block in enumerate(network._blocks[:11]):
        value = block(value)
        if index in ENDS:
            found.append(value)
    return found


def memory_distances(memory, patches):
    """The nearest of the memory for each patch, as PatchCore's programs do it: by torch.cdist."""
    rows = patches.permute(0, 2, 3, 1).reshape(-1, patches.shape[1])
    return torch.cdist(rows, memory).min(1).values


def gaussian_distances(channels, means, inverse, patches):
    """PaDiM's eq. 2 at each place, batched over places."""
    rows = patches[:, channels].flatten(2).permute(2, 0, 1) - means[:, None]
    return ((rows @ inverse) * rows).sum(2).clamp(min=0).sqrt()


def seconds(body, repeats):
    times = []
    for step in range(repeats + 2):
        start = time.perf_counter()
        body()
        if step >= 2:
            times.append(time.perf_counter() - start)
    return statistics.median(times)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--batch", type=int, default=8)
    parser.add_argument("--repeats", type=int, default=15)
    parser.add_argument("--memory", type=int, default=12_000)
    parser.add_argument("--threads", type=int, default=2)
    settings.add_options(parser)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    torch.manual_seed(1)
    network = settings.layout(options, EfficientNet.from_name("efficientnet-lite0").eval())
    pictures = settings.layout(options, torch.rand(options.batch, 3, 256, 256) * 2 - 1)
    features = settings.compiled(options, maps)
    patches = torch.randn(options.batch, 176, 32, 32)
    memory = torch.randn(options.memory, 176)
    means, whitening = torch.randn(1024, 100), torch.randn(1024, 100, 100)
    inverse = whitening @ whitening.transpose(1, 2)
    channels = torch.arange(100)
    with torch.no_grad(), settings.autocast(options):
        report = {
            "feature_seconds": seconds(lambda: [m.sum().item() for m in features(network, pictures)], options.repeats),
            "memory_seconds": seconds(lambda: memory_distances(memory, patches).sum().item(), options.repeats),
            "gaussian_seconds": seconds(
                lambda: gaussian_distances(channels, means, inverse, patches).sum().item(), options.repeats),
        }
    report = {name: value / options.batch for name, value in report.items()}
    print(json.dumps(report | {
        "batch": options.batch, "threads": options.threads, "settings": settings.used(options),
        "library": "torch " + torch.__version__}))


if __name__ == "__main__":
    main()
