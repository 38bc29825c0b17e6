"""InfoGAN (Chen et al. 2016, arXiv 1606.03657) on MNIST in plain eager PyTorch.

The program that `gan train infogan` and `gan bench infogan-train` are measured against: the paper's networks (appendix
C.1), a categorical code of 10, two uniform codes and 62 numbers of noise, batch 128, Adam 2e-4 for D and Q and 1e-3 for G.

    python infogan.py bench --steps 20
    python infogan.py train --data MNIST --steps 5000 --out FILE.pt
"""

import argparse
import gzip
import json
import statistics
import sys
import time
from pathlib import Path

import torch
import torch.nn.functional as F
from torch import nn

import settings

NOISE, CATEGORIES, NUMBERS = 62, 10, 2


class Generator(nn.Module):
    def __init__(self):
        super().__init__()
        self.dense = nn.Sequential(
            nn.Linear(NOISE + CATEGORIES + NUMBERS, 1024), nn.BatchNorm1d(1024), nn.ReLU(True),
            nn.Linear(1024, 128 * 7 * 7), nn.BatchNorm1d(128 * 7 * 7), nn.ReLU(True))
        self.main = nn.Sequential(
            nn.ConvTranspose2d(128, 64, 4, 2, 1), nn.BatchNorm2d(64), nn.ReLU(True),
            nn.ConvTranspose2d(64, 1, 4, 2, 1), nn.Tanh())

    def forward(self, z):
        return self.main(self.dense(z).view(-1, 128, 7, 7))


class Discriminator(nn.Module):
    """The layers that D and Q share, and D's last one."""

    def __init__(self):
        super().__init__()
        self.main = nn.Sequential(
            nn.Conv2d(1, 64, 4, 2, 1), nn.LeakyReLU(0.1, True), nn.Conv2d(64, 128, 4, 2, 1), nn.BatchNorm2d(128),
            nn.LeakyReLU(0.1, True))
        self.dense = nn.Sequential(nn.Linear(128 * 7 * 7, 1024), nn.BatchNorm1d(1024), nn.LeakyReLU(0.1, True))
        self.last = nn.Linear(1024, 1)

    def features(self, x):
        return self.dense(self.main(x).flatten(1))


def head(outputs):
    return nn.Sequential(nn.Linear(1024, 128), nn.BatchNorm1d(128), nn.LeakyReLU(0.1, True), nn.Linear(128, outputs))


class InfoGAN:
    def __init__(self, arguments):
        torch.manual_seed(arguments.seed)
        self.arguments = arguments
        self.g, self.d = Generator(), Discriminator()
        self.category, self.numbers = head(CATEGORIES), head(NUMBERS)
        for module in self.modules():
            for layer in module.modules():
                if isinstance(layer, (nn.Linear, nn.Conv2d, nn.ConvTranspose2d)):
                    nn.init.normal_(layer.weight, 0.0, 0.02)
                    nn.init.zeros_(layer.bias)
                elif isinstance(layer, (nn.BatchNorm1d, nn.BatchNorm2d)):
                    nn.init.normal_(layer.weight, 1.0, 0.02)
        for module in self.modules():
            settings.layout(arguments, module)
        self.generate = settings.compiled(arguments, self.g)
        self.features = settings.compiled(arguments, self.d.features)
        adam = dict(betas=(0.5, 0.999), fused=True)
        self.of_g = torch.optim.Adam(self.g.parameters(), 1e-3, **adam)
        self.judges = [p for m in (self.d, self.category, self.numbers) for p in m.parameters()]
        self.of_d = torch.optim.Adam(self.judges, 2e-4, **adam)

    def modules(self):
        return [self.g, self.d, self.category, self.numbers]

    def heads(self, h):
        """Logits of D, logits of the category and means of the numbers, in f32 for the losses."""
        return self.d.last(h).float(), self.category(h).float(), self.numbers(h).float()

    def information(self, logits, mean, category, numbers):
        return F.cross_entropy(logits, category) + 0.5 * (mean - numbers).square().sum(1).mean()

    def step(self, real):
        n = real.shape[0]
        category, numbers = torch.randint(CATEGORIES, (n,)), torch.rand(n, NUMBERS) * 2 - 1
        z = torch.cat([torch.randn(n, NOISE), F.one_hot(category, CATEGORIES).float(), numbers], 1)
        # D and Q
        with settings.autocast(self.arguments):
            fake = self.generate(z)
            on_fake, logits, mean = self.heads(self.features(fake.detach()))
            on_real = self.d.last(self.features(real)).float()
        loss_d = F.binary_cross_entropy_with_logits(on_real, torch.ones_like(on_real))
        loss_d = loss_d + F.binary_cross_entropy_with_logits(on_fake, torch.zeros_like(on_fake))
        loss_d = loss_d + self.information(logits, mean, category, numbers)
        self.of_d.zero_grad(set_to_none=True)
        loss_d.backward()
        self.of_d.step()
        # G, with D and Q frozen
        for parameter in self.judges:
            parameter.requires_grad_(False)
        with settings.autocast(self.arguments):
            on_fake, logits, mean = self.heads(self.features(fake))
        loss_g = F.binary_cross_entropy_with_logits(on_fake, torch.ones_like(on_fake))
        loss_g = loss_g + self.information(logits, mean, category, numbers)
        self.of_g.zero_grad(set_to_none=True)
        loss_g.backward()
        self.of_g.step()
        for parameter in self.judges:
            parameter.requires_grad_(True)
        return loss_d.detach(), loss_g.detach()

    def categories(self, images):
        for module in self.modules():
            module.eval()
        with torch.no_grad():
            parts = [self.category(self.d.features(part)).argmax(1) for part in images.split(500)]
        for module in self.modules():
            module.train()
        return torch.cat(parts)


