"""Writes distributions.safetensors: random features, and what NumPy and SciPy say of them.

    python3 Tests/Fixtures/make_distribution_fixtures.py        (pip install numpy scipy torch safetensors)

Per pair of sets: NAME.a and NAME.b [pictures, features], NAME.fid with SciPy's matrix square root, NAME.mmd the unbiased
squared MMD of the whole sets, NAME.kid over subsets drawn by torch.randperm, NAME.precision and NAME.recall.
"""

from pathlib import Path

import numpy as np
import torch
from safetensors.torch import save_file
from scipy import linalg
from scipy.spatial.distance import cdist

SEED, SUBSETS, SUBSET_SIZE, NEIGHBORS = 17, 10, 100, 3


def trace_of_root(a, b):
    if min(len(a), len(b)) > a.shape[1]:
        return np.trace(linalg.sqrtm(np.cov(a, rowvar=False) @ np.cov(b, rowvar=False)).real)
    # The matrix square root of a singular matrix is inexact; the trace is also the sum of these singular values.
    x, y = ((s - s.mean(0)) / np.sqrt(len(s) - 1) for s in (a, b))
    return np.linalg.svd(x @ y.T, compute_uv=False).sum()


def fid(a, b):
    spread = np.trace(np.cov(a, rowvar=False)) + np.trace(np.cov(b, rowvar=False))
    return ((a.mean(0) - b.mean(0)) ** 2).sum() + spread - 2 * trace_of_root(a, b)


def mmd(a, b):
    def kernel(x, y):
        return (x @ y.T / x.shape[1] + 1) ** 3

    n, m = len(a), len(b)
    same_a = kernel(a, a)[~np.eye(n, dtype=bool)].sum() / (n * (n - 1))
    same_b = kernel(b, b)[~np.eye(m, dtype=bool)].sum() / (m * (m - 1))
    return same_a + same_b - 2 * kernel(a, b).mean()


def kid(a, b):
    generator = torch.Generator().manual_seed(SEED)
    size = min(SUBSET_SIZE, len(a), len(b))
    values = []
    for _ in range(1 if size == len(a) == len(b) else SUBSETS):
        x = a[torch.randperm(len(a), generator=generator)[:size].numpy()]
        y = b[torch.randperm(len(b), generator=generator)[:size].numpy()]
        values.append(mmd(x, y))
    return [np.mean(values), np.std(values)]


def covered(queries, members):
    radii = np.sort(cdist(members, members), axis=1)[:, NEIGHBORS]
    return (cdist(queries, members) <= radii[None]).any(1).mean()


def main():
    rng = np.random.default_rng(23)
    mix = rng.normal(size=(12, 12))
    turn = np.linalg.qr(rng.normal(size=(80, 80)))[0]
    sets = {
        "near": (rng.normal(size=(400, 12)), rng.normal(size=(300, 12)) * 1.1 + 0.1),
        # All positive and far from the origin, as the features of a network after ReLU.
        "mixed": (np.abs(rng.normal(size=(250, 12)) @ mix) + 5, np.abs(rng.normal(size=(250, 12)) @ mix.T) + 5.5),
        # Fewer pictures than features: the covariances are singular.
        "few": (rng.normal(size=(20, 32)), rng.normal(size=(24, 32)) + 0.5),
        # And most of them hardly vary, as those of a network on pictures of one kind.
        "steep": tuple(rng.normal(size=(n, 80)) * 10 ** -(np.arange(80) / 12) @ turn + 1 for n in (50, 60)),
        "repeated": (np.repeat(rng.normal(size=(20, 6)), 5, axis=0), rng.normal(size=(80, 6))),
    }
    tensors = {}
    for name, (a, b) in sets.items():
        a, b = a.astype(np.float32), b.astype(np.float32)
        tensors[f"{name}.a"], tensors[f"{name}.b"] = torch.from_numpy(a), torch.from_numpy(b)
        a, b = a.astype(np.float64), b.astype(np.float64)
        known = {"fid": fid(a, b), "mmd": mmd(a, b), "kid": kid(a, b), "precision": covered(b, a), "recall": covered(a, b)}
        print(name, known)
        for key, value in known.items():
            tensors[f"{name}.{key}"] = torch.tensor(value, dtype=torch.float64)
    path = Path(__file__).with_name("distributions.safetensors")
    save_file(tensors, path)
    print(f"{path}: {path.stat().st_size} bytes")


if __name__ == "__main__":
    main()
