"""DCGAN (Radford et al. 2015, 1511.06434) and WGAN-GP (Gulrajani et al. 2017, 1704.00028) on 28x28 grey IDX files in
plain eager PyTorch.

The program that `gan train dcgan` and `gan train wgan-gp` are compared with: the same networks (with the same
state-dictionary keys), start of the weights, losses, order of updates and defaults. `train` writes the generator as a
weights file of ours, so `gan generate` and `gan evaluate` take it as they take their own.

    python generation.py train --system wgan-gp --data MNIST --steps 5000 --out RUN
    python generation.py generate --model RUN --count 10000 --out DIR
"""

import argparse
import gzip
import json
import struct
import sys
import time
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from PIL import Image
from torch import nn

SIDE, SMALLEST = 28, 7
LATENT_SEED, PENALTY_SEED, MASK = 0x9E37_79B9_7F4A_7C15, 0x3C6E_F372_FE94_F82A, (1 << 64) - 1

# The papers' recipes, as the keys of recipe.yaml.
RECIPES = {
    "dcgan": dict(
        latent_dim=100, noise="uniform", norm="batch", gan_mode="vanilla", n_critic=1, beta1=0.5, beta2=0.999, lr=2e-4,
        batch_size=128, init_gain=0.02),
    "wgan-gp": dict(
        latent_dim=128, noise="gaussian", norm="none", gan_mode="wgan-gp", lambda_gp=10.0, n_critic=5, beta1=0.0,
        beta2=0.9, lr=1e-4, batch_size=64, init_gain=0.0),
}


class Generator(nn.Module):
    def __init__(self, inputs, ngf):
        super().__init__()
        self.main = nn.Sequential(
            nn.ConvTranspose2d(inputs, 2 * ngf, SMALLEST, bias=False), nn.BatchNorm2d(2 * ngf), nn.ReLU(True),
            nn.ConvTranspose2d(2 * ngf, ngf, 4, 2, 1, bias=False), nn.BatchNorm2d(ngf), nn.ReLU(True),
            nn.ConvTranspose2d(ngf, 1, 4, 2, 1), nn.Tanh())

    def forward(self, z):
        return self.main(z[:, :, None, None])


class Discriminator(nn.Module):
    def __init__(self, ndf, norm):
        super().__init__()
        with_norm = norm == "batch"
        self.main = nn.Sequential(
            nn.Conv2d(1, ndf, 4, 2, 1), nn.LeakyReLU(0.2, True), nn.Conv2d(ndf, 2 * ndf, 4, 2, 1, bias=not with_norm),
            nn.BatchNorm2d(2 * ndf) if with_norm else nn.Identity(), nn.LeakyReLU(0.2, True))
        self.last = nn.Conv2d(2 * ndf, 1, SMALLEST)

    def forward(self, x):
        return self.last(self.main(x)).flatten(1)


def start(network, gain):
    """N(0, gain) weights and N(1, gain) scales of batch norm; a gain of 0 leaves PyTorch's own start."""
    for layer in network.modules():
        if gain and isinstance(layer, (nn.Conv2d, nn.ConvTranspose2d)):
            nn.init.normal_(layer.weight, 0.0, gain)
            if layer.bias is not None:
                nn.init.zeros_(layer.bias)
        elif gain and isinstance(layer, nn.BatchNorm2d):
            nn.init.normal_(layer.weight, 1.0, gain)
            nn.init.zeros_(layer.bias)


def source(seed, offset=0):
    return torch.Generator().manual_seed((seed + offset) & MASK)


def noise(recipe, count, generator):
    if recipe["noise"] == "gaussian":
        return torch.randn(count, recipe["latent_dim"], generator=generator)
    return torch.rand(count, recipe["latent_dim"], generator=generator) * 2 - 1


