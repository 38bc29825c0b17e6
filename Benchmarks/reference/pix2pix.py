"""pix2pix (Isola et al. 2016, arXiv 1611.07004) in plain eager PyTorch.

The program that the Swift implementation is measured against: the same networks with the same
state-dictionary keys, the same losses and the same order of updates, written as PyTorch users write it.

    python pix2pix.py train --data DIR --out RUN --steps 2000
    python pix2pix.py evaluate --model RUN/latest_net_G.pth --data DIR
    python pix2pix.py translate --model FILE.pth INPUT OUTPUT
    python pix2pix.py bench --what train
    python pix2pix.py init --out FILE.pth
"""

import argparse
import json
import math
import random
import statistics
import sys
import time
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from PIL import Image
from torch import nn

import settings

# ---------------------------------------------------------------------------------------------- networks


def norm_layer(norm, channels):
    """Batch: affine and tracked. Instance: neither. None: an identity that keeps its place in the Sequential."""
    if norm == "batch":
        return nn.BatchNorm2d(channels)
    if norm == "instance":
        return nn.InstanceNorm2d(channels)
    return nn.Identity()


class UNetBlock(nn.Module):
    """One level of the U-Net: down, everything below, up; the input is concatenated unless outermost."""

    def __init__(self, outer, inner, below=None, inputs=None, outermost=False, norm="batch", dropout=False):
        super().__init__()
        self.outermost = outermost
        bias = norm == "instance"
        down = nn.Conv2d(outer if inputs is None else inputs, inner, 4, 2, 1, bias=bias)
        if outermost:
            layers = [down, below, nn.ReLU(True), nn.ConvTranspose2d(inner * 2, outer, 4, 2, 1), nn.Tanh()]
        elif below is None:
            up = nn.ConvTranspose2d(inner, outer, 4, 2, 1, bias=bias)
            layers = [nn.LeakyReLU(0.2, True), down, nn.ReLU(True), up, norm_layer(norm, outer)]
        else:
            up = nn.ConvTranspose2d(inner * 2, outer, 4, 2, 1, bias=bias)
            layers = [nn.LeakyReLU(0.2, True), down, norm_layer(norm, inner), below]
            layers += [nn.ReLU(True), up, norm_layer(norm, outer)]
            if dropout:
                layers.append(nn.Dropout(0.5))
        self.model = nn.Sequential(*layers)

    def forward(self, x):
        return self.model(x) if self.outermost else torch.cat([x, self.model(x)], 1)


class UNet(nn.Module):
    """U-Net generator of `num_downs` levels; widths ngf, 2 ngf, 4 ngf, then 8 ngf for all deeper levels."""

    def __init__(self, inputs=3, outputs=3, num_downs=8, ngf=64, norm="batch", dropout=True):
        super().__init__()
        widths = [ngf * min(2**level, 8) for level in range(num_downs)]
        block = UNetBlock(widths[-2], widths[-1], norm=norm)
        for level in range(num_downs - 2, 0, -1):
            outer, inner = widths[level - 1], widths[level]
            block = UNetBlock(outer, inner, block, norm=norm, dropout=dropout and outer == inner)
        self.model = UNetBlock(outputs, ngf, block, inputs=inputs, outermost=True, norm=norm)

    def forward(self, x):
        return self.model(x)


class PatchGAN(nn.Module):
    """Discriminator that returns one logit per overlapping patch; 3 layers see 70x70 pixels."""

    def __init__(self, inputs=6, ndf=64, n_layers=3, norm="batch"):
        super().__init__()
        bias = norm == "instance"
        layers = [nn.Conv2d(inputs, ndf, 4, 2, 1), nn.LeakyReLU(0.2, True)]
        width = ndf
        for layer in range(1, n_layers + 1):
            previous, width = width, ndf * min(2**layer, 8)
            stride = 1 if layer == n_layers else 2
            layers += [nn.Conv2d(previous, width, 4, stride, 1, bias=bias), norm_layer(norm, width)]
            layers.append(nn.LeakyReLU(0.2, True))
        layers.append(nn.Conv2d(width, 1, 4, 1, 1))
        self.model = nn.Sequential(*layers)

    def forward(self, x):
        return self.model(x)


