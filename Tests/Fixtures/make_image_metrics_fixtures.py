"""Writes image_metrics.json: small picture pairs and what NumPy and SciPy say of them.

    python3 Tests/Fixtures/make_image_metrics_fixtures.py

Pictures are made from a formula, so that the file holds numbers only where the test needs them; SSIM is computed with
a two-dimensional window, another way than the separable one that is tested.
"""

import json
import math
from pathlib import Path

import numpy as np
from scipy.signal import convolve2d


def picture(kind, width, height, channels):
    """uint8 [H, W, C] by whole-number formulas that the Swift test repeats."""
    y, x, c = np.meshgrid(np.arange(height), np.arange(width), np.arange(channels), indexing="ij")
    values = {
        "ramp": 3 * x + 5 * y + 40 * c,
        "shifted": 3 * x + 5 * y + 40 * c + 9,
        "squares": (x * x + y * y * 3 + 17 * c) // 7,
        "product": x * y + 29 * c + (x ^ y) * 5,
        "checker": ((x // 4 + y // 3 + c) % 2) * 255,
    }[kind]
    return (values % 256).astype(np.uint8)


def window():
    x = np.arange(11) - 5.0
    g = np.exp(-(x**2) / (2 * 1.5**2))
    two = np.outer(g, g)
    return two / two.sum()


def ssim(a, b):
    def blur(x):
        return convolve2d(x, window(), mode="valid")

    c1, c2 = (0.01 * 255) ** 2, (0.03 * 255) ** 2
    means = []
    for channel in range(a.shape[2]):
        x, y = a[..., channel].astype(float), b[..., channel].astype(float)
        mx, my = blur(x), blur(y)
        vx, vy, cov = blur(x * x) - mx**2, blur(y * y) - my**2, blur(x * y) - mx * my
        score = (2 * mx * my + c1) * (2 * cov + c2) / ((mx**2 + my**2 + c1) * (vx + vy + c2))
        means.append(score.mean())
    return float(np.mean(means))


def main():
    cases = []
    for kinds in [("ramp", "shifted"), ("ramp", "squares"), ("squares", "product"), ("checker", "product")]:
        for width, height, channels in [(24, 17, 1), (11, 11, 3), (40, 32, 3)]:
            a, b = (picture(kind, width, height, channels) for kind in kinds)
            difference = a.astype(float) - b.astype(float)
            cases.append({
                "a": kinds[0], "b": kinds[1], "width": width, "height": height, "channels": channels,
                "sumA": int(a.sum()), "sumB": int(b.sum()),
                "l1": float(np.abs(difference).mean() / 255),
                "psnr": 10 * math.log10(255**2 / (difference**2).mean()),
                "ssim": ssim(a, b),
            })
    path = Path(__file__).with_name("image_metrics.json")
    path.write_text(json.dumps(cases, indent=1) + "\n")
    print(f"{path}: {len(cases)} cases, {path.stat().st_size} bytes")


if __name__ == "__main__":
    main()
