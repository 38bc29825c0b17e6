"""Makes Tests/Fixtures/former-runs: small runs as an earlier `gan` wrote them, to be opened and resumed by later ones.

    python3 make_former_runs.py GAN

GAN is the program of the version whose runs are to be kept (it was built at commit 3dca549). Each run is trained for six
steps and cut back to the checkpoint of its third, as if it had been killed there; the weights of the sixth are kept beside
it as what a resumed run must arrive at. Standard library only.
"""

import gzip
import math
import os
import random
import shutil
import struct
import subprocess
import sys
import zlib

HERE = os.path.dirname(os.path.abspath(__file__))
OUT = os.path.join(HERE, "former-runs")


def png(path, width, height, pixel):
    """Writes a colour picture whose pixels `pixel(x, y)` gives as three levels."""
    rows = b"".join(b"\0" + bytes(v for x in range(width) for v in pixel(x, y)) for y in range(height))

    def chunk(kind, data):
        body = kind + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    with open(path, "wb") as file:
        file.write(
            b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows, 9)) + chunk(b"IEND", b""))


def pairs(folder, draw):
    """Eight pairs side by side of 32x32: a bright disc, and the same with colours turned round."""
    os.makedirs(folder + "/train")
    for number in range(8):
        cx, cy, radius = draw.randrange(8, 24), draw.randrange(8, 24), draw.randrange(4, 9)

        def pixel(x, y):
            inside = (x % 32 - cx) ** 2 + (y - cy) ** 2 < radius**2
            colour = (220, 180, 40) if inside else (30, 60, 90 + 4 * (x % 32))
            return colour if x < 32 else tuple(255 - v for v in colour)

        png(f"{folder}/train/{number}.png", 64, 32, pixel)


def digits(folder, draw):
    """Sixty-four grey pictures of 28x28 in IDX files: bars (0) and discs (1)."""
    os.makedirs(folder)
    pictures, labels = bytearray(), bytearray()
    for number in range(64):
        label = number % 2
        cx, cy, size = draw.randrange(10, 18), draw.randrange(10, 18), draw.randrange(3, 7)
        for y in range(28):
            for x in range(28):
                distance = abs(x - cx) if label == 0 else math.hypot(x - cx, y - cy)
                pictures.append(max(0, min(255, int(255 - 80 * (distance - size)))))
        labels.append(label)

    def write(name, header, data):
        with gzip.GzipFile(f"{folder}/{name}", "wb", mtime=0) as file:
            file.write(header + bytes(data))

    write("train-images-idx3-ubyte.gz", struct.pack(">IIII", 2051, 64, 28, 28), pictures)
    write("train-labels-idx1-ubyte.gz", struct.pack(">II", 2049, 64), labels)


def run(gan, system, data, *options):
    out = f"{OUT}/{system}"
    common = ["--steps", "6", "--checkpoint-every", "3", "--seed", "5", "--log-every", "1", "--sample-every", "0"]
    subprocess.run(
        [gan, "train", system, "--data", data, "--out", out, "--threads", "1", *common, *options], check=True,
        cwd=OUT, stdout=subprocess.DEVNULL)
    last = f"{out}/checkpoints/step-00000006"
    os.makedirs(f"{out}/expected")
    for name in os.listdir(last):
        if name not in ("training.safetensors", "state.json"):
            os.rename(f"{last}/{name}", f"{out}/expected/{name}")
    shutil.rmtree(last)
    if os.path.exists(f"{out}/model.safetensors"):
        os.rename(f"{out}/model.safetensors", f"{out}/expected/model.safetensors")
    for name in os.listdir(out):
        if name.startswith("events.out") or name in ("index.html", "samples", ".lock"):
            path = f"{out}/{name}"
            shutil.rmtree(path) if os.path.isdir(path) else os.remove(path)
    # The place of the data on the machine that made this says nothing to others.
    recipe = f"{out}/recipe.yaml"
    with open(recipe) as file:
        lines = [f"data: {os.path.basename(data)}\n" if line.startswith("data:") else line for line in file]
    with open(recipe, "w") as file:
        file.writelines(lines)


def main():
    gan = os.path.abspath(sys.argv[1])
    shutil.rmtree(OUT, ignore_errors=True)
    os.makedirs(OUT)
    draw = random.Random(7)
    pairs(f"{OUT}/pairs", draw)
    digits(f"{OUT}/digits", draw)
    run(gan, "pix2pix", f"{OUT}/pairs", "--image-size", "32", "--ngf", "2", "--ndf", "2", "--set", "n_layers=1")
    run(
        gan, "infogan", f"{OUT}/digits", "--ngf", "2", "--ndf", "2", "--batch-size", "16", "--set",
        "codes=[categorical:2, uniform, uniform]", "--set", "consistency_steps=2", "--set", "consistency_batch_size=16",
        "--set", "latent_dim=6", "--set", "consistency_heads=2")
    run(
        gan, "f-anogan", f"{OUT}/digits", "--normal-class", "0", "--ngf", "2", "--ndf", "2", "--nef", "2",
        "--latent-dim", "4", "--batch-size", "8")


main()