def initialize(network):
    """Convolutions N(0, 0.02) with zero bias; batch-norm scale N(1, 0.02)."""
    for module in network.modules():
        if isinstance(module, (nn.Conv2d, nn.ConvTranspose2d)):
            nn.init.normal_(module.weight, 0.0, 0.02)
            if module.bias is not None:
                nn.init.zeros_(module.bias)
        elif isinstance(module, nn.BatchNorm2d):
            nn.init.normal_(module.weight, 1.0, 0.02)
            nn.init.zeros_(module.bias)
    return network


def deepest(width, height, limit=8):
    """The largest number of halvings, at most `limit`, that both sides allow."""
    downs = 0
    while downs < limit and width % 2 ** (downs + 1) == 0 and height % 2 ** (downs + 1) == 0:
        downs += 1
    if downs < 2:
        sys.exit(f"error: a U-Net cannot halve {width}x{height} at least twice; choose sides divisible by 4")
    return downs


def load_generator(path, dropout=True):
    """Builds the U-Net that a bare state dictionary belongs to, reading its shape from the keys."""
    state = torch.load(path, map_location="cpu", weights_only=True)
    if "model.model.0.weight" not in state:
        sys.exit(f"error: {path} does not hold a U-Net state dictionary")
    ngf, inputs = state["model.model.0.weight"].shape[:2]
    outputs = state["model.model.3.weight"].shape[1]
    downs, prefix = 2, "model.model.1.model."
    while prefix + "5.weight" in state:
        downs, prefix = downs + 1, prefix + "3.model."
    if any(key.endswith("running_mean") for key in state):
        norm = "batch"
    else:
        norm = "instance" if "model.model.0.bias" in state else "none"
    generator = UNet(inputs, outputs, downs, ngf, norm, dropout)
    generator.load_state_dict(state)
    return generator, downs


# -------------------------------------------------------------------------------------------------- data

EXTENSIONS = {".jpg", ".jpeg", ".png", ".bmp", ".tif", ".tiff"}


def images_in(folder):
    return sorted(p for p in folder.iterdir() if p.suffix.lower() in EXTENSIONS and not p.name.startswith("."))


class Pairs:
    """Image pairs of one split: aligned (A|B in one file) or two folders matched by stem.

    Folders may be DIR/split/{A,B} or DIR/{A,B}/split; with other names, the first in the alphabet is A.
    """

    def __init__(self, root, split, direction="AtoB"):
        root, self.swap = Path(root), direction == "BtoA"
        folder = root / split
        if folder.is_dir() and images_in(folder):
            self.files = [(path, None) for path in images_in(folder)]
        else:
            parents = [folder] if folder.is_dir() else [root]
            sides = sorted(p for p in parents[0].iterdir() if p.is_dir()) if parents[0].is_dir() else []
            if not folder.is_dir():
                sides = [p / split for p in sides if (p / split).is_dir()]
            if len(sides) != 2:
                sys.exit(f"error: {root} has no split '{split}' of aligned files or of two folders")
            second = {path.stem: path for path in images_in(sides[1])}
            self.files = [(path, second[path.stem]) for path in images_in(sides[0]) if path.stem in second]
        if not self.files:
            sys.exit(f"error: no image pairs in split '{split}' of {root}")
        self.cache = {}

    def __len__(self):
        return len(self.files)

    def name(self, index):
        return self.files[index][0].stem

    def load(self, index, width, height):
        """Input and target resized to width x height, as uint8 arrays [H, W, 3]; kept in memory."""
        key = (index, width, height)
        if key not in self.cache:
            a, b = self.files[index]
            a = Image.open(a).convert("RGB")
            if b is None:
                half = a.width // 2
                a, b = a.crop((0, 0, half, a.height)), a.crop((half, 0, 2 * half, a.height))
            else:
                b = Image.open(b).convert("RGB")
            if (width, height) != (0, 0):
                a, b = (image.resize((width, height), Image.Resampling.BICUBIC) for image in (a, b))
            a, b = np.asarray(a), np.asarray(b)
            self.cache[key] = (b, a) if self.swap else (a, b)
        return self.cache[key]


