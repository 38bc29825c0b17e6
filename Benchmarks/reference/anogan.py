"""AnoGAN (Schlegl et al. 2017, arXiv 1703.05921) and f-AnoGAN (2019) in plain eager PyTorch.

The program that `gan bench anogan-search`, `gan bench f-anogan-inference` and `gan train f-anogan` are measured against:
the networks of DCGAN and WGAN-GP at 28x28 with the same widths, the same losses and scores.

    python anogan.py search --queries 10                    one query at a time, as the published programs do
    python anogan.py search --queries 1000 --batch 1000     all queries of a batch at once
    python anogan.py inference --queries 1000               f-AnoGAN's score in one forward pass
    python anogan.py train --data MNIST --normal 8          WGAN-GP, then the encoder, then the AUROC on the test set
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


class Generator(nn.Module):
    """DCGAN's generator for 28x28: 7x7, 14x14, 28x28."""

    def __init__(self, latent, width):
        super().__init__()
        self.main = nn.Sequential(
            nn.ConvTranspose2d(latent, 2 * width, 7, bias=False), nn.BatchNorm2d(2 * width), nn.ReLU(True),
            nn.ConvTranspose2d(2 * width, width, 4, 2, 1, bias=False), nn.BatchNorm2d(width), nn.ReLU(True),
            nn.ConvTranspose2d(width, 1, 4, 2, 1), nn.Tanh())

    def forward(self, z):
        return self.main(z[:, :, None, None])


class Discriminator(nn.Module):
    """DCGAN's discriminator for 28x28; a critic has no batch norm."""

    def __init__(self, width, norm):
        super().__init__()
        self.main = nn.Sequential(
            nn.Conv2d(1, width, 4, 2, 1), nn.LeakyReLU(0.2, True), nn.Conv2d(width, 2 * width, 4, 2, 1, bias=not norm),
            nn.BatchNorm2d(2 * width) if norm else nn.Identity(), nn.LeakyReLU(0.2, True))
        self.last = nn.Conv2d(2 * width, 1, 7)

    def features(self, x):
        return self.main(x).flatten(1)

    def forward(self, x):
        return self.last(self.main(x)).flatten(1)


class Encoder(nn.Module):
    """The critic's body, then a dense layer to z."""

    def __init__(self, width, latent, bounded):
        super().__init__()
        self.main = nn.Sequential(
            nn.Conv2d(1, width, 4, 2, 1), nn.LeakyReLU(0.2, True), nn.Conv2d(width, 2 * width, 4, 2, 1, bias=False),
            nn.BatchNorm2d(2 * width), nn.LeakyReLU(0.2, True))
        self.last = nn.Linear(2 * width * 49, latent)
        self.bounded = bounded

    def forward(self, x):
        z = self.last(self.main(x).flatten(1))
        return torch.tanh(z) if self.bounded else z


def search(generator, discriminator, queries, z, steps, rate, weight, arguments):
    """Adam on z alone: (1 - weight) * sum |x - G(z)| + weight * sum |f(x) - f(G(z))| for each query."""
    z = z.clone().requires_grad_(True)
    adam = torch.optim.Adam([z], rate, betas=(0.5, 0.999), fused=True)
    draw, judge = settings.compiled(arguments, generator), settings.compiled(arguments, discriminator.features)
    with torch.no_grad(), settings.autocast(arguments):
        wanted = judge(queries).float()
    for _ in range(steps):
        with settings.autocast(arguments):
            drawn = draw(z)
            found = judge(drawn).float()
        residual = (queries - drawn.float()).abs().flatten(1).sum(1)
        features = (wanted - found).abs().sum(1)
        loss = ((1 - weight) * residual + weight * features).sum()
        adam.zero_grad()
        loss.backward()
        adam.step()
    return z.detach()


def frozen(arguments, norm):
    torch.manual_seed(1)
    latent, width = arguments.latent, arguments.width
    networks = [Generator(latent, width), Discriminator(width, norm), Encoder(width, latent, False)]
    return [settings.layout(arguments, network.eval().requires_grad_(False)) for network in networks]