class System:
    """What both have: two networks and two Adams. A step is one of the discriminator's."""

    def __init__(self, recipe):
        torch.manual_seed(recipe["seed"])
        self.recipe = recipe
        self.g = Generator(recipe["latent_dim"], recipe["ngf"])
        self.d = Discriminator(recipe["ndf"], recipe["norm"])
        for network in (self.g, self.d):
            start(network, recipe["init_gain"])
        adam = dict(lr=recipe["lr"], betas=(recipe["beta1"], recipe["beta2"]), fused=True)
        self.of_g = torch.optim.Adam(self.g.parameters(), **adam)
        self.of_d = torch.optim.Adam(self.d.parameters(), **adam)
        self.latent, self.points = source(recipe["seed"], LATENT_SEED), source(recipe["seed"], PENALTY_SEED)

    def move(self, optimizer, loss):
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        optimizer.step()

    def move_generator(self, loss):
        """`loss` passes through the discriminator, whose own weights need no gradient."""
        self.d.requires_grad_(False)
        value = loss()
        self.move(self.of_g, value)
        self.d.requires_grad_(True)
        return value.detach()


class DCGAN(System):
    def step(self, number, real):
        fake = self.g(noise(self.recipe, len(real), self.latent))
        on_real, on_fake = self.d(real), self.d(fake.detach())
        loss_d = F.binary_cross_entropy_with_logits(on_real, torch.ones_like(on_real))
        loss_d = loss_d + F.binary_cross_entropy_with_logits(on_fake, torch.zeros_like(on_fake))
        self.move(self.of_d, loss_d)

        def of_generator():
            on_fake = self.d(fake)
            return F.binary_cross_entropy_with_logits(on_fake, torch.ones_like(on_fake))

        return loss_d.detach(), self.move_generator(of_generator)


class WGANGP(System):
    def penalty(self, real, fake):
        mix = torch.rand(len(real), 1, 1, 1, generator=self.points)
        points = (mix * real + (1 - mix) * fake).requires_grad_(True)
        slope, = torch.autograd.grad(self.d(points).sum(), points, create_graph=True)
        lengths = (slope.flatten(1).square().sum(1) + 1e-12).sqrt()
        return (lengths - 1).square().mean() * self.recipe["lambda_gp"]

    def step(self, number, real):
        z = noise(self.recipe, len(real), self.latent)
        with torch.no_grad():
            fake = self.g(z)
        loss_d = self.d(fake).mean() - self.d(real).mean() + self.penalty(real, fake)
        self.move(self.of_d, loss_d)
        if number % self.recipe["n_critic"]:
            return loss_d.detach(), None
        return loss_d.detach(), self.move_generator(lambda: -self.d(self.g(z)).mean())


def read_idx(folder, stem):
    for path in (Path(folder) / stem, Path(folder) / (stem + ".gz")):
        if path.exists():
            data = (gzip.open if path.suffix == ".gz" else open)(path, "rb").read()
            rank = data[3]
            sizes = [int.from_bytes(data[4 + 4 * i : 8 + 4 * i], "big") for i in range(rank)]
            return torch.frombuffer(bytearray(data[4 + 4 * rank :]), dtype=torch.uint8).view(*sizes)
    sys.exit(f"error: {folder} has no {stem}; give the folder of MNIST's files")


def write_weights(path, network, metadata):
    """A safetensors file, written out here so that this needs no package for it."""
    kinds = {torch.float32: "F32", torch.int64: "I64"}
    header, blobs, offset = {"__metadata__": metadata}, [], 0
    for name, value in network.state_dict().items():
        blob = value.numpy().tobytes()
        header[name] = {
            "dtype": kinds[value.dtype], "shape": list(value.shape), "data_offsets": [offset, offset + len(blob)]}
        blobs.append(blob)
        offset += len(blob)
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    path.write_bytes(struct.pack("<Q", len(text)) + text + b"".join(blobs))


def read_weights(path):
    """The recipe in a file's header, and its state dictionary."""
    if path.is_dir():
        path = path / "generator.safetensors"
    if not path.exists():
        sys.exit(f"error: {path} does not exist; give a run of `generation.py train`")
    data = path.read_bytes()
    start_of_data = 8 + struct.unpack("<Q", data[:8])[0]
    header = json.loads(data[8:start_of_data])
    kinds = {"F32": np.float32, "I64": np.int64}
    recipe = json.loads(header.pop("__metadata__")["recipe"])
    weights = {}
    for name, entry in header.items():
        first, last = (start_of_data + offset for offset in entry["data_offsets"])
        values = np.frombuffer(data[first:last], kinds[entry["dtype"]]).reshape(entry["shape"])
        weights[name] = torch.from_numpy(values.copy())
    return recipe, weights


