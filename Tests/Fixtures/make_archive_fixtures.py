"""Writes the small weight files that the readers of files are tested with, by PyTorch and the safetensors package.

    pip install torch safetensors && python Tests/Fixtures/make_archive_fixtures.py

The values are fixed, so that the tests can state them. README.md beside this script says what the files are.
"""

import os
import pickle
import zipfile
from collections import OrderedDict
from pathlib import Path

import torch
from safetensors.torch import save_file

HERE = Path(__file__).resolve().parent / "archives"
FLOATS = [torch.float64, torch.float32, torch.float16, torch.bfloat16]
INTEGERS = [torch.int64, torch.int32, torch.int16, torch.int8, torch.uint8]


def every_type():
    """One tensor of each type: [2, 3] holding 0 to 5 (minus 2 where the type has a sign); halves where it has them."""
    tensors = OrderedDict()
    for dtype in FLOATS + INTEGERS:
        values = torch.arange(6).reshape(2, 3) - (0 if dtype == torch.uint8 else 2)
        tensors[str(dtype).removeprefix("torch.")] = values.to(dtype) * (0.5 if dtype in FLOATS else 1)
    tensors["bool"] = torch.tensor([True, False, True])
    tensors["scalar"] = torch.tensor(7, dtype=torch.int64)
    tensors["empty"] = torch.zeros(0, 4)
    return tensors


def views():
    """Tensors that look into one storage of 0 to 23 in ways of their own."""
    base = torch.arange(24.0).reshape(2, 3, 4)
    return OrderedDict(
        base=base,
        transposed=base.transpose(0, 2),
        slice=base[1, 1:, ::2],
        row=base[0, 1],
        expanded=torch.tensor([1.0, 2.0]).reshape(2, 1).expand(2, 3),
        channels_last=base.reshape(1, 2, 3, 4).contiguous(memory_format=torch.channels_last),
        half=base.reshape(6, 4).half().t(),
        bytes=torch.arange(6, dtype=torch.uint8).reshape(2, 3).t(),
        parameter=torch.nn.Parameter(base[0].clone()),
    )


class Command:
    """What a malicious file does: unpickling it calls os.system."""

    def __init__(self, function, *arguments):
        self.function, self.arguments = function, arguments

    def __reduce__(self):
        return self.function, self.arguments


def save(name, value, **options):
    torch.save(value, HERE / name, **options)


def rewritten(source, target, change):
    """Copies an archive, giving each entry's name and bytes to `change`."""
    with zipfile.ZipFile(HERE / source) as old, zipfile.ZipFile(HERE / target, "w") as new:
        for entry in old.infolist():
            contents, method = change(entry.filename, old.read(entry))
            new.writestr(entry.filename, contents, compress_type=method)


def main():
    HERE.mkdir(exist_ok=True)
    tensors = every_type()
    notes = {"made_with": "safetensors", "quote": 'a "b" \\ \n é 😀'}
    save_file(dict(tensors), HERE / "types.safetensors", metadata=notes)
    save("types.pth", tensors)
    save("types_protocol4.pth", tensors, pickle_protocol=4)
    save("views.pth", views())

    torch.manual_seed(0)
    model = torch.nn.Sequential(torch.nn.Conv2d(1, 2, 3), torch.nn.BatchNorm2d(2))
    state = model.state_dict()
    save("module.pth", OrderedDict(("module." + name, value) for name, value in state.items()))
    save("nested.pth", {"epoch": 3, "rate": 0.5, "state_dict": state, "history": [1, (2.0, None)], "done": True})
    save("legacy.pth", tensors, _use_new_zipfile_serialization=False)
    save("legacy_views.pth", views(), _use_new_zipfile_serialization=False)

    evil = OrderedDict(weight=torch.ones(2), evil=Command(os.system, "touch /tmp/swift-gan-pickle-was-run"))
    save("malicious.pth", evil)
    save("legacy_malicious.pth", evil, _use_new_zipfile_serialization=False)
    save("malicious_eval.pth", Command(eval, "__import__('os').system('touch /tmp/swift-gan-pickle-was-run')"), pickle_protocol=4)
    save("number.pth", OrderedDict(weight=torch.ones(2), epoch=3))
    save("list.pth", [torch.ones(2)])

    plain, packed = zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED
    rewritten("types.pth", "compressed.pth", lambda name, bytes: (bytes, packed))
    rewritten("types.pth", "rezipped.pth", lambda name, bytes: (bytes, plain))
    rewritten(
        "types.pth", "big_endian.pth", lambda name, bytes: (b"big" if name.endswith("byteorder") else bytes, plain)
    )
    rewritten(
        "types.pth", "short_storage.pth", lambda name, bytes: (bytes[: -1 if name.endswith("data/1") else None], plain)
    )

    (HERE / "bare.pkl").write_bytes(pickle.dumps({"a": 1}))
    torch.serialization.set_crc32_options(False)
    save("no_checksums.pth", OrderedDict(weight=torch.arange(4.0)))
    for path in sorted(HERE.iterdir()):
        print(f"{path.name}: {path.stat().st_size} bytes")


main()
