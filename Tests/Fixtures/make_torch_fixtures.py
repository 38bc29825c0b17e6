"""Writes the fixtures that the Swift numerics are compared with, by stock PyTorch 2.13 on the CPU.

    python Tests/Fixtures/make_torch_fixtures.py

The files are seeded: a second run writes the same bytes on the same machine. README.md beside this script says what
the names in them mean.
"""

import argparse
import json
import struct
import sys
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1] / "Benchmarks" / "reference"))
import pix2pix  # noqa: E402

TYPES = {torch.float32: "F32", torch.float64: "F64", torch.float16: "F16", torch.int64: "I64", torch.uint8: "U8"}


def save(name, tensors, note):
    """Writes one safetensors file: header length, JSON, raw little-endian rows."""
    header, offset, blocks = {"__metadata__": {"made_with": "PyTorch " + torch.__version__, "note": note}}, 0, []
    for key, tensor in tensors.items():
        block = np.ascontiguousarray(tensor.detach().numpy()).tobytes()
        header[key] = {
            "dtype": TYPES[tensor.dtype],
            "shape": list(tensor.shape),
            "data_offsets": [offset, offset + len(block)],
        }
        offset += len(block)
        blocks.append(block)
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    path = HERE / name
    path.write_bytes(struct.pack("<Q", len(text)) + text + b"".join(blocks))
    print(f"{path.name}: {len(tensors)} tensors, {path.stat().st_size / 1024:.1f} KB")


# ------------------------------------------------------------------------------------------------ layers


def conv_up(*arguments, **options):
    return nn.ConvTranspose2d(*arguments, **options)