def to_tensor(pixels):
    """uint8 [H, W, 3] (or [N, H, W, 3]) -> float in -1...1, channels first."""
    return torch.from_numpy(np.ascontiguousarray(np.moveaxis(pixels, -1, -3))).float().div_(127.5).sub_(1.0)


def to_pixels(tensor):
    """float [3, H, W] in -1...1 -> uint8 [H, W, 3], rounded half up."""
    values = ((tensor.float() + 1.0) / 2.0 * 255.0 + 0.5).floor().clamp(0, 255).to(torch.uint8)
    return values.permute(1, 2, 0).contiguous().numpy()


def batches(pairs, args):
    """Endless batches: a new order every epoch; one crop and one coin for both pictures of a pair."""
    draw = random.Random(args.seed)
    while True:
        order = list(range(len(pairs)))
        draw.shuffle(order)
        for start in range(0, len(order), args.batch_size):
            inputs, targets = [], []
            for index in order[start : start + args.batch_size]:
                a, b = pairs.load(index, args.load_width, args.load_height)
                x = draw.randint(0, args.load_width - args.crop_width)
                y = draw.randint(0, args.load_height - args.crop_height)
                window = (slice(y, y + args.crop_height), slice(x, x + args.crop_width))
                a, b = a[window], b[window]
                if args.flip and draw.random() < 0.5:
                    a, b = a[:, ::-1], b[:, ::-1]
                inputs.append(a)
                targets.append(b)
            yield to_tensor(np.stack(inputs)), to_tensor(np.stack(targets))


# ---------------------------------------------------------------------------------------------- training


class Pix2Pix:
    """Both networks, both optimizers and one training step."""

    def __init__(self, args, num_downs):
        self.generator = settings.layout(args, initialize(UNet(3, 3, num_downs, args.ngf, args.norm, args.dropout)))
        self.discriminator = settings.layout(args, initialize(PatchGAN(6, args.ndf, args.n_layers, args.norm)))
        self.autocast = lambda: settings.autocast(args)
        self.generate = settings.compiled(args, self.generator)
        self.judge = settings.compiled(args, self.discriminator)
        betas = (args.beta1, 0.999)
        self.optimizer_g = settings.adam(args, self.generator.parameters(), lr=args.lr, betas=betas)
        self.optimizer_d = settings.adam(args, self.discriminator.parameters(), lr=args.lr, betas=betas)
        self.criterion = {"vanilla": nn.BCEWithLogitsLoss(), "lsgan": nn.MSELoss()}[args.gan_mode]
        self.l1 = nn.L1Loss()
        self.lambda_l1, self.lambda_ssim = args.lambda_l1, args.lambda_ssim

    def adversarial(self, logits, real):
        return self.criterion(logits, torch.full_like(logits, 1.0 if real else 0.0))

    def toggle(self, on):
        for parameter in self.discriminator.parameters():
            parameter.requires_grad = on

    def step(self, source, target):
        # Under bf16 the networks' outputs are brought back to f32, so that the losses are computed in it.
        with self.autocast():
            fake = self.generate(source).float()

        self.toggle(True)
        self.optimizer_d.zero_grad(set_to_none=True)
        with self.autocast():
            fake_logits = self.judge(torch.cat((source, fake.detach()), 1)).float()
            real_logits = self.judge(torch.cat((source, target), 1)).float()
        d_fake, d_real = self.adversarial(fake_logits, False), self.adversarial(real_logits, True)
        ((d_fake + d_real) * 0.5).backward()
        self.optimizer_d.step()

        self.toggle(False)
        self.optimizer_g.zero_grad(set_to_none=True)
        with self.autocast():
            fake_logits = self.judge(torch.cat((source, fake), 1)).float()
        g_gan = self.adversarial(fake_logits, True)
        g_l1 = self.l1(fake, target)
        loss = g_gan + g_l1 * self.lambda_l1
        if self.lambda_ssim:
            loss = loss + (1 - mean_ssim((fake + 1) / 2, (target + 1) / 2, 1.0)) * self.lambda_ssim
        loss.backward()
        self.optimizer_g.step()
        return d_fake, d_real, g_gan, g_l1


