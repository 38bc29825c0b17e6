"""Writes generation_steps.safetensors: a few training steps of small generative systems, by stock PyTorch.

    pip install torch numpy && python Tests/Fixtures/make_generation_fixtures.py

The random draws are PyTorch's own: a CPU generator with the same seed gives both programs the same numbers, so what is
compared is everything that comes after them. Weights are float16 values, from which training begins exactly.
"""

import json
import math
import struct
from pathlib import Path

import torch
import torch.nn.functional as F
from torch import nn

HERE = Path(__file__).resolve().parent
MASK = (1 << 64) - 1
SEED = 11
LATENT, PENALTY, CHANGES = 0x9E37_79B9_7F4A_7C15, 0x3C6E_F372_FE94_F82A, 0x5851_F42D_4C95_7F2D
BATCH, SIDE, STEPS = 6, 28, 3
tensors = {}


def keep(name, value, dtype=torch.float32):
    tensors[name] = value.detach().to(dtype).contiguous().clone()


def write(path):
    """A safetensors file, written out here so that the script needs nothing but PyTorch."""
    names = {torch.float32: "F32", torch.float16: "F16", torch.uint8: "U8", torch.int64: "I64"}
    header, blobs, offset = {}, [], 0
    for name, value in tensors.items():
        blob = value.numpy().tobytes()
        header[name] = {"dtype": names[value.dtype], "shape": list(value.shape), "data_offsets": [offset, offset + len(blob)]}
        blobs.append(blob)
        offset += len(blob)
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    path.write_bytes(struct.pack("<Q", len(text)) + text + b"".join(blobs))


def generator(offset=0):
    return torch.Generator().manual_seed((SEED + offset) & MASK)


class View(nn.Module):
    def __init__(self, *shape):
        super().__init__()
        self.shape = shape

    def forward(self, x):
        return x.reshape(-1, *self.shape)


class DCGANGenerator(nn.Module):
    def __init__(self, inputs, f):
        super().__init__()
        self.main = nn.Sequential(
            nn.ConvTranspose2d(inputs, 2 * f, 7, bias=False), nn.BatchNorm2d(2 * f), nn.ReLU(),
            nn.ConvTranspose2d(2 * f, f, 4, 2, 1, bias=False), nn.BatchNorm2d(f), nn.ReLU(),
            nn.ConvTranspose2d(f, 1, 4, 2, 1), nn.Tanh())

    def forward(self, z):
        return self.main(z[:, :, None, None])


class DCGANDiscriminator(nn.Module):
    def __init__(self, channels, f, norm):
        super().__init__()
        self.main = nn.Sequential(
            nn.Conv2d(channels, f, 4, 2, 1), nn.LeakyReLU(0.2), nn.Conv2d(f, 2 * f, 4, 2, 1, bias=not norm),
            nn.BatchNorm2d(2 * f) if norm else nn.Identity(), nn.LeakyReLU(0.2))
        self.last = nn.Conv2d(2 * f, 1, 7)

    def features(self, x):
        return self.main(x).flatten(1)

    def judge(self, h):
        return self.last(h.reshape(h.shape[0], -1, 7, 7)).flatten(1)

    def forward(self, x):
        return self.judge(self.features(x))


class InfoGANGenerator(nn.Module):
    def __init__(self, inputs, f):
        super().__init__()
        self.dense = nn.Sequential(
            nn.Linear(inputs, 16 * f), nn.BatchNorm1d(16 * f), nn.ReLU(), nn.Linear(16 * f, 98 * f),
            nn.BatchNorm1d(98 * f), nn.ReLU())
        self.main = nn.Sequential(
            nn.ConvTranspose2d(2 * f, f, 4, 2, 1), nn.BatchNorm2d(f), nn.ReLU(), nn.ConvTranspose2d(f, 1, 4, 2, 1),
            nn.Tanh())
        self.f = f

    def forward(self, z):
        return self.main(self.dense(z).reshape(-1, 2 * self.f, 7, 7))


