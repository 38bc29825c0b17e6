"""Writes the fixtures of translation without pairs, by stock PyTorch 2.13 on the CPU (`pip install torch numpy pillow`).

    python Tests/Fixtures/make_translation_fixtures.py

Initial weights are rounded to half precision and stored so; pictures are bytes p, which networks see as p / 127.5 - 1.
"""

import argparse

import torch
from torch import nn

from make_torch_fixtures import save
import cut  # of Benchmarks/reference, which make_torch_fixtures puts on the path
import cyclegan


def rounded(tensors, networks):
    """Stores the networks' weights as they start, and makes them exactly that."""
    with torch.no_grad():
        for name, network in networks.items():
            for key, value in network.state_dict().items():
                value.copy_(value.half())
                tensors[f"{name}.{key}"] = value.half()


def pictures(tensors, step, count=2, side=16):
    a, b = (torch.randint(0, 256, [count, 3, side, side], dtype=torch.uint8) for _ in range(2))
    tensors |= {f"batch{step}.a": a, f"batch{step}.b": b}
    return a.float() / 127.5 - 1, b.float() / 127.5 - 1


def finals(tensors, name, network):
    for key, value in network.state_dict().items():
        tensors[f"final.{name}.{key}"] = value.clone()


def cyclegan_steps():
    """Five steps of a small CycleGAN whose pools of 3 pictures are full in the second; the coins are stored."""
    torch.manual_seed(6)
    options = argparse.Namespace(
        ngf=4, ndf=4, n_layers=2, blocks=2, lr=2e-4, lambda_a=10.0, lambda_b=8.0, lambda_identity=0.5, pool_size=3)
    coins = torch.Generator().manual_seed(1 + 0x78DDE6E5FD29F054)  # the seed of the Swift system whose recipe has 1
    model = cyclegan.CycleGAN(options, coins=lambda: torch.rand(2, generator=coins).tolist())
    networks = {
        "generator_A": model.g_a, "generator_B": model.g_b, "discriminator_A": model.d_a, "discriminator_B": model.d_b}
    tensors = {}
    rounded(tensors, networks)
    for step in range(5):
        a, b = pictures(tensors, step)
        for name, value in model.step(a, b).items():
            tensors[f"step{step}.{name}"] = value.clone()
    for name, network in networks.items():
        finals(tensors, name, network)
    save("cyclegan_steps.safetensors", tensors, "five CycleGAN training steps; see README.md")


def cut_steps():
    """Two steps of a small CUT, and two of a FastCUT whose second is flipped, with every patch place drawn from one seed."""
    tensors = {}
    for case, identity, weight in (("cut", True, 1.0), ("fastcut", False, 10.0)):
        torch.manual_seed(8)
        options = argparse.Namespace(
            ngf=4, ndf=4, n_layers=1, blocks=2, lr=2e-4, nce_idt=identity, lambda_nce=weight, nce_layers="0,4,7,10",
            num_patches=16, netf_nc=8, nce_t=0.07)
        draws = torch.Generator().manual_seed(1 + 0x78DDE6E5FD29F054)  # as above
        model = cut.CUT(options, places=lambda count: torch.randperm(count, generator=draws))
        networks = {"generator": model.generator, "discriminator": model.discriminator, "projector": model.projector}
        own = {}
        rounded(own, networks)
        for step in range(2):
            a, b = pictures(own, step)
            # FastCUT tosses a coin at the beginning of a step.
            flipped = not identity and torch.rand(1, generator=draws).item() < 0.5
            own[f"step{step}.flipped"] = torch.tensor(float(flipped))
            for name, value in model.step(a, b, flipped).items():
                own[f"step{step}.{name}"] = value.clone()
        for name, network in networks.items():
            finals(own, name, network)
        tensors |= {f"{case}.{key}": value for key, value in own.items()}
    torch.manual_seed(9)
    queries, keys = (nn.functional.normalize(torch.randn(2, 9, 5), dim=2) for _ in range(2))
    queries.requires_grad_()
    loss = cut.patch_nce(queries, keys, 0.07)
    loss.backward()
    tensors |= {"nce.queries": queries, "nce.keys": keys, "nce.loss": loss, "nce.gradient": queries.grad}
    save("cut_steps.safetensors", tensors, "PatchNCE, and two steps of CUT and of FastCUT; see README.md")


if __name__ == "__main__":
    torch.set_num_threads(1)
    cyclegan_steps()
    cut_steps()
