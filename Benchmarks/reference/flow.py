"""The cross-channel pair of Ravanbakhsh et al. 2017 (arXiv 1708.09644) in plain eager PyTorch.

Frame to flow and flow to frame, each a U-Net of six levels (32 to 256 channels, batch norm, no dropout) and a PatchGAN of
base 32, at 192x128: what `gan train flow-anomaly` trains and `gan detect` runs by default.

    python flow.py bench --what infer --threads 2
    python flow.py bench --what train --bf16 --channels-last
"""

import argparse
import json
import statistics
import time

import torch
import torch.nn.functional as F
from torch import nn

import pix2pix
import settings


def generator(inputs, outputs, bounded):
    network = pix2pix.UNet(inputs, outputs, num_downs=6, ngf=32, norm="batch", dropout=False)
    if not bounded:
        network.model.model = network.model.model[:-1]
    return network


class Side(nn.Module):
    """One direction: the generator x -> y, and the discriminator of (x, y)."""

    def __init__(self, options, inputs, outputs, bounded, lr=4e-4, lr_d=2e-4):
        super().__init__()
        self.g = generator(inputs, outputs, bounded)
        self.d = pix2pix.PatchGAN(inputs + outputs, 32)
        self.optimizer_g = settings.adam(options, self.g.parameters(), lr, (0.5, 0.999))
        self.optimizer_d = settings.adam(options, self.d.parameters(), lr_d, (0.5, 0.999))

    def judge(self, x, y, real):
        logits = self.d(torch.cat([x, y], 1)).float()
        target = torch.ones_like(logits) if real else torch.zeros_like(logits)
        return F.binary_cross_entropy_with_logits(logits, target)

    def step(self, x, y, cast):
        with cast():
            output = self.g(x)
            loss = (self.judge(x, output.detach().float(), False) + self.judge(x, y, True)) * 0.5
        self.optimizer_d.zero_grad(set_to_none=True)
        loss.backward()
        self.optimizer_d.step()
        self.d.requires_grad_(False)
        with cast():
            drawn = output.float()
            loss = self.judge(x, drawn, True) + 100 * F.l1_loss(drawn, y)
        self.optimizer_g.zero_grad(set_to_none=True)
        loss.backward()
        self.optimizer_g.step()
        self.d.requires_grad_(True)


def bench(options):
    torch.manual_seed(0)
    torch.set_num_threads(options.threads)
    batch = options.batch_size or (4 if options.what == "train" else 1)
    frame, flow = torch.rand(batch, 1, 128, 192) * 2 - 1, torch.randn(batch, 3, 128, 192)
    frame, flow = settings.layout(options, frame), settings.layout(options, flow)
    sides = [settings.layout(options, side) for side in (Side(options, 1, 3, False), Side(options, 3, 1, True))]

    def cast():
        return settings.autocast(options)

    def train():
        sides[0].step(frame, flow, cast)
        sides[1].step(flow, frame, cast)

    if options.what == "infer":
        for side in sides:
            side.eval().requires_grad_(False)
        draw_flow, draw_frame = (settings.compiled(options, side.g) for side in sides)

    def infer():
        with torch.no_grad(), cast():
            draw_flow(frame)
            draw_frame(flow)

    body = train if options.what == "train" else infer
    times = []
    for turn in range(options.warmup + options.steps):
        start = time.perf_counter()
        body()
        if turn >= options.warmup:
            times.append(time.perf_counter() - start)
    print(json.dumps({
        "what": "flow-" + options.what, "settings": settings.used(options), "batch": batch, "threads": options.threads,
        "median_seconds": statistics.median(times),
        "minimum_seconds": min(times)}))


def main():
    parser = argparse.ArgumentParser()
    commands = parser.add_subparsers(dest="command", required=True)
    command = commands.add_parser("bench")
    command.add_argument("--what", choices=["train", "infer"], default="infer")
    command.add_argument("--threads", type=int, default=2)
    command.add_argument("--batch-size", type=int, default=0)
    command.add_argument("--steps", type=int, default=20)
    command.add_argument("--warmup", type=int, default=3)
    settings.add_options(command)
    bench(parser.parse_args())


main()