class InfoGANDiscriminator(nn.Module):
    def __init__(self, f):
        super().__init__()
        self.main = nn.Sequential(
            nn.Conv2d(1, f, 4, 2, 1), nn.LeakyReLU(0.1), nn.Conv2d(f, 2 * f, 4, 2, 1), nn.BatchNorm2d(2 * f),
            nn.LeakyReLU(0.1))
        self.dense = nn.Sequential(nn.Linear(98 * f, 16 * f), nn.BatchNorm1d(16 * f), nn.LeakyReLU(0.1))
        self.last = nn.Linear(16 * f, 1)

    def features(self, x):
        return self.dense(self.main(x).flatten(1))

    def judge(self, h):
        return self.last(h)

    def forward(self, x):
        return self.judge(self.features(x))


class Head(nn.Module):
    def __init__(self, inputs, outputs):
        super().__init__()
        self.main = nn.Sequential(
            nn.Linear(inputs, 128), nn.BatchNorm1d(128), nn.LeakyReLU(0.1), nn.Linear(128, outputs))

    def forward(self, h):
        return self.main(h)


class Recognition(nn.Module):
    def __init__(self, f):
        super().__init__()
        self.categorical = nn.ModuleList([Head(16 * f, 10)])
        self.continuous = Head(16 * f, 2)


def start(name, networks):
    """Weights from N(0, 0.1), batch norm's scale from N(1, 0.1), as float16 values.

    With a scale near 0 a unit would be active for all pictures of the batch; its shift would then be taken up by the next
    batch norm, have a gradient of rounding alone, and could not be compared after Adam.
    """
    random = torch.Generator().manual_seed(5)
    for key, network in networks.items():
        with torch.no_grad():
            for module in network.modules():
                is_norm = isinstance(module, (nn.BatchNorm1d, nn.BatchNorm2d))
                for entry, parameter in module.named_parameters(recurse=False):
                    middle = 1.0 if is_norm and entry == "weight" else 0.0
                    parameter.copy_((middle + torch.randn(parameter.shape, generator=random) * 0.1).half().float())
        for entry, value in network.state_dict().items():
            keep(f"{name}.{key}.{entry}", value, torch.int64 if value.dtype == torch.int64 else torch.float16)


def pictures():
    random = torch.Generator().manual_seed(6)
    for step in range(STEPS):
        keep(f"batch{step}.pixels", torch.randint(0, 256, (BATCH, 1, SIDE, SIDE), generator=random), torch.uint8)
        keep(f"batch{step}.labels", torch.randint(0, 3, (BATCH,), generator=random), torch.int64)


def batch(step):
    return tensors[f"batch{step}.pixels"].float() / 127.5 - 1, tensors[f"batch{step}.labels"]


def noise(count, random, kind):
    if kind == "uniform":
        return torch.rand(BATCH, count, generator=random) * 2 - 1
    return torch.randn(BATCH, count, generator=random)


def finish(name, networks):
    for key, network in networks.items():
        for entry, value in network.state_dict().items():
            if value.dtype != torch.int64:
                keep(f"{name}.final.{key}.{entry}", value)


def bce(logits, target):
    return F.binary_cross_entropy_with_logits(logits, torch.full_like(logits, target))


def step(optimizer, loss):
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()


def dcgan(name, mode):
    """DCGAN with the vanilla game, label smoothing 0.1; `r1` adds the penalty of gamma 10; `cgan` the class."""
    classes = 3 if mode == "cgan" else 0
    g, d = DCGANGenerator(5 + classes, 3), DCGANDiscriminator(1 + classes, 3, norm=mode != "r1")
    networks = {"generator": g, "discriminator": d}
    start(name, networks)
    og, od = (torch.optim.Adam(n.parameters(), 2e-3, (0.5, 0.999)) for n in (g, d))
    latent = generator(LATENT)
    for number in range(STEPS):
        x, y = batch(number)
        if classes:
            torch.randint(0, classes, (BATCH,), generator=latent)  # drawn, then replaced by the data's classes
        z = noise(5, latent, "gaussian" if classes else "uniform")
        maps = torch.zeros(BATCH, 0, SIDE, SIDE)
        if classes:
            z = torch.cat([z, F.one_hot(y, classes).float()], 1)
            maps = F.one_hot(y, classes).float()[:, :, None, None].expand(-1, -1, SIDE, SIDE)
        see = lambda images: d(torch.cat([images, maps], 1))
        fake = g(z)
        real_loss, fake_loss = bce(see(x), 0.9), bce(see(fake.detach()), 0.0)
        loss = real_loss + fake_loss
        if mode == "r1":
            points = x.clone().requires_grad_()
            slope, = torch.autograd.grad(see(points).sum(), points, create_graph=True)
            penalty = slope.flatten(1).square().sum(1).mean() * 5
            keep(f"{name}.step{number}.D_r1", penalty)
            loss = loss + penalty
        step(od, loss)
        g_loss = bce(see(fake), 1.0)
        step(og, g_loss)
        for key, value in (("D_real", real_loss), ("D_fake", fake_loss), ("G_GAN", g_loss)):
            keep(f"{name}.step{number}.{key}", value)
    finish(name, networks)