def layer_cases():
    """Name, layer or function, shape of the input, whether the layer trains."""
    return [
        ("conv2d_plain", nn.Conv2d(3, 4, 3), [2, 3, 7, 6], True),
        ("conv2d_halving", nn.Conv2d(3, 4, 4, stride=2, padding=1), [2, 3, 8, 6], True),
        ("conv2d_dilation", nn.Conv2d(2, 3, 3, padding=2, dilation=2), [2, 2, 5, 6], True),
        ("conv2d_groups", nn.Conv2d(4, 6, 3, padding=1, groups=2, bias=False), [2, 4, 3, 4], True),
        ("conv_transpose2d_doubling", conv_up(2, 3, 4, stride=2, padding=1), [2, 2, 3, 4], True),
        ("conv_transpose2d_output_padding", conv_up(2, 3, 3, stride=2, padding=1, output_padding=1), [2, 2, 4, 3], True),
        ("conv_transpose2d_groups", conv_up(4, 6, 3, groups=2, bias=False), [1, 4, 4, 3], True),
        ("conv_transpose2d_dilation", conv_up(2, 3, 3, padding=1, dilation=2), [2, 2, 5, 4], True),
        ("linear", nn.Linear(5, 4), [3, 5], True),
        ("linear_no_bias", nn.Linear(5, 4, bias=False), [2, 3, 5], True),
        ("batch_norm2d_training", nn.BatchNorm2d(4), [3, 4, 2, 3], True),
        ("batch_norm2d_eval", nn.BatchNorm2d(4), [3, 4, 2, 3], False),
        ("batch_norm2d_plain", nn.BatchNorm2d(4, affine=False, eps=1e-3, momentum=0.3), [3, 4, 2, 3], True),
        ("batch_norm2d_untracked", nn.BatchNorm2d(4, track_running_stats=False), [3, 4, 2, 3], False),
        ("batch_norm1d_training", nn.BatchNorm1d(5), [6, 5], True),
        ("batch_norm1d_sequence", nn.BatchNorm1d(3), [4, 3, 5], True),
        ("batch_norm1d_eval", nn.BatchNorm1d(5), [6, 5], False),
        ("instance_norm2d", nn.InstanceNorm2d(3), [2, 3, 4, 5], True),
        ("instance_norm2d_affine", nn.InstanceNorm2d(3, affine=True), [2, 3, 4, 5], False),
        ("layer_norm", nn.LayerNorm([3, 4]), [2, 3, 4], True),
        ("embedding", nn.Embedding(7, 4), [3, 5], True),
        ("relu", nn.ReLU(), [3, 11], True),
        ("leaky_relu", nn.LeakyReLU(0.2), [3, 11], True),
        ("tanh", nn.Tanh(), [3, 11], True),
        ("sigmoid", nn.Sigmoid(), [3, 11], True),
        ("elu", nn.ELU(0.7), [3, 11], True),
        ("gelu", nn.GELU(), [3, 11], True),
        ("softplus", nn.Softplus(), [3, 11], True),
        ("softmax", nn.Softmax(dim=1), [3, 5, 2], True),
        ("log_softmax", nn.LogSoftmax(dim=1), [3, 5, 2], True),
        ("identity", nn.Identity(), [3, 4], True),
        ("flatten", nn.Flatten(), [2, 3, 4, 2], True),
        ("reflection_pad2d", nn.ReflectionPad2d(3), [1, 2, 5, 6], True),
        ("reflection_pad2d_sides", nn.ReflectionPad2d((1, 2, 3, 0)), [1, 2, 5, 6], True),
        ("replication_pad2d", nn.ReplicationPad2d(2), [1, 2, 4, 3], True),
        ("zero_pad2d", nn.ZeroPad2d(2), [1, 2, 4, 3], True),
        ("max_pool2d", nn.MaxPool2d(2), [2, 2, 6, 4], True),
        ("max_pool2d_overlap", nn.MaxPool2d(3, stride=2, padding=1), [2, 2, 7, 6], True),
        ("avg_pool2d", nn.AvgPool2d(2), [2, 2, 6, 4], True),
        ("avg_pool2d_overlap", nn.AvgPool2d(3, stride=2, padding=1), [2, 2, 7, 6], True),
        ("adaptive_avg_pool2d", nn.AdaptiveAvgPool2d((2, 3)), [2, 2, 5, 7], True),
        ("upsample_nearest", nn.Upsample(scale_factor=2, mode="nearest"), [1, 2, 3, 4], True),
        ("upsample_bilinear", nn.Upsample(scale_factor=2, mode="bilinear"), [1, 2, 3, 4], True),
        ("upsample_bicubic", nn.Upsample(scale_factor=2, mode="bicubic"), [1, 2, 4, 5], True),
        ("upsample_size", nn.Upsample(size=(7, 5), mode="bilinear"), [1, 2, 3, 4], True),
    ]


def layers():
    torch.manual_seed(1)
    tensors = {}
    for name, layer, shape, training in layer_cases():
        for parameter in layer.parameters():
            parameter.data.normal_()
        for key, buffer in layer.named_buffers():
            if buffer.is_floating_point():
                buffer.uniform_(0.5, 1.5)
        for key, value in layer.state_dict().items():
            tensors[f"{name}.before.{key}"] = value.clone()
        layer.train(training)
        x = torch.randint(0, 7, shape) if name == "embedding" else torch.randn(shape, requires_grad=True)
        y = layer(x)
        weight = torch.randn_like(y)
        y.backward(weight)
        tensors |= {f"{name}.input": x, f"{name}.output": y, f"{name}.output_gradient": weight}
        if x.grad is not None:
            tensors[f"{name}.input_gradient"] = x.grad
        for key, parameter in layer.named_parameters():
            tensors[f"{name}.gradient.{key}"] = parameter.grad
        for key, buffer in layer.named_buffers():
            tensors[f"{name}.after.{key}"] = buffer
    save("layers.safetensors", tensors, "one forward and backward pass of every layer")


def default_weights():
    """What the constructors draw from seed 7, so that the same seed gives the same network in Swift."""
    tensors = {}
    for name, make in {
        "conv2d": lambda: nn.Conv2d(3, 5, 4),
        "conv_transpose2d": lambda: nn.ConvTranspose2d(4, 6, 3, groups=2),
        "linear": lambda: nn.Linear(6, 9),
        "embedding": lambda: nn.Embedding(7, 3),
    }.items():
        torch.manual_seed(7)
        tensors |= {f"{name}.{key}": value for key, value in make().state_dict().items()}
    save("default_weights.safetensors", tensors, "weights that constructors draw after torch.manual_seed(7)")


