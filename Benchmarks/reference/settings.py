"""PyTorch's faster settings, which every reference program offers: an opponent at its best, not a plain one.

    --channels-last   weights and pictures in the layout that oneDNN prefers
    --bf16            autocast to bfloat16; losses stay in float32
    --fused           the optimizer's fused kernels
    --compile         torch.compile; needs a C++ compiler
    --freeze          with --compile and no gradients: weights packed once, norms folded (TORCHINDUCTOR_FREEZING)
"""

import contextlib

import torch


def add_options(parser):
    for name, sentence in (
        ("channels-last", "weights and pictures channels-last"), ("bf16", "autocast to bfloat16"),
        ("fused", "fused optimizer kernels"), ("compile", "torch.compile"),
        ("freeze", "with --compile: weights packed once, for inference"),
    ):
        parser.add_argument("--" + name, action="store_true", help=sentence)


def autocast(arguments):
    return torch.autocast("cpu", torch.bfloat16) if getattr(arguments, "bf16", False) else contextlib.nullcontext()


def layout(arguments, value):
    """A network or pictures, channels-last where that is asked for."""
    return value.to(memory_format=torch.channels_last) if getattr(arguments, "channels_last", False) else value


def compiled(arguments, function):
    if not getattr(arguments, "compile", False):
        return function
    if arguments.freeze:
        from torch._inductor import config
        config.freezing = True
    return torch.compile(function)


def adam(arguments, parameters, *rest, **options):
    """Fused where that is asked for, else PyTorch's choice."""
    if getattr(arguments, "fused", False):
        options["fused"] = True
    return torch.optim.Adam(parameters, *rest, **options)


def used(arguments):
    names = ("channels_last", "bf16", "fused", "compile", "freeze")
    return [name.replace("_", "-") for name in names if getattr(arguments, name, False)]