def wgan_gp():
    name, g, d = "wgan_gp", DCGANGenerator(5, 3), DCGANDiscriminator(1, 3, norm=False)
    networks = {"generator": g, "discriminator": d}
    start(name, networks)
    og, od = (torch.optim.Adam(n.parameters(), 2e-3, (0.0, 0.9)) for n in (g, d))
    latent, penalties = generator(LATENT), generator(PENALTY)
    for number in range(STEPS):
        x, _ = batch(number)
        z = noise(5, latent, "gaussian")
        with torch.no_grad():
            fake = g(z)
        real_loss, fake_loss = -d(x).mean(), d(fake).mean()
        mix = torch.rand(BATCH, 1, 1, 1, generator=penalties)
        points = (mix * x + (1 - mix) * fake).requires_grad_()
        slope, = torch.autograd.grad(d(points).sum(), points, create_graph=True)
        penalty = 10 * ((slope.flatten(1).square().sum(1) + 1e-12).sqrt() - 1).square().mean()
        step(od, real_loss + fake_loss + penalty)
        for key, value in (("D_real", real_loss), ("D_fake", fake_loss), ("D_penalty", penalty)):
            keep(f"{name}.step{number}.{key}", value)
        if number % 2 == 0:
            g_loss = -d(g(z)).mean()
            keep(f"{name}.step{number}.G_GAN", g_loss)
            step(og, g_loss)
    finish(name, networks)


def ac_gan():
    name, g, d, c = "ac_gan", DCGANGenerator(8, 3), DCGANDiscriminator(1, 3, norm=True), nn.Linear(294, 3)
    networks = {"generator": g, "discriminator": d, "classifier": c}
    start(name, networks)
    og = torch.optim.Adam(g.parameters(), 2e-3, (0.5, 0.999))
    od = torch.optim.Adam([*d.parameters(), *c.parameters()], 2e-3, (0.5, 0.999))
    latent = generator(LATENT)
    for number in range(STEPS):
        x, y = batch(number)
        asked = torch.randint(0, 3, (BATCH,), generator=latent)
        fake = g(torch.cat([noise(5, latent, "gaussian"), F.one_hot(asked, 3).float()], 1))
        hr, hf = d.features(x), d.features(fake.detach())
        real_loss, fake_loss = bce(d.judge(hr), 1.0), bce(d.judge(hf), 0.0)
        c_real, c_fake = F.cross_entropy(c(hr), y), F.cross_entropy(c(hf), asked)
        step(od, real_loss + fake_loss + c_real + c_fake)
        h = d.features(fake)
        g_loss, g_class = bce(d.judge(h), 1.0), F.cross_entropy(c(h), asked)
        step(og, g_loss + g_class)
        terms = dict(D_real=real_loss, D_fake=fake_loss, C_real=c_real, C_fake=c_fake, G_GAN=g_loss, G_class=g_class)
        for key, value in terms.items():
            keep(f"{name}.step{number}.{key}", value)
    finish(name, networks)