def report(what, seconds, queries, arguments, **more):
    print(json.dumps({
        "what": what, "median_seconds": seconds / queries, "queries": queries, "width": arguments.width,
        "threads": torch.get_num_threads(), "settings": settings.used(arguments),
        "library": "PyTorch " + torch.__version__, **more}))


def bench_search(arguments):
    generator, discriminator, _ = frozen(arguments, True)
    if arguments.trains_weights:  # What a program does that forgets to freeze its networks.
        for network in (generator, discriminator):
            network.requires_grad_(True)
    queries = settings.layout(arguments, torch.rand(arguments.queries, 1, 28, 28) * 2 - 1)
    starts = torch.rand(arguments.queries, arguments.latent) * 2 - 1
    search(generator, discriminator, queries[: arguments.batch], starts[: arguments.batch], 3, arguments.lr, 0.1, arguments)
    began = time.perf_counter()
    for at in range(0, arguments.queries, arguments.batch):
        part = slice(at, at + arguments.batch)
        search(generator, discriminator, queries[part], starts[part], arguments.steps, arguments.lr, 0.1, arguments)
    report("anogan-search", time.perf_counter() - began, arguments.queries, arguments, batch=arguments.batch,
           steps=arguments.steps)


def scores(generator, critic, encoder, images, kappa):
    drawn = generator(encoder(images))
    residual = (images - drawn.float()).square().flatten(1).mean(1)
    features = (critic.features(images).float() - critic.features(drawn).float()).square().mean(1)
    return residual + kappa * features


def bench_inference(arguments):
    generator, critic, encoder = frozen(arguments, False)
    queries = settings.layout(arguments, torch.rand(arguments.queries, 1, 28, 28) * 2 - 1)
    seconds = []
    score = settings.compiled(arguments, scores)
    with torch.no_grad(), settings.autocast(arguments):
        for number in range(arguments.repeats + 2):
            began = time.perf_counter()
            for part in queries.split(arguments.batch):
                score(generator, critic, encoder, part, 1)
            if number >= 2:
                seconds.append(time.perf_counter() - began)
    report("f-anogan-inference", statistics.median(seconds), arguments.queries, arguments, batch=arguments.batch)


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


def auroc(values, abnormal):
    """By ranks, ties half."""
    values = values.double()
    unique, inverse, counts = values.unique(return_inverse=True, return_counts=True)
    ranks = (counts.cumsum(0) - (counts - 1) / 2.0)[inverse]
    positives = abnormal.sum().item()
    return (ranks[abnormal].sum().item() - positives * (positives + 1) / 2) / (positives * (len(values) - positives))


