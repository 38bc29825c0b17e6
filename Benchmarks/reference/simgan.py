"""SimGAN (Shrivastava et al. 2016, arXiv 1612.07828) in plain eager PyTorch.

The program that `gan train simgan` is measured against and that its tests are compared with: the paper's refiner and
local-patch discriminator for eyes of 55x35, self-regularisation by the L1 distance, the history buffer.

    python simgan.py bench --steps 10 --batch-size 128 [--fused] [--channels-last] [--bf16] [--compile]

A step is K_g = 2 moves of the refiner and K_d = 1 of the discriminator, each on a batch of its own.
"""

import argparse
import json
import statistics
import sys
import time

import torch
import torch.nn.functional as F
from torch import nn

import settings


def convolution(inputs, outputs, kernel, stride=1, padding="zeros"):
    if padding == "zeros":
        return [nn.Conv2d(inputs, outputs, kernel, stride, kernel // 2)]
    return [nn.ReplicationPad2d(kernel // 2), nn.Conv2d(inputs, outputs, kernel, stride)]


class Block(nn.Module):
    def __init__(self, width, padding):
        super().__init__()
        self.convolutions = nn.Sequential(
            *convolution(width, width, 3, padding=padding), nn.ReLU(True), *convolution(width, width, 3, padding=padding))

    def forward(self, x):
        return F.relu(x + self.convolutions(x))


class Refiner(nn.Module):
    def __init__(
        self, channels=1, width=64, blocks=4, kernel=3, padding="zeros", near_identity=False, half=False, noise=0,
        draws=None
    ):
        super().__init__()
        self.near_identity, self.half, self.noise, self.draws = near_identity, half, noise, draws
        self.stem = nn.Sequential(*convolution(channels + noise, width, kernel, padding=padding), nn.ReLU(True))
        down = convolution(width, width, 3, 2, padding) + [nn.ReLU(True)] if half else []
        self.down = nn.Sequential(*down)
        self.blocks = nn.Sequential(*[Block(width, padding) for _ in range(blocks)])
        self.last = nn.Conv2d(width, channels, 1)

    def forward(self, x):
        seen = x
        if self.noise:
            seen = torch.cat([x, torch.randn(x.shape[0], self.noise, *x.shape[2:], generator=self.draws)], 1)
        features = self.stem(seen)
        hidden = self.blocks(self.down(features))
        whole = features + F.interpolate(hidden, size=x.shape[2:]) if self.half else hidden
        out = self.last(whole).float()
        return torch.tanh(out + 2 * x) if self.near_identity else torch.tanh(out)


def discriminator(layers, channels=1):
    """Layers are (kernel, stride, features), features None for pooling."""
    modules, width = [], channels
    for kernel, stride, features in layers:
        if features is None:
            modules.append(nn.MaxPool2d(kernel, stride, kernel // 2))
        else:
            modules += [nn.Conv2d(width, features, kernel, stride, kernel // 2), nn.ReLU(True)]
            width = features
    return nn.Sequential(*modules, nn.Conv2d(width, 2, 1))


EYES = [(3, 2, 96), (3, 2, 64), (3, 1, None), (3, 1, 32), (1, 1, 32)]


class History:
    """Half of each refined batch comes from here; then as many entries are replaced."""

    def __init__(self, capacity, draws):
        self.capacity, self.draws, self.pictures = capacity, draws, []

    def drawn(self, number, total):
        return torch.randperm(total, generator=self.draws)[:number].tolist()

    def exchange(self, refined):
        half = min(len(refined) // 2, self.capacity)
        if half == 0:
            return refined
        out = refined
        if len(self.pictures) >= half:
            older = [self.pictures[k] for k in self.drawn(half, len(self.pictures))]
            out = torch.cat([refined[: len(refined) - half], torch.stack(older)])
        new, held = list(refined[:half]), len(self.pictures)
        free = min(half, self.capacity - held)
        self.pictures += new[:free]
        if free < half:
            for place, picture in zip(self.drawn(half - free, max(held, 1)), new[free:]):
                self.pictures[place] = picture
        return out


class SimGAN:
    def __init__(self, refiner, judge, history, weight, reduction, of_r, of_d, noise=0.0, draws=None, arguments=None):
        self.refiner, self.judge, self.history = refiner, judge, history
        self.weight, self.reduction, self.of_r, self.of_d = weight, reduction, of_r, of_d
        self.noise, self.draws, self.arguments = noise, draws, arguments

    def reduced(self, values):
        values = values.flatten(1)
        return (values.sum(1) if self.reduction == "sum" else values.mean(1)).mean()

    def adversarial(self, pictures, real):
        if self.noise:
            pictures = pictures + self.noise * torch.randn(pictures.shape, generator=self.draws)
        logits = self.judge(pictures).float()
        target = torch.full((len(pictures), *logits.shape[2:]), 0 if real else 1)
        return self.reduced(F.cross_entropy(logits, target, reduction="none"))

    def move_refiner(self, x, alone=False):
        self.judge.requires_grad_(False)
        with settings.autocast(self.arguments):
            refined = self.refiner(x)
            distance = self.reduced((refined - x).abs())
            adversarial = None if alone else self.adversarial(refined, True)
        loss = distance if alone else adversarial + self.weight * distance
        self.of_r.zero_grad()
        loss.backward()
        self.of_r.step()
        self.judge.requires_grad_(True)
        return {"R_regularization": distance} if alone else {
            "R_adversarial": adversarial, "R_regularization": distance}

    def move_discriminator(self, x, y):
        with settings.autocast(self.arguments):
            with torch.no_grad():
                refined = self.refiner(x)
            shown = self.history.exchange(refined)
            of_refined = self.adversarial(shown, False)
            of_real = self.adversarial(y, True)
        self.of_d.zero_grad()
        (of_refined + of_real).backward()
        self.of_d.step()
        return {"D_refined": of_refined, "D_real": of_real}


def bench(arguments):
    torch.manual_seed(1)
    refiner = settings.layout(arguments, Refiner())
    judge = settings.layout(arguments, discriminator(EYES))
    optimizer = dict(fused=True) if arguments.fused else {}
    system = SimGAN(
        settings.compiled(arguments, refiner), settings.compiled(arguments, judge),
        History(40 * arguments.batch_size, torch.Generator()), 0.1, "sum",
        torch.optim.SGD(refiner.parameters(), 1e-3, **optimizer), torch.optim.SGD(judge.parameters(), 1e-3, **optimizer),
        arguments=arguments)
    n, times = arguments.batch_size, []
    pictures = [settings.layout(arguments, torch.rand(n, 1, 35, 55) * 2 - 1) for _ in range(4)]
    for step in range(arguments.warmup + arguments.steps):
        start = time.perf_counter()
        for k in range(2):
            system.move_refiner(pictures[k])
        system.move_discriminator(pictures[2], pictures[3])
        if step >= arguments.warmup:
            times.append(time.perf_counter() - start)
    print(json.dumps({
        "what": "simgan-train", "median_seconds": statistics.median(times), "steps": len(times), "batch_size": n,
        "threads": torch.get_num_threads(), "settings": settings.used(arguments), "torch": torch.__version__}))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True)
    command = commands.add_parser("bench")
    command.add_argument("--steps", type=int, default=10)
    command.add_argument("--warmup", type=int, default=2)
    command.add_argument("--batch-size", type=int, default=128)
    command.add_argument("--threads", type=int, default=0)
    settings.add_options(command)
    arguments = parser.parse_args()
    if arguments.threads:
        torch.set_num_threads(arguments.threads)
    bench(arguments)
    return 0


if __name__ == "__main__":
    sys.exit(main())
