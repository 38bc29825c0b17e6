"""Writes ranking.json: scores with ties and labels, what scikit-learn says of them, and heat maps with masks.

    python3 Tests/Fixtures/make_ranking_fixtures.py        (pip install numpy scipy scikit-learn)

PRO is computed by brute force, one threshold after the other, another way than the sorted sums that are tested. The
equal error rate is read off scikit-learn's curve where it crosses the diagonal from (0, 1) to (1, 0).
"""

import json
from pathlib import Path

import numpy as np
from scipy import ndimage
from sklearn import metrics

RNG = np.random.default_rng(5)


def equal_error_rate(fpr, tpr):
    excess = fpr + tpr - 1
    index = int(np.argmax(excess >= 0))
    if index == 0:
        return float(fpr[0])
    step = excess[index] - excess[index - 1]
    share = -excess[index - 1] / step if step > 0 else 0.0
    return float(fpr[index - 1] + share * (fpr[index] - fpr[index - 1]))


def ranking(count, levels, shift, positive):
    labels = RNG.random(count) < positive
    labels[:2] = [True, False]
    scores = RNG.normal(size=count) + shift * labels
    scores = np.floor(scores * levels) / levels if levels else scores.round(9)
    fpr, tpr, thresholds = metrics.roc_curve(labels, scores, drop_intermediate=False)
    threshold = float(np.quantile(scores, 0.7, method="nearest"))
    found = scores >= threshold
    return {
        "scores": scores.tolist(), "labels": labels.tolist(),
        "auroc": float(metrics.roc_auc_score(labels, scores)),
        "averagePrecision": float(metrics.average_precision_score(labels, scores)),
        "equalErrorRate": equal_error_rate(fpr, tpr),
        "fpr": fpr.tolist() if count <= 60 else [], "tpr": tpr.tolist() if count <= 60 else [],
        "thresholds": thresholds[1:].tolist() if count <= 60 else [],
        "threshold": threshold,
        "f1": float(metrics.f1_score(labels, found)),
        "precision": float(metrics.precision_score(labels, found)),
        "sensitivity": float(metrics.recall_score(labels, found)),
        "specificity": float(metrics.recall_score(labels, found, pos_label=0)),
        "accuracy": float(metrics.accuracy_score(labels, found)),
        "bestF1": max(float(metrics.f1_score(labels, scores >= t)) for t in np.unique(scores)),
    }


def per_region_overlap(maps, masks, limit):
    """The curve over every distinct value, by counting; trapezoids up to the limit."""
    normal = np.concatenate([m[k == 0] for m, k in zip(maps, masks)])
    regions = []
    for values, mask in zip(maps, masks):
        labels, count = ndimage.label(mask, structure=np.ones((3, 3)))
        regions += [values[labels == number] for number in range(1, count + 1)]
    x, y = [0.0], [0.0]
    for t in np.unique(np.concatenate([m.ravel() for m in maps]))[::-1]:
        x.append(float((normal >= t).mean()))
        y.append(float(np.mean([(r >= t).mean() for r in regions])))
    x, y = np.array(x), np.array(y)
    # The curve may be vertical at the limit; its value just before counts.
    end = int(np.argmax(x >= limit))
    share = (limit - x[end - 1]) / (x[end] - x[end - 1])
    cut_x = np.append(x[:end], limit)
    cut_y = np.append(y[:end], y[end - 1] + share * (y[end] - y[end - 1]))
    return float(np.trapezoid(cut_y, cut_x) / limit)


def pixels(levels, shift):
    height, width = 18, 26
    maps, masks = [], []
    for kind in range(4):
        mask = np.zeros((height, width), np.uint8)
        if kind == 0:
            mask[2:9, 3:8] = 1
            mask[9:12, 8:12] = 1  # touches the first at a corner: one region
            mask[14:16, 20:25] = 1
        elif kind == 1:
            mask[5:7, 5:7] = 1
            mask[0, :] = 1
        elif kind == 2:
            mask = (RNG.random((height, width)) < 0.1).astype(np.uint8)
        values = ndimage.gaussian_filter(RNG.normal(size=(height, width)), 1) * 3 + shift * mask
        values = np.floor(values * levels) / levels if levels else values
        maps.append(values.astype(np.float32))
        masks.append(mask)
    scores = np.concatenate([m.ravel() for m in maps])
    labels = np.concatenate([m.ravel() for m in masks])
    return {
        "width": width, "height": height,
        "maps": [[round(float(v), 9) for v in m.ravel()] for m in maps],
        "masks": ["".join("#" if v else "." for v in m.ravel()) for m in masks],
        "auroc": float(metrics.roc_auc_score(labels, scores)),
        "pro": {str(limit): per_region_overlap(maps, masks, limit) for limit in [0.05, 0.3, 1.0]},
    }


def main():
    rankings = [
        ranking(2, 0, 1, 0.5), ranking(20, 2, 1, 0.5), ranking(60, 0, 1, 0.3), ranking(60, 3, 0.5, 0.5),
        ranking(60, 1, 3, 0.2), ranking(500, 4, 1, 0.1), ranking(500, 0, -0.5, 0.5),
    ]
    data = {"rankings": rankings, "pixels": [pixels(2, 1), pixels(16, 0.5)]}
    path = Path(__file__).with_name("ranking.json")
    path.write_text(json.dumps(data) + "\n")
    print(f"{path}: {path.stat().st_size} bytes")


if __name__ == "__main__":
    main()
