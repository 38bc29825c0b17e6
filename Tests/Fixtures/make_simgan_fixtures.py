"""Writes simgan_steps.safetensors: five training steps of small SimGANs by the code of Benchmarks/reference/simgan.py.

    pip install torch numpy && python Tests/Fixtures/make_simgan_fixtures.py

One step of the refiner alone, one of the discriminator alone, three of the game (K_g 2, K_d 1), with a history of 5
pictures that fills and turns over. The random draws are PyTorch's own, from the seeds that the system uses.
"""

import json
import struct
import sys
from pathlib import Path

import torch

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent.parent / "Benchmarks/reference"))
import simgan  # noqa: E402

SEED, BATCH, STEPS = 11, 4, 5
REFINER_NOISE, INSTANCE_NOISE, HISTORY = 0x9E37_79B9_7F4A_7C15, 0x3C6E_F372_FE94_F82A, 0x2545_F491_4F6C_DD1D
MASK = (1 << 64) - 1
LAYERS = [(3, 2, 6), (3, 2, 4), (3, 1, None), (3, 1, 4), (1, 1, 4)]


tensors = {}


def keep(name, value, dtype=torch.float32):
    tensors[name] = value.detach().to(dtype).contiguous().clone()


def write(path):
    """A safetensors file, written out here so that the script needs nothing but PyTorch."""
    names = {torch.float32: "F32", torch.float16: "F16", torch.uint8: "U8"}
    header, blobs, offset = {}, [], 0
    for name, value in tensors.items():
        blob = value.numpy().tobytes()
        header[name] = {
            "dtype": names[value.dtype], "shape": list(value.shape), "data_offsets": [offset, offset + len(blob)]}
        blobs.append(blob)
        offset += len(blob)
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    path.write_bytes(struct.pack("<Q", len(text)) + text + b"".join(blobs))


def generator(offset):
    return torch.Generator().manual_seed((SEED + offset) & MASK)


def rounded(network):
    """Weights that float16 holds exactly."""
    with torch.no_grad():
        for value in network.parameters():
            value.copy_(value.half().float())
    return network


def run(name, refiner, optimizer, **options):
    judge = rounded(simgan.discriminator(LAYERS))
    for part, network in (("refiner", refiner), ("discriminator", judge)):
        for key, value in network.state_dict().items():
            prefix = "main." if part == "discriminator" else ""
            keep(f"{name}.{part}.{prefix}{key}", value, torch.float16)
    system = simgan.SimGAN(
        refiner, judge, simgan.History(5, generator(HISTORY)), of_r=optimizer(refiner, 1), of_d=optimizer(judge, 0.5),
        draws=generator(INSTANCE_NOISE), **options)
    for step in range(STEPS):
        simulated = tensors[f"batch{step}.simulated"].float() / 127.5 - 1
        real = tensors[f"batch{step}.real"].float() / 127.5 - 1
        parts = simulated.split(BATCH)
        losses = {}
        if step == 0:
            losses |= system.move_refiner(parts[0], alone=True)
        elif step == 1:
            losses |= system.move_discriminator(parts[2], real)
        else:
            system.move_refiner(parts[0])
            losses |= system.move_refiner(parts[1])
            losses |= system.move_discriminator(parts[2], real)
        for term, value in losses.items():
            keep(f"{name}.step{step}.{term}", value)
    for part, network in (("refiner", refiner), ("discriminator", judge)):
        for key, value in network.state_dict().items():
            prefix = "main." if part == "discriminator" else ""
            keep(f"{name}.final.{part}.{prefix}{key}", value)
    keep(f"{name}.history", torch.stack(system.history.pictures))


def main():
    torch.manual_seed(3)
    for step in range(STEPS):
        keep(f"batch{step}.simulated", torch.randint(0, 256, (3 * BATCH, 1, 12, 15)), torch.uint8)
        keep(f"batch{step}.real", torch.randint(0, 256, (BATCH, 1, 12, 15)), torch.uint8)
    run(
        "paper", rounded(simgan.Refiner(width=4, blocks=2)),
        lambda network, share: torch.optim.SGD(network.parameters(), 1e-3 * share), weight=0.1, reduction="sum")
    run(
        "options",
        rounded(simgan.Refiner(
            width=4, blocks=1, padding="replicate", near_identity=True, half=True, noise=2,
            draws=generator(REFINER_NOISE))),
        lambda network, share: torch.optim.Adam(network.parameters(), 1e-3 * share, betas=(0.5, 0.999)), weight=0.5,
        reduction="mean", noise=0.2)
    write(HERE / "simgan_steps.safetensors")


if __name__ == "__main__":
    main()