def learning_rate_factor(step, steps_per_epoch, args):
    """1 - max(0, e + 1 - constant) / (decay + 1), e counted in epochs, or in steps with --decay-start-step."""
    if args.decay_start_step is not None:
        return 1.0 - max(0, step + 1 - args.decay_start_step) / (args.steps - args.decay_start_step + 1)
    if args.epochs_decay:
        constant = math.ceil(args.steps / steps_per_epoch) - args.epochs_decay
        return 1.0 - max(0, step // steps_per_epoch + 1 - constant) / (args.epochs_decay + 1)
    return 1.0


def train(args):
    torch.manual_seed(args.seed)
    pairs = Pairs(args.data, args.split, args.direction)
    per_epoch = math.ceil(len(pairs) / args.batch_size)
    if args.epochs:
        args.steps = (args.epochs + args.epochs_decay) * per_epoch
    args.num_downs = args.num_downs or deepest(args.crop_width, args.crop_height)
    model = Pix2Pix(args, args.num_downs)
    out = Path(args.out)
    out.mkdir(parents=True, exist_ok=True)
    recipe = {key: value for key, value in vars(args).items() if key not in ("run", "command")}
    (out / "recipe.json").write_text(json.dumps(recipe, indent=2) + "\n")
    print(f"{len(pairs)} pairs, {per_epoch} steps per epoch, {args.steps} steps, {args.num_downs} downs", flush=True)

    stream, sums, started, cpu = batches(pairs, args), torch.zeros(4), time.perf_counter(), time.process_time()
    seconds = []
    with open(out / "log.jsonl", "w") as log:
        for step in range(args.steps):
            factor = learning_rate_factor(step, per_epoch, args)
            for optimizer in (model.optimizer_g, model.optimizer_d):
                for group in optimizer.param_groups:
                    group["lr"] = args.lr * factor
            source, target = next(stream)
            began = time.perf_counter()
            sums += torch.stack([loss.detach() for loss in model.step(source, target)])
            seconds.append(time.perf_counter() - began)
            if (step + 1) % args.log_every == 0 or step + 1 == args.steps:
                count = (step % args.log_every) + 1
                d_fake, d_real, g_gan, g_l1 = (sums / count).tolist()
                line = {"step": step + 1, "lr": args.lr * factor, "d_fake": d_fake, "d_real": d_real}
                line |= {"g_gan": g_gan, "g_l1": g_l1, "seconds_per_step": statistics.median(seconds[-args.log_every :])}
                log.write(json.dumps(line) + "\n")
                log.flush()
                print(" ".join(f"{k} {v:.5g}" for k, v in line.items()), flush=True)
                sums.zero_()
                if not math.isfinite(g_l1):
                    sys.exit("error: the losses are no longer finite")
    torch.save(model.generator.state_dict(), out / "latest_net_G.pth")
    torch.save(model.discriminator.state_dict(), out / "latest_net_D.pth")
    timing = {"wall_seconds": time.perf_counter() - started, "cpu_seconds": time.process_time() - cpu}
    timing["median_step_seconds"] = statistics.median(seconds)
    (out / "timing.json").write_text(json.dumps(timing) + "\n")
    print(json.dumps(timing))


# -------------------------------------------------------------------------------------------- evaluation


def gaussian_window(size=11, sigma=1.5):
    x = torch.arange(size, dtype=torch.float64) - (size - 1) / 2
    window = torch.exp(-(x**2) / (2 * sigma**2))
    return window / window.sum()


def band(side):
    """The window as a matrix [side - 10, side]: as a product it is faster than a convolution of single planes."""
    window, matrix = gaussian_window(), torch.zeros(side - 10, side, dtype=torch.float64)
    for row in range(side - 10):
        matrix[row, row : row + 11] = window
    return matrix


def mean_ssim(a, b, peak):
    """SSIM of two batches [N, C, H, W] of values in 0...peak: valid region only, mean over everything."""
    rows, columns = (band(side).to(a.dtype) for side in a.shape[2:])

    def blur(x):
        return rows @ x @ columns.T

    c1, c2 = (0.01 * peak) ** 2, (0.03 * peak) ** 2
    mu_a, mu_b = blur(a), blur(b)
    var_a, var_b, cov = blur(a * a) - mu_a**2, blur(b * b) - mu_b**2, blur(a * b) - mu_a * mu_b
    score = (2 * mu_a * mu_b + c1) * (2 * cov + c2) / ((mu_a**2 + mu_b**2 + c1) * (var_a + var_b + c2))
    return score.mean()


def ssim(a, b):
    """SSIM of two uint8 images [H, W, 3]."""
    a, b = (torch.from_numpy(image.astype(np.float64)).permute(2, 0, 1).unsqueeze(0) for image in (a, b))
    return mean_ssim(a, b, 255).item()


def scores(images):
    """Means over (answer, truth) pairs: L1 in 0...1, PSNR in dB, SSIM."""
    l1, psnr, similarity = [], [], []
    for answer, truth in images:
        difference = answer.astype(np.float64) - truth.astype(np.float64)
        l1.append(np.abs(difference).mean() / 255)
        mse = (difference**2).mean()
        psnr.append(10 * math.log10(255**2 / mse) if mse > 0 else math.inf)
        similarity.append(ssim(answer, truth))
    return {"l1": float(np.mean(l1)), "psnr": float(np.mean(psnr)), "ssim": float(np.mean(similarity))}


def set_test_mode(generator, eval_mode):
    """Running statistics without dropout, or (the paper) batch statistics with dropout left on."""
    generator.train(not eval_mode)
    for module in generator.modules():
        if isinstance(module, nn.BatchNorm2d) and not eval_mode:
            module.momentum = 0.0  # normalise by the picture's own statistics, leave the stored ones alone


def evaluate(args):
    torch.manual_seed(args.seed)
    width, height = args.crop_width, args.crop_height
    pairs = Pairs(args.data, args.split, args.direction)
    training = Pairs(args.data, args.train_split, args.direction)
    generator, _ = load_generator(args.model, args.dropout)
    set_test_mode(generator, args.eval_mode)

    total = np.zeros((height, width, 3))
    for index in range(len(training)):
        total += training.load(index, width, height)[1]
        training.cache.clear()
    mean_image = np.floor(total / len(training) + 0.5).astype(np.uint8)

    answers = []
    with torch.inference_mode():
        for index in range(len(pairs)):
            source, truth = pairs.load(index, width, height)
            answers.append((source, to_pixels(generator(to_tensor(source)[None])[0]), truth))
    result = {"images": len(pairs), "model": scores((a, t) for _, a, t in answers)}
    result["copy_input"] = scores((s, t) for s, _, t in answers)
    result["mean_image"] = scores((mean_image, t) for _, _, t in answers)
    result["test_mode"] = "eval" if args.eval_mode else "batch statistics" + (" + dropout" if args.dropout else "")
    print(json.dumps(result))
    if args.sheet:
        count = min(args.sheet_images, len(answers))
        chosen = [answers[i * len(answers) // count] for i in range(count)]
        Path(args.sheet).parent.mkdir(parents=True, exist_ok=True)
        Image.fromarray(np.concatenate([np.concatenate(row, 1) for row in chosen], 0)).save(args.sheet)


def translate(args):
    """Translates a picture, or a folder of them, each at its own size: reflected outwards to what the network needs."""
    torch.manual_seed(args.seed)
    generator, downs = load_generator(args.model, args.dropout)
    set_test_mode(generator, args.eval_mode)
    generator = settings.layout(args, generator)
    work = [(Path(args.input), Path(args.output))]
    if work[0][0].is_dir():
        work[0][1].mkdir(parents=True, exist_ok=True)
        work = [(path, work[0][1] / (path.stem + ".png")) for path in images_in(work[0][0])]
    for path, output in work:
        source = to_tensor(np.asarray(Image.open(path).convert("RGB")))[None]
        height, width = source.shape[-2:]
        right, bottom = -width % 2**downs, -height % 2**downs
        if right or bottom:
            source = F.pad(source, (0, right, 0, bottom), mode="reflect")
        with torch.inference_mode(), settings.autocast(args):
            translated = generator(settings.layout(args, source))[0, :, :height, :width].float()
        Image.fromarray(to_pixels(translated)).save(output)


# --------------------------------------------------------------------------------------- bench and init


def bench_pairs(args):
    """Seconds a pair, read from disk and prepared on one thread."""
    class Uncached(dict):
        def __contains__(self, key):
            return False

    pairs = Pairs(args.data, "train")
    args.load_width, args.load_height, args.flip = 286, 286, True
    stream, held = batches(pairs, args), []
    for number in range(args.warmup + args.steps):
        pairs.cache = Uncached()
        began = time.perf_counter()
        next(stream)
        held.append(time.perf_counter() - began)
    seconds = sum(held[args.warmup:]) / args.steps
    print(json.dumps({"what": "pairs", "median_seconds": seconds, "pairs": args.steps, "settings": []}))


def bench(args):
    """Median seconds of one step on random pictures that are already in memory."""
    if args.what == "pairs":
        return bench_pairs(args)
    torch.manual_seed(args.seed)
    shape = (args.batch_size, 3, args.crop_height, args.crop_width)
    source, target = (settings.layout(args, torch.rand(shape) * 2 - 1) for _ in range(2))
    downs = args.num_downs or deepest(args.crop_width, args.crop_height)
    if args.what == "train":
        model = Pix2Pix(args, downs)
        work = lambda: model.step(source, target)
    else:
        generator = settings.layout(args, initialize(UNet(3, 3, downs, args.ngf, args.norm, args.dropout)).train(args.as_trained))
        translate = settings.compiled(args, generator)

        # Compiled programs are frozen under no_grad; inference_mode, which is a little faster eager, keeps them from it.
        @(torch.no_grad() if args.compile else torch.inference_mode())
        def work():
            with settings.autocast(args):
                return translate(source).float()
    for _ in range(args.warmup):
        work()
    seconds = []
    for _ in range(args.steps):
        began = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - began)
    print(json.dumps({
        "what": args.what, "median_seconds": statistics.median(seconds), "minimum_seconds": min(seconds),
        "steps": args.steps, "batch_size": args.batch_size, "width": args.crop_width, "height": args.crop_height,
        "ngf": args.ngf, "ndf": args.ndf, "num_downs": downs, "threads": torch.get_num_threads(),
        "settings": settings.used(args),
        "library": "PyTorch " + torch.__version__,
    }))


def init(args):
    """Writes random weights; running statistics come from noise pictures so that eval mode gives a lively picture."""
    torch.manual_seed(args.seed)
    generator = initialize(UNet(3, 3, args.num_downs or 8, args.ngf, args.norm, args.dropout))
    norms = [m for m in generator.modules() if isinstance(m, nn.BatchNorm2d)]
    for module in norms:
        module.momentum = None  # a plain average over the calls below
    side = 2 ** (args.num_downs or 8)
    with torch.no_grad():
        for _ in range(4):
            coarse = torch.rand(2, 3, max(2, side // 16), max(2, side // 16)) * 2 - 1
            generator(F.interpolate(coarse, size=(side, side), mode="bilinear"))
    torch.save(generator.state_dict(), args.out)


# ------------------------------------------------------------------------------------------ command line


def parser():
    top = argparse.ArgumentParser(description="pix2pix in plain PyTorch, the reference of the benchmarks")
    commands = top.add_subparsers(dest="command", required=True)

    def command(name, run, help):
        sub = commands.add_parser(name, help=help, formatter_class=argparse.ArgumentDefaultsHelpFormatter)
        sub.set_defaults(run=run)
        sub.add_argument("--threads", type=int, default=2)
        sub.add_argument("--seed", type=int, default=1)
        sub.add_argument("--no-dropout", dest="dropout", action="store_false", help="U-Net without dropout")
        return sub

    def networks(sub):
        sub.add_argument("--ngf", type=int, default=64)
        sub.add_argument("--ndf", type=int, default=64)
        sub.add_argument("--n-layers", type=int, default=3, help="layers of the PatchGAN")
        sub.add_argument("--num-downs", type=int, help="levels of the U-Net; default: as many as fit, at most 8")
        sub.add_argument("--norm", choices=["batch", "instance", "none"], default="batch")

    def sizes(sub):
        sub.add_argument("--crop-width", type=int, default=256)
        sub.add_argument("--crop-height", type=int, default=256)

    def objective(sub):
        sub.add_argument("--batch-size", type=int, default=1)
        sub.add_argument("--lr", type=float, default=2e-4)
        sub.add_argument("--beta1", type=float, default=0.5)
        sub.add_argument("--lambda-l1", type=float, default=100.0)
        sub.add_argument("--lambda-ssim", type=float, default=0.0, help="weight of 1 - SSIM; not in the paper")
        sub.add_argument("--gan-mode", choices=["vanilla", "lsgan"], default="vanilla")

    def folder(sub, split):
        sub.add_argument("--data", required=True)
        sub.add_argument("--direction", choices=["AtoB", "BtoA"], default="AtoB")
        sub.add_argument("--split", default=split)

    sub = command("train", train, "train on image pairs")
    folder(sub, "train"), networks(sub), sizes(sub), objective(sub)
    sub.add_argument("--out", required=True)
    sub.add_argument("--load-width", type=int, default=286)
    sub.add_argument("--load-height", type=int, default=286)
    sub.add_argument("--no-flip", dest="flip", action="store_false")
    sub.add_argument("--steps", type=int, default=2000)
    sub.add_argument("--epochs", type=int, help="epochs at the full learning rate; replaces --steps")
    sub.add_argument("--epochs-decay", type=int, default=0, help="last epochs, of linearly falling learning rate")
    sub.add_argument("--decay-start-step", type=int, help="the same decay measured in steps, from here to the end")
    sub.add_argument("--log-every", type=int, default=100)

    sub = command("evaluate", evaluate, "score a model against the truth")
    folder(sub, "val"), sizes(sub)
    sub.add_argument("--model", required=True)
    sub.add_argument("--train-split", default="train", help="whose targets make the mean image")
    sub.add_argument("--eval-mode", action="store_true", help="running statistics and no dropout")
    sub.add_argument("--sheet", help="write input | output | truth of some pictures here")
    sub.add_argument("--sheet-images", type=int, default=6)

    sub = command("translate", translate, "translate a picture, or a folder into another")
    sub.add_argument("--model", required=True)
    sub.add_argument("--eval-mode", action="store_true", help="running statistics and no dropout")
    settings.add_options(sub)
    sub.add_argument("input")
    sub.add_argument("output")

    sub = command("bench", bench, "time a training step or a translation")
    networks(sub), sizes(sub), objective(sub), settings.add_options(sub)
    sub.add_argument("--what", choices=["train", "inference", "pairs"], default="train")
    sub.add_argument("--data", help="the pairs, for --what pairs")
    sub.add_argument("--steps", type=int, default=10)
    sub.add_argument("--warmup", type=int, default=2)
    sub.add_argument("--as-trained", action="store_true", help="inference with dropout and the picture's statistics")

    sub = command("init", init, "write a U-Net of random weights")
    networks(sub)
    sub.add_argument("--out", required=True)
    return top


if __name__ == "__main__":
    arguments = parser().parse_args()
    torch.set_num_threads(arguments.threads)
    arguments.run(arguments)