def infogan():
    """The paper's game: a categorical and two even codes, all heads on the discriminator's features."""
    name, f = "infogan", 2
    g, d, q = InfoGANGenerator(5 + 12, f), InfoGANDiscriminator(f), Recognition(f)
    networks = {"generator": g, "discriminator": d, "recognition": q}
    start(name, networks)
    og = torch.optim.Adam(g.parameters(), 1e-3, (0.5, 0.999))
    od = torch.optim.Adam([*d.parameters(), *q.parameters()], 2e-4, (0.5, 0.999))
    latent = generator(LATENT)

    def information(h, category, numbers):
        return F.cross_entropy(q.categorical[0](h), category), 0.5 * (q.continuous(h) - numbers).square().sum(1).mean()

    for number in range(STEPS):
        x, _ = batch(number)
        category = torch.randint(0, 10, (BATCH,), generator=latent)
        numbers = torch.stack([torch.rand(BATCH, generator=latent) * 2 - 1 for _ in range(2)], 1)
        fake = g(torch.cat([noise(5, latent, "gaussian"), F.one_hot(category, 10).float(), numbers], 1))
        h = d.features(fake.detach())
        q_c0, q_continuous = information(h, category, numbers)
        real_loss, fake_loss = bce(d(x), 1.0), bce(d.judge(h), 0.0)
        step(od, real_loss + fake_loss + q_c0 + q_continuous)
        h = d.features(fake)
        g_c0, g_continuous = information(h, category, numbers)
        g_loss = bce(d.judge(h), 1.0)
        step(og, g_loss + g_c0 + g_continuous)
        terms = dict(
            D_real=real_loss, D_fake=fake_loss, Q_c0=q_c0, Q_continuous=q_continuous, G_GAN=g_loss, G_c0=g_c0,
            G_continuous=g_continuous)
        for key, value in terms.items():
            keep(f"{name}.step{number}.{key}", value)
    finish(name, networks)


def consistency():
    """The terms that keep categories apart, for a linear classifier, with random affine maps."""
    random = torch.Generator().manual_seed(7)
    weight = torch.randn(4, SIDE * SIDE, generator=random) * 0.05
    keep("consistency.weight", weight)
    x, _ = batch(0)
    weight = weight.requires_grad_()
    classify = lambda images: images.flatten(1) @ weight.T
    log_p = F.log_softmax(classify(x), 1)
    p = log_p.exp()
    fixed = p.detach()
    divergence = lambda log_q: (fixed * (fixed.clamp_min(1e-12).log() - log_q)).sum(1).mean()
    changes = torch.Generator().manual_seed(3)
    draws = torch.rand(6, BATCH, generator=changes) * 2 - 1
    angle, wide, high = draws[0] * math.radians(15), (draws[1] * 0.2).exp(), (draws[2] * 0.2).exp()
    slope, right, down, c, s = draws[3] * 0.3, draws[4] * 0.2, draws[5] * 0.2, angle.cos(), angle.sin()
    theta = torch.stack(
        [torch.stack([c * wide, c * slope * wide - s * high, right], 1),
         torch.stack([s * wide, s * slope * wide + c * high, down], 1)], 1)
    moved = F.grid_sample(x + 1, F.affine_grid(theta, x.shape, align_corners=False), align_corners=False) - 1
    keep("consistency.moved", moved)
    affine = divergence(F.log_softmax(classify(moved), 1))
    direction = torch.randn(x.shape, generator=changes)
    unit = lambda v: v / (v.flatten(1).norm(dim=1) + 1e-12)[:, None, None, None]
    direction = (unit(direction) * 10).requires_grad_()
    slope, = torch.autograd.grad(divergence(F.log_softmax(classify(x + direction), 1)), direction)
    adversarial = divergence(F.log_softmax(classify(x + unit(slope).detach() * 3), 1))
    mean = p.mean(0)
    evenness, uncertainty = -(mean * (mean + 1e-12).log()).sum(), -(p * log_p).sum(1).mean()
    total = affine + adversarial - 0.1 * (4 * evenness - uncertainty)
    total.backward()
    terms = dict(affine=affine, adversarial=adversarial, evenness=evenness, uncertainty=uncertainty, total=total)
    for key, value in terms.items():
        keep(f"consistency.{key}", value)
    keep("consistency.gradient", weight.grad)


pictures()
dcgan("dcgan", "plain")
dcgan("dcgan_r1", "r1")
dcgan("cgan", "cgan")
wgan_gp()
ac_gan()
infogan()
consistency()
write(HERE / "generation_steps.safetensors")