def train(arguments):
    images = read_idx(arguments.data, "train-images-idx3-ubyte")
    if images.shape[1:] != (SIDE, SIDE):
        sys.exit(f"error: the pictures of {arguments.data} are {tuple(images.shape[1:])}; this program takes 28x28")
    recipe = dict(
        RECIPES[arguments.system], generator="dcgan", image_size=SIDE, channels=1, codes=[], classes=[],
        ngf=arguments.ngf, ndf=arguments.ndf, seed=arguments.seed, steps=arguments.steps)
    if arguments.batch_size:
        recipe["batch_size"] = arguments.batch_size
    batch = recipe["batch_size"]
    system = (DCGAN if arguments.system == "dcgan" else WGANGP)(recipe)
    order_source = source(arguments.seed)
    per_epoch = len(images) // batch
    began = time.perf_counter()
    for number in range(arguments.steps):
        if number % per_epoch == 0:
            order = torch.randperm(len(images), generator=order_source)
        at = number % per_epoch * batch
        real = images[order[at : at + batch]][:, None].float() / 127.5 - 1
        loss_d, loss_g = system.step(number, real)
        if (number + 1) % arguments.log_every == 0:
            print(json.dumps({
                "step": number + 1, "d": loss_d.item(), "g": None if loss_g is None else loss_g.item(),
                "seconds": time.perf_counter() - began}), flush=True)
    out = Path(arguments.out)
    out.mkdir(parents=True, exist_ok=True)
    write_weights(out / "generator.safetensors", system.g, {
        "format_version": "1", "system": arguments.system, "network": "generator", "step": str(arguments.steps),
        "recipe": json.dumps(recipe), "source": "Benchmarks/reference/generation.py, PyTorch " + torch.__version__})
    print(json.dumps({
        "seconds": time.perf_counter() - began, "steps": arguments.steps, "threads": torch.get_num_threads(),
        "library": "PyTorch " + torch.__version__, "model": str(out / "generator.safetensors")}))


def generate(arguments):
    recipe, weights = read_weights(Path(arguments.model))
    network = Generator(recipe["latent_dim"], recipe["ngf"])
    network.load_state_dict(weights)
    network.eval()
    out = Path(arguments.out)
    out.mkdir(parents=True, exist_ok=True)
    z = noise(recipe, arguments.count, source(arguments.seed))
    with torch.no_grad():
        for first in range(0, arguments.count, 250):
            levels = (network(z[first : first + 250]) + 1) / 2 * 255
            pictures = (levels.clamp(0, 255) + 0.5).to(torch.uint8).numpy()
            for offset, picture in enumerate(pictures):
                Image.fromarray(picture[0]).save(out / f"{first + offset:06d}.png")
    print(out)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0].replace("\n", " "))
    commands = parser.add_subparsers(required=True)
    one = commands.add_parser("train", help="train a generator")
    one.add_argument("--system", choices=sorted(RECIPES), required=True)
    one.add_argument("--data", required=True, help="the folder of IDX files, plain or .gz")
    one.add_argument("--out", required=True, help="the folder to write generator.safetensors into")
    one.add_argument("--ngf", type=int, default=64)
    one.add_argument("--ndf", type=int, default=64)
    one.add_argument("--steps", type=int, default=5000, help="the discriminator's")
    one.add_argument("--batch-size", type=int, help="the default is the paper's: 128 for dcgan, 64 for wgan-gp")
    one.add_argument("--log-every", type=int, default=500)
    one.set_defaults(run=train, seed_default=1)
    other = commands.add_parser("generate", help="draw PNG files as `gan generate` does")
    other.add_argument("--model", required=True, help="a run of `train`, or its weights file")
    other.add_argument("--count", type=int, default=64)
    other.add_argument("--out", required=True, help="the folder of pictures")
    other.set_defaults(run=generate, seed_default=0)
    for command in (one, other):
        command.add_argument("--seed", type=int)
        command.add_argument("--threads", type=int, default=0)
    arguments = parser.parse_args()
    if arguments.seed is None:
        arguments.seed = arguments.seed_default
    if arguments.threads:
        torch.set_num_threads(arguments.threads)
    arguments.run(arguments)


if __name__ == "__main__":
    main()
