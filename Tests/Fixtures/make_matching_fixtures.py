"""Writes matching.json: tables with their best matching, and lists with their rank correlation, as SciPy has them.

    python3 Tests/Fixtures/make_matching_fixtures.py
"""

import json
from pathlib import Path

import numpy as np
from scipy.optimize import linear_sum_assignment
from scipy.stats import rankdata, spearmanr


def main():
    rng = np.random.default_rng(11)
    tables = []
    for rows, columns in [(1, 1), (2, 2), (10, 10), (10, 10), (3, 7), (7, 3), (12, 5), (1, 6), (6, 1), (20, 20)]:
        for kind in ["counts", "ties", "signed"]:
            if kind == "counts":
                weights = rng.integers(0, 1000, (rows, columns)).astype(float)
            elif kind == "ties":
                weights = rng.integers(0, 3, (rows, columns)).astype(float)
            else:
                weights = rng.normal(size=(rows, columns)).round(6)
            r, c = linear_sum_assignment(weights, maximize=True)
            tables.append({"weights": weights.tolist(), "total": float(weights[r, c].sum())})
    lists = []
    for count, levels in [(2, 0), (5, 0), (50, 0), (200, 4), (200, 40), (500, 0)]:
        a = rng.normal(size=count) if levels == 0 else rng.integers(0, levels, count).astype(float)
        b = a * rng.choice([-1, 1]) + rng.normal(size=count) if levels != 4 else rng.integers(0, 3, count).astype(float)
        a, b = a.round(6), b.round(6)
        lists.append({
            "a": a.tolist(), "b": b.tolist(), "ranks": rankdata(a).tolist(),
            "spearman": float(spearmanr(a, b).statistic),
        })
    path = Path(__file__).with_name("matching.json")
    path.write_text(json.dumps({"tables": tables, "lists": lists}) + "\n")
    print(f"{path}: {path.stat().st_size} bytes")


if __name__ == "__main__":
    main()
