"""CUT and FastCUT (Park et al. 2020, arXiv 2007.15651) in plain PyTorch: networks and one training step.

    python cut.py bench --steps 5            CUT
    python cut.py bench --steps 5 --fast     FastCUT

The generator is the one of cyclegan.py (transposed convolutions, no blurred downsampling), in which positions 0, 4, 7, 10
and 14 are the padded pixels, both halving convolutions, and the first and the fifth block.
"""

import json
import statistics
import time

import torch
from torch import nn

import cyclegan
import settings
from pix2pix import PatchGAN, initialize


class Projector(nn.Module):
    """Features of patches to vectors of length 1, by two linear layers for each compared layer."""

    def __init__(self, channels, width):
        super().__init__()
        for number, count in enumerate(channels):
            head = nn.Sequential(nn.Linear(count, width), nn.ReLU(), nn.Linear(width, width))
            for layer in (head[0], head[2]):
                nn.init.normal_(layer.weight, 0.0, 0.02)
                nn.init.zeros_(layer.bias)
            setattr(self, f"mlp_{number}", head)

    def forward(self, features, number, places):
        rows = features.permute(0, 2, 3, 1).flatten(1, 2)[:, places]
        vectors = getattr(self, f"mlp_{number}")(rows).float()
        return vectors / (vectors.pow(2).sum(2, keepdim=True).sqrt() + 1e-7)


def patch_nce(queries, keys, temperature):
    """The positive beside all negatives of the same picture, whose own entries are struck out (eqs. 3 and 4)."""
    keys = keys.detach()
    positive = (queries * keys).sum(2, keepdim=True)
    negative = torch.bmm(queries, keys.transpose(1, 2))
    own = torch.eye(negative.shape[1], dtype=torch.bool)[None]
    negative = negative.masked_fill(own, -10.0)
    logits = torch.cat([positive, negative], 2).flatten(0, 1) / temperature
    return nn.functional.cross_entropy(logits, torch.zeros(len(logits), dtype=torch.long))


class CUT:
    """One training step: the discriminator first, then generator and projector."""

    def __init__(self, args, places=None):
        self.args = args
        self.layers = [int(number) for number in args.nce_layers.split(",")]
        self.generator = settings.layout(args, initialize(cyclegan.ResNet(3, 3, args.blocks, args.ngf)))
        self.discriminator = settings.layout(args, initialize(PatchGAN(3, args.ndf, args.n_layers, "instance")))
        channels = {0: 3, 1: args.ngf, 4: 2 * args.ngf, 7: 4 * args.ngf}
        self.projector = Projector([channels.get(place, 4 * args.ngf) for place in self.layers], args.netf_nc)
        self.draw = places or torch.randperm
        betas = (0.5, 0.999)
        self.optimizer_g = settings.adam(
            args, [*self.generator.parameters(), *self.projector.parameters()], lr=args.lr, betas=betas)
        self.optimizer_d = settings.adam(args, self.discriminator.parameters(), lr=args.lr, betas=betas)

    def adversarial(self, logits, real):
        return nn.functional.mse_loss(logits.float(), torch.full_like(logits.float(), 1.0 if real else 0.0))

    def contrast(self, source, output, flipped):
        keys = self.generator.features(source, self.layers)
        queries = self.generator.features(output, self.layers)
        if flipped:
            queries = [query.flip(3) for query in queries]
        total = 0
        for number, (query, key) in enumerate(zip(queries, keys)):
            area = key.shape[2] * key.shape[3]
            places = self.draw(area)[: self.args.num_patches]
            total = total + patch_nce(
                self.projector(query, number, places), self.projector(key, number, places), self.args.nce_t)
        return total / len(keys)

    def step(self, x, y, flipped=False):
        args, losses = self.args, {}
        self.optimizer_d.zero_grad()
        with settings.autocast(args):
            both = torch.cat([x, y]) if args.nce_idt else x
            output = self.generator(both.flip(3) if flipped else both)
            fake = output[: len(x)]
            losses["D_fake"] = self.adversarial(self.discriminator(fake.detach()), False)
            losses["D_real"] = self.adversarial(self.discriminator(y), True)
        (0.5 * (losses["D_fake"] + losses["D_real"])).backward()
        self.optimizer_d.step()
        for parameter in self.discriminator.parameters():
            parameter.requires_grad = False
        self.optimizer_g.zero_grad()
        with settings.autocast(args):
            losses["G_GAN"] = self.adversarial(self.discriminator(fake), True)
            losses["NCE"] = self.contrast(x, fake, flipped)
            total = losses["G_GAN"]
            if args.nce_idt:
                losses["NCE_Y"] = self.contrast(y, output[len(x):], flipped)
                total = total + args.lambda_nce * 0.5 * (losses["NCE"] + losses["NCE_Y"])
            else:
                total = total + args.lambda_nce * losses["NCE"]
        total.backward()
        self.optimizer_g.step()
        for parameter in self.discriminator.parameters():
            parameter.requires_grad = True
        return {name: value.detach() for name, value in losses.items()}


def bench(args):
    torch.set_num_threads(args.threads)
    torch.manual_seed(1)
    args.nce_idt, args.lambda_nce = not args.fast, 10.0 if args.fast else 1.0
    model = CUT(args)
    shape = [args.batch_size, 3, args.height, args.width]
    x, y = (settings.layout(args, torch.rand(shape) * 2 - 1) for _ in range(2))
    seconds = []
    for _ in range(args.warmup + args.steps):
        began = time.perf_counter()
        model.step(x, y)
        seconds.append(time.perf_counter() - began)
    seconds = seconds[args.warmup:]
    print(json.dumps({
        "what": "fastcut-train" if args.fast else "cut-train", "median_seconds": statistics.median(seconds),
        "minimum_seconds": min(seconds), "settings": settings.used(args), "library": "PyTorch " + torch.__version__}))


if __name__ == "__main__":
    parser = cyclegan.arguments(__doc__)
    parser.add_argument("--fast", action="store_true", help="FastCUT")
    parser.add_argument("--nce-layers", default="0,4,7,10,14")
    parser.add_argument("--num-patches", type=int, default=256)
    parser.add_argument("--netf-nc", type=int, default=256)
    parser.add_argument("--nce-t", type=float, default=0.07)
    bench(parser.parse_args())