# ------------------------------------------------------------------------------------------------ losses


def losses():
    torch.manual_seed(2)
    dense = [3, 2, 4]
    cases = {
        "binary_cross_entropy_with_logits": (F.binary_cross_entropy_with_logits, torch.randn(dense) * 3, torch.rand(dense)),
        "mean_squared_error": (F.mse_loss, torch.randn(dense), torch.randn(dense)),
        "l1": (F.l1_loss, torch.randn(dense), torch.randn(dense)),
        "smooth_l1": (F.smooth_l1_loss, torch.randn(dense), torch.randn(dense)),
        "cross_entropy": (F.cross_entropy, torch.randn(6, 5), torch.randint(0, 5, [6])),
        "cross_entropy_maps": (F.cross_entropy, torch.randn(2, 5, 3, 2), torch.randint(0, 5, [2, 3, 2])),
        "nll": (F.nll_loss, F.log_softmax(torch.randn(6, 5), 1), torch.randint(0, 5, [6])),
    }
    tensors = {}
    for name, (loss, prediction, target) in cases.items():
        tensors |= {f"{name}.prediction": prediction, f"{name}.target": target}
        for reduction in ["none", "mean", "sum"]:
            leaf = prediction.clone().requires_grad_()
            value = loss(leaf, target, reduction=reduction)
            value.sum().backward()
            tensors |= {f"{name}.{reduction}.value": value, f"{name}.{reduction}.gradient": leaf.grad}
    save("losses.safetensors", tensors, "every loss with every reduction, and its gradient")


# -------------------------------------------------------------------------------------------- optimizers


def optimizers():
    """Five steps on fixed gradients; parameter 1 has none in step 2, and the rate is halved after step 3."""
    torch.manual_seed(3)
    start = [torch.randn(3, 4), torch.randn(5), torch.randn(2, 3, 2, 2)]
    gradients = [[torch.randn_like(p) for p in start] for _ in range(5)]
    tensors = {f"start.{i}": p for i, p in enumerate(start)}
    tensors |= {f"step{k}.{i}": g for k, step in enumerate(gradients) for i, g in enumerate(step)}
    adam, sgd, rmsprop = torch.optim.Adam, torch.optim.SGD, torch.optim.RMSprop
    cases = {
        "adam": (adam, dict(lr=1e-2)),
        "adam_gan": (adam, dict(lr=2e-4, betas=(0.5, 0.999))),
        "adam_weight_decay": (adam, dict(lr=1e-2, betas=(0.8, 0.9), eps=1e-4, weight_decay=0.1)),
        "sgd": (sgd, dict(lr=0.1)),
        "sgd_weight_decay": (sgd, dict(lr=0.1, weight_decay=0.2)),
        "sgd_momentum": (sgd, dict(lr=0.1, momentum=0.9)),
        "sgd_nesterov": (sgd, dict(lr=0.1, momentum=0.8, nesterov=True, weight_decay=0.05)),
        "rmsprop": (rmsprop, dict(lr=1e-2)),
        "rmsprop_centered": (rmsprop, dict(lr=1e-2, alpha=0.9, centered=True, eps=1e-5)),
        "rmsprop_momentum": (rmsprop, dict(lr=1e-2, alpha=0.95, momentum=0.9)),
        "rmsprop_all": (rmsprop, dict(lr=1e-2, alpha=0.9, momentum=0.5, centered=True, weight_decay=0.1)),
    }
    for name, (make, options) in cases.items():
        parameters = [p.clone().requires_grad_() for p in start]
        optimizer = make(parameters, **options)
        for k, step in enumerate(gradients):
            if k == 3:
                optimizer.param_groups[0]["lr"] *= 0.5
            for i, (p, g) in enumerate(zip(parameters, step)):
                p.grad = None if (k, i) == (1, 1) else g.clone()
            optimizer.step()
        tensors |= {f"{name}.{i}": p for i, p in enumerate(parameters)}
    save("optimizers.safetensors", tensors, "parameters after five steps of every optimizer")


