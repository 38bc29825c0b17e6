"""CycleGAN (Zhu et al. 2017, arXiv 1703.10593) in plain PyTorch: networks and one training step.

The program that the Swift implementation is measured against, with the state-dictionary keys of the well-known code base.

    python cyclegan.py bench --steps 5
"""

import argparse
import json
import statistics
import time

import torch
from torch import nn

import settings
from pix2pix import PatchGAN, initialize, norm_layer


class ResNetBlock(nn.Module):
    def __init__(self, width, norm):
        super().__init__()
        bias = norm == "instance"
        self.conv_block = nn.Sequential(
            nn.ReflectionPad2d(1), nn.Conv2d(width, width, 3, bias=bias), norm_layer(norm, width), nn.ReLU(True),
            nn.ReflectionPad2d(1), nn.Conv2d(width, width, 3, bias=bias), norm_layer(norm, width))

    def forward(self, x):
        return x + self.conv_block(x)


class ResNet(nn.Module):
    """Two halvings, residual blocks, two doublings by transposed convolutions."""

    def __init__(self, inputs=3, outputs=3, blocks=9, ngf=64, norm="instance"):
        super().__init__()
        bias = norm == "instance"
        layers = [nn.ReflectionPad2d(3), nn.Conv2d(inputs, ngf, 7, bias=bias), norm_layer(norm, ngf), nn.ReLU(True)]
        for width in (ngf, 2 * ngf):
            layers += [nn.Conv2d(width, 2 * width, 3, 2, 1, bias=bias), norm_layer(norm, 2 * width), nn.ReLU(True)]
        layers += [ResNetBlock(4 * ngf, norm) for _ in range(blocks)]
        for width in (4 * ngf, 2 * ngf):
            layers += [
                nn.ConvTranspose2d(width, width // 2, 3, 2, 1, output_padding=1, bias=bias),
                norm_layer(norm, width // 2), nn.ReLU(True)]
        self.model = nn.Sequential(*layers, nn.ReflectionPad2d(3), nn.Conv2d(ngf, outputs, 7), nn.Tanh())

    def forward(self, x):
        return self.model(x)

    def features(self, x, places):
        """What the layers at these positions make of a picture (CUT's encoder)."""
        found = []
        for place, layer in enumerate(self.model[: max(places) + 1]):
            x = layer(x)
            if place in places:
                found.append(x)
        return found


class Pool:
    """Earlier pictures; `coins` are the draws (two a picture) once it is full."""

    def __init__(self, size, coins=None):
        self.size, self.pictures, self.coins = size, [], coins or (lambda: torch.rand(2).tolist())

    def exchange(self, images):
        if self.size == 0:
            return images.detach()
        handed = []
        for image in images.detach().split(1):
            if len(self.pictures) < self.size:
                self.pictures.append(image.clone())
                handed.append(image)
                continue
            coin, place = self.coins()
            if coin > 0.5:
                place = min(int(place * self.size), self.size - 1)
                handed.append(self.pictures[place])
                self.pictures[place] = image.clone()
            else:
                handed.append(image)
        return torch.cat(handed)


class CycleGAN:
    """Four networks, two optimizers and one training step: generators first, then discriminators."""

    def __init__(self, args, coins=None):
        self.args = args
        self.g_a, self.g_b = (settings.layout(args, initialize(ResNet(3, 3, args.blocks, args.ngf))) for _ in range(2))
        self.d_a, self.d_b = (
            settings.layout(args, initialize(PatchGAN(3, args.ndf, args.n_layers, "instance"))) for _ in range(2))
        self.pool_a, self.pool_b = Pool(args.pool_size, coins), Pool(args.pool_size, coins)
        betas = (0.5, 0.999)
        self.optimizer_g = settings.adam(
            args, [*self.g_a.parameters(), *self.g_b.parameters()], lr=args.lr, betas=betas)
        self.optimizer_d = settings.adam(
            args, [*self.d_a.parameters(), *self.d_b.parameters()], lr=args.lr, betas=betas)

    def adversarial(self, logits, real):
        return nn.functional.mse_loss(logits.float(), torch.full_like(logits.float(), 1.0 if real else 0.0))

    def toggle(self, on):
        for network in (self.d_a, self.d_b):
            for parameter in network.parameters():
                parameter.requires_grad = on

    def step(self, a, b):
        args, l1 = self.args, lambda x, y: nn.functional.l1_loss(x.float(), y)
        losses = {}
        self.toggle(False)
        self.optimizer_g.zero_grad()
        with settings.autocast(args):
            fake_b, fake_a = self.g_a(a), self.g_b(b)
            losses["cycle_A"], losses["cycle_B"] = l1(self.g_b(fake_b), a), l1(self.g_a(fake_a), b)
            losses["G_A"] = self.adversarial(self.d_a(fake_b), True)
            losses["G_B"] = self.adversarial(self.d_b(fake_a), True)
            total = losses["G_A"] + losses["G_B"]
            total = total + args.lambda_a * losses["cycle_A"] + args.lambda_b * losses["cycle_B"]
            if args.lambda_identity > 0:
                losses["idt_A"], losses["idt_B"] = l1(self.g_a(b), b), l1(self.g_b(a), a)
                total = total + args.lambda_identity * (
                    args.lambda_b * losses["idt_A"] + args.lambda_a * losses["idt_B"])
        total.backward()
        self.optimizer_g.step()
        self.toggle(True)
        self.optimizer_d.zero_grad()
        with settings.autocast(args):
            for name, judge, real, fake in (
                ("D_A", self.d_a, b, self.pool_b.exchange(fake_b.float())),
                ("D_B", self.d_b, a, self.pool_a.exchange(fake_a.float())),
            ):
                losses[name] = 0.5 * (self.adversarial(judge(real), True) + self.adversarial(judge(fake), False))
        (losses["D_A"] + losses["D_B"]).backward()
        self.optimizer_d.step()
        return {name: value.detach() for name, value in losses.items()}


def bench(args):
    torch.set_num_threads(args.threads)
    torch.manual_seed(1)
    model = CycleGAN(args)
    shape = [args.batch_size, 3, args.height, args.width]
    a, b = (settings.layout(args, torch.rand(shape) * 2 - 1) for _ in range(2))
    seconds = []
    for _ in range(args.warmup + args.steps):
        began = time.perf_counter()
        model.step(a, b)
        seconds.append(time.perf_counter() - began)
    seconds = seconds[args.warmup:]
    print(json.dumps({
        "what": "cyclegan-train", "median_seconds": statistics.median(seconds), "minimum_seconds": min(seconds),
        "settings": settings.used(args), "library": "PyTorch " + torch.__version__}))


def arguments(description=__doc__):
    parser = argparse.ArgumentParser(description=description.splitlines()[0])
    parser.add_argument("command", choices=["bench"])
    for name, kind, value in (
        ("threads", int, 2), ("steps", int, 5), ("warmup", int, 1), ("batch-size", int, 1), ("width", int, 256),
        ("height", int, 256), ("blocks", int, 9), ("ngf", int, 64), ("ndf", int, 64), ("n-layers", int, 3),
        ("lr", float, 2e-4), ("pool-size", int, 50), ("lambda-a", float, 10.0), ("lambda-b", float, 10.0),
        ("lambda-identity", float, 0.5),
    ):
        parser.add_argument("--" + name, type=kind, default=value)
    settings.add_options(parser)
    return parser


if __name__ == "__main__":
    bench(arguments().parse_args())