def read_idx(folder, stem):
    for path in (Path(folder) / stem, Path(folder) / (stem + ".gz")):
        if path.exists():
            data = (gzip.open if path.suffix == ".gz" else open)(path, "rb").read()
            rank = data[3]
            sizes = [int.from_bytes(data[4 + 4 * i : 8 + 4 * i], "big") for i in range(rank)]
            return torch.frombuffer(bytearray(data[4 + 4 * rank :]), dtype=torch.uint8).view(*sizes)
    sys.exit(f"error: {folder} has no {stem}; give the folder of MNIST's files")


def pictures(images):
    return images[:, None].float() / 127.5 - 1


def accuracy(categories, labels):
    """Each category stands for its most frequent digit; two may share one, so this is an upper bound of a matching."""
    right = sum(torch.bincount(labels[categories == c], minlength=10).max().item() for c in range(CATEGORIES))
    return right / len(labels)


def train(arguments):
    images = read_idx(arguments.data, "train-images-idx3-ubyte")
    test = pictures(read_idx(arguments.data, "t10k-images-idx3-ubyte"))
    labels = read_idx(arguments.data, "t10k-labels-idx1-ubyte").long()
    system = InfoGAN(arguments)
    per_epoch = len(images) // arguments.batch_size
    for number in range(arguments.steps):
        if number % per_epoch == 0:
            order = torch.randperm(len(images))
        at = number % per_epoch * arguments.batch_size
        losses = system.step(pictures(images[order[at : at + arguments.batch_size]]))
        if (number + 1) % arguments.log_every == 0:
            share = accuracy(system.categories(test), labels)
            print(json.dumps({"step": number + 1, "d": losses[0].item(), "g": losses[1].item(), "purity": share}), flush=True)
    if arguments.out:
        torch.save({"generator": system.g.state_dict(), "discriminator": system.d.state_dict()}, arguments.out)


def bench(arguments):
    system = InfoGAN(arguments)
    real = settings.layout(arguments, torch.rand(arguments.batch_size, 1, 28, 28) * 2 - 1)
    seconds = []
    for number in range(arguments.warmup + arguments.steps):
        start = time.perf_counter()
        system.step(real)
        if number >= arguments.warmup:
            seconds.append(time.perf_counter() - start)
    print(json.dumps({
        "what": "infogan-train", "median_seconds": statistics.median(seconds), "minimum_seconds": min(seconds),
        "steps": arguments.steps, "batch_size": arguments.batch_size, "threads": torch.get_num_threads(),
        "settings": settings.used(arguments), "library": "PyTorch " + torch.__version__}))


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    commands = parser.add_subparsers(required=True)
    one = commands.add_parser("train")
    one.add_argument("--data", required=True)
    one.add_argument("--out")
    one.add_argument("--log-every", type=int, default=500)
    one.set_defaults(run=train, steps_default=5000)
    other = commands.add_parser("bench")
    other.add_argument("--warmup", type=int, default=3)
    settings.add_options(other)
    other.set_defaults(run=bench, steps_default=20)
    for command in (one, other):
        command.add_argument("--steps", type=int)
        command.add_argument("--batch-size", type=int, default=128)
        command.add_argument("--seed", type=int, default=1)
        command.add_argument("--threads", type=int, default=0)
    arguments = parser.parse_args()
    arguments.steps = arguments.steps or arguments.steps_default
    if arguments.threads:
        torch.set_num_threads(arguments.threads)
    arguments.run(arguments)


if __name__ == "__main__":
    main()