def train(arguments):
    torch.manual_seed(arguments.seed)
    labels = read_idx(arguments.data, "train-labels-idx1-ubyte")
    images = pictures(read_idx(arguments.data, "train-images-idx3-ubyte")[labels == arguments.normal])
    test = pictures(read_idx(arguments.data, "t10k-images-idx3-ubyte"))
    abnormal = read_idx(arguments.data, "t10k-labels-idx1-ubyte") != arguments.normal
    latent, width, batch = arguments.latent, arguments.width, arguments.batch
    generator, critic = Generator(latent, width), Discriminator(width, False)
    encoder = Encoder(width, latent, False)
    adam = dict(betas=(0.0, 0.9), fused=True)
    of_generator = torch.optim.Adam(generator.parameters(), arguments.lr, **adam)
    of_critic = torch.optim.Adam(critic.parameters(), arguments.lr, **adam)
    of_encoder = (torch.optim.Adam(encoder.parameters(), arguments.encoder_lr, fused=True) if arguments.adam
                  else torch.optim.RMSprop(encoder.parameters(), arguments.encoder_lr))

    def drawn_batch():
        return images[torch.randint(len(images), (batch,))]

    began = time.perf_counter()
    for number in range(arguments.steps):
        real = drawn_batch()
        with torch.no_grad():
            fake = generator(torch.randn(batch, latent))
        share = torch.rand(batch, 1, 1, 1)
        between = (share * real + (1 - share) * fake).requires_grad_(True)
        slope, = torch.autograd.grad(critic(between).sum(), between, create_graph=True)
        penalty = 10 * (slope.flatten(1).norm(dim=1) - 1).square().mean()
        loss = critic(fake).mean() - critic(real).mean() + penalty
        of_critic.zero_grad()
        loss.backward()
        of_critic.step()
        if number % arguments.critic_steps == 0:
            critic.requires_grad_(False)
            of_generator.zero_grad()
            (-critic(generator(torch.randn(batch, latent))).mean()).backward()
            of_generator.step()
            critic.requires_grad_(True)
    middle = time.perf_counter()
    generator.eval().requires_grad_(False)
    critic.requires_grad_(False)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(of_encoder, max(1, arguments.encoder_steps))
    for number in range(arguments.encoder_steps):
        real = drawn_batch()
        drawn = generator(encoder(real))
        image = F.mse_loss(drawn, real)
        feature = F.mse_loss(critic.features(drawn), critic.features(real))
        of_encoder.zero_grad()
        (image + arguments.kappa * feature).backward()
        of_encoder.step()
        schedule.step()
    ended = time.perf_counter()
    encoder.eval()
    figures = {}
    with torch.no_grad():
        found = {name: [] for name in ("l1", "l2", "f1", "f2", "z")}
        for part in test.split(500):
            z = encoder(part)
            drawn = generator(z)
            a, b = critic.features(part), critic.features(drawn)
            found["l1"].append((part - drawn).abs().flatten(1).mean(1))
            found["l2"].append((part - drawn).square().flatten(1).mean(1))
            found["f1"].append((a - b).abs().mean(1))
            found["f2"].append((a - b).square().mean(1))
            found["z"].append(z.square().mean(1))
        values = {name: torch.cat(parts) for name, parts in found.items()}
        normal = ~abnormal
        scaled = {name: v / v[normal].mean() for name, v in values.items()}
        for name, value in values.items():
            figures[name] = auroc(value, abnormal)
        for name, value in {"l2+f2": values["l2"] + values["f2"], "l2~f2": scaled["l2"] + scaled["f2"],
                            "l1~f1": scaled["l1"] + scaled["f1"], "l2~f2~z": scaled["l2"] + scaled["f2"] + 0.3 * scaled["z"]}.items():
            figures[name] = auroc(value, abnormal)
        normal_l2 = values["l2"][normal].mean().item()
    print(json.dumps({"normal": arguments.normal, "gan_s": round(middle - began, 1), "enc_s": round(ended - middle, 1),
                      "critic": loss.item(), "normal_l2": normal_l2, **{k: round(v, 4) for k, v in figures.items()}}), flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    commands = parser.add_subparsers(required=True)
    one = commands.add_parser("search")
    one.add_argument("--steps", type=int, default=500)
    one.add_argument("--lr", type=float, default=0.01)
    one.add_argument("--trains-weights", action="store_true", help="leave the networks' gradients on")
    one.set_defaults(run=bench_search, queries_default=10, batch_default=1)
    two = commands.add_parser("inference")
    two.add_argument("--repeats", type=int, default=5)
    two.set_defaults(run=bench_inference, queries_default=1000, batch_default=250)
    three = commands.add_parser("train")
    three.add_argument("--data", required=True)
    three.add_argument("--normal", type=int, required=True)
    three.add_argument("--steps", type=int, default=2000)
    three.add_argument("--encoder-steps", type=int, default=2000)
    three.add_argument("--critic-steps", type=int, default=5)
    three.add_argument("--lr", type=float, default=1e-4)
    three.add_argument("--encoder-lr", type=float, default=5e-5)
    three.add_argument("--kappa", type=float, default=1)
    three.add_argument("--adam", action="store_true", help="Adam in place of RMSprop for the encoder")
    three.add_argument("--seed", type=int, default=1)
    three.set_defaults(run=train, queries_default=0, batch_default=64)
    for command in (one, two):
        settings.add_options(command)
    for command in (one, two, three):
        command.add_argument("--queries", type=int)
        command.add_argument("--batch", type=int)
        command.add_argument("--latent", type=int, default=100)
        command.add_argument("--width", type=int, default=64)
        command.add_argument("--threads", type=int, default=0)
    arguments = parser.parse_args()
    arguments.queries = arguments.queries or arguments.queries_default
    arguments.batch = arguments.batch or arguments.batch_default
    if arguments.threads:
        torch.set_num_threads(arguments.threads)
    arguments.run(arguments)


if __name__ == "__main__":
    main()
