"""How far from the limit: the multiply-adds of each network, and a plain matrix product's speed on the same cores.

    python limits.py --threads 2                   a table; seconds of `Benchmarks/run` beside it give the share

Multiply-adds are counted by PyTorch's own counter, over a translation or a whole training step of the reference
programs, whose networks are those of `gan`.
"""

import argparse
import statistics
import sys
import time

import torch
from torch.utils.flop_counter import FlopCounterMode

import cyclegan
import infogan
import pix2pix


def multiply_adds(body):
    with FlopCounterMode(display=False) as counter:
        body()
    return counter.get_total_flops() / 2


def product_speed(dtype, side=2048, repeats=9):
    """Multiply-adds a second of a square product: the median."""
    a, b = (torch.randn(side, side).to(dtype) for _ in range(2))
    times = []
    for _ in range(repeats + 2):
        began = time.perf_counter()
        a @ b
        times.append(time.perf_counter() - began)
    return side**3 / statistics.median(times[2:])


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--threads", type=int, default=2)
    threads = parser.parse_args().threads
    torch.set_num_threads(threads)

    pictures = [torch.rand(1, 3, 256, 256) * 2 - 1 for _ in range(2)]
    of_pix2pix = pix2pix.parser().parse_args(["bench"])
    model = pix2pix.Pix2Pix(of_pix2pix, 8)
    unpaired = cyclegan.CycleGAN(cyclegan.arguments().parse_args(["bench"]))
    sys.argv = ["infogan"]
    game = infogan.InfoGAN(argparse.Namespace(seed=1, batch_size=128, fused=True))
    digits = torch.rand(128, 1, 28, 28) * 2 - 1
    with torch.no_grad():
        translation = multiply_adds(lambda: model.generator.eval()(pictures[0]))
    model.generator.train()
    rows = {
        "U-Net-256, a translation": translation,
        "pix2pix, a training step": multiply_adds(lambda: model.step(*pictures)),
        "InfoGAN, a training step of 128": multiply_adds(lambda: game.step(digits)),
        "CycleGAN, a training step": multiply_adds(lambda: unpaired.step(*pictures)),
    }
    print("| network | multiply-adds |\n|---|---|")
    for name, count in rows.items():
        print(f"| {name} | {count / 1e9:.2f} billion |")
    for name, dtype in (("f32", torch.float32), ("bf16", torch.bfloat16)):
        print(f"| a product of 2048x2048 matrices, {name} | {product_speed(dtype) / 1e9:.0f} billion a second |")


if __name__ == "__main__":
    main()