# --------------------------------------------------------------------------------------------- schedules


def rates(make, count, metrics=None):
    optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=1.0)
    scheduler, sequence = make(optimizer), []
    for index in range(count):
        if metrics is None:
            sequence.append(optimizer.param_groups[0]["lr"])
            optimizer.step()
            scheduler.step()
        else:
            scheduler.step(metrics[index])
            sequence.append(optimizer.param_groups[0]["lr"])
    return torch.tensor(sequence, dtype=torch.float64)


def schedules():
    torch.manual_seed(4)
    sched = torch.optim.lr_scheduler
    decay = lambda e: 1.0 - max(0, e + 1 - 3) / (4 + 1)
    tensors = {
        "linear": rates(lambda o: sched.LambdaLR(o, decay), 8),
        "step": rates(lambda o: sched.StepLR(o, 3, 0.5), 12),
        "cosine": rates(lambda o: sched.CosineAnnealingLR(o, 10, 0.1), 11),
    }
    metrics = [m for m in (torch.rand(40, dtype=torch.float64) + torch.linspace(1, 0.5, 40, dtype=torch.float64)).tolist()]
    tensors["plateau.metrics"] = torch.tensor(metrics, dtype=torch.float64)
    for name, options in {
        "minimum": dict(factor=0.5, patience=3),
        "maximum": dict(mode="max", factor=0.3, patience=2, threshold=0.05, min_lr=0.02),
        "cooldown": dict(factor=0.1, patience=1, cooldown=3, threshold=0.01, threshold_mode="abs"),
    }.items():
        make = lambda o: sched.ReduceLROnPlateau(o, **options)
        tensors[f"plateau.{name}"] = rates(make, len(metrics), metrics)
    save("schedules.safetensors", tensors, "learning rates at a base rate of 1")


# ---------------------------------------------------------------------------------------- five GAN steps


def pix2pix_steps():
    """Five training steps of a small pix2pix by the reference program's own code.

    To keep the file small, the initial weights are rounded to half precision and stored so, and the pictures are
    stored as bytes p, which the networks see as p / 127.5 - 1.
    """
    torch.manual_seed(5)
    options = argparse.Namespace(
        ngf=4, ndf=4, n_layers=2, norm="batch", dropout=False, lr=2e-4, beta1=0.5, gan_mode="vanilla", lambda_l1=100.0
    )
    model = pix2pix.Pix2Pix(options, num_downs=5)
    tensors = {}
    with torch.no_grad():
        for part in ["generator", "discriminator"]:
            for key, value in getattr(model, part).state_dict().items():
                if value.is_floating_point():
                    value.copy_(value.half())
                    value = value.half()
                tensors[f"{part}.{key}"] = value.clone()
    for step in range(5):
        a, b = (torch.randint(0, 256, [2, 3, 32, 32], dtype=torch.uint8) for _ in range(2))
        tensors |= {f"batch{step}.a": a, f"batch{step}.b": b}
        d_fake, d_real, g_gan, g_l1 = model.step(a.float() / 127.5 - 1, b.float() / 127.5 - 1)
        for name, value in {"G_GAN": g_gan, "G_L1": g_l1, "D_real": d_real, "D_fake": d_fake}.items():
            tensors[f"step{step}.{name}"] = value.detach().clone()
    for part in ["generator", "discriminator"]:
        for key, value in getattr(model, part).state_dict().items():
            tensors[f"final.{part}.{key}"] = value
    save("pix2pix_steps.safetensors", tensors, "five pix2pix training steps; see README.md")


if __name__ == "__main__":
    torch.set_num_threads(1)
    layers()
    default_weights()
    losses()
    optimizers()
    schedules()
    pix2pix_steps()
