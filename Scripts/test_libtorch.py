#!/usr/bin/env python3
"""Tests of libtorch.py on toy wheels: broken downloads, both kinds of wheel, nothing half-made left behind."""

import base64
import contextlib
import hashlib
import io
import tempfile
import unittest
import zipfile
from pathlib import Path
from unittest import mock

import libtorch

LIBRARY = "torch/lib/libtorch_cpu.so"
CPU = {LIBRARY: b"native", "torch/lib/libtorch_python.so": b"python", "torch/include/ATen/ATen.h": b"//",
       "torch/nn/__init__.py": b"#", "torch/test/lib/x.so": b"test"}
NEEDS_CUDA = "Requires-Dist: cuda-toolkit[cudart,cupti]==13.0.3; platform_system == 'Linux'\n"


def wheel(name, files, metadata="", damage=None):
    """A wheel's bytes; `damage` names a file whose content differs from the record."""
    about = "-".join(name.split("-")[:2]) + ".dist-info"
    files = {**files, f"{about}/METADATA": metadata.encode()}
    record = "".join(
        f"{path},sha256={base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b'=').decode()},{len(data)}\n"
        for path, data in files.items())
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for path, data in files.items():
            archive.writestr(path, data + b"!" if path == damage else data)
        archive.writestr(f"{about}/RECORD", record)
    return name, buffer.getvalue()


GOOD = wheel("torch-2.13.0+cpu-cp311-cp311-any.whl", CPU)
DAMAGED = wheel("torch-2.13.0+cpu-cp311-cp311-any.whl", CPU, damage=LIBRARY)
CUT_SHORT = (GOOD[0], GOOD[1][:len(GOOD[1]) // 2])


class LayDownTests(unittest.TestCase):
    def lay_down(self, *wheels):
        """Runs `lay_down` with downloads that bring these wheels in turn; returns its result and what was asked for."""
        asked, turn = [], iter(wheels)

        def download(requirement, folder):
            asked.append(requirement)
            name, data = next(turn)
            (folder / name).write_bytes(data)
            return folder / name

        with mock.patch.object(libtorch, "download", download), \
                mock.patch.object(libtorch, "check_that_it_loads"), contextlib.redirect_stderr(io.StringIO()):
            return libtorch.lay_down("2.13.0", self.cache), asked

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.cache = Path(folder.name)

    def names(self, folder):
        return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())

    def test_takes_what_a_build_needs_and_notes_the_checksum(self):
        torch, asked = self.lay_down(GOOD)
        self.assertEqual(asked, ["torch==2.13.0"])
        self.assertEqual(torch.parent.name, f"libtorch-2.13.0+cpu-{libtorch.machine()}")
        self.assertEqual(
            self.names(torch.parent), ["SHA256SUMS", "torch/include/ATen/ATen.h", "torch/lib/libtorch_cpu.so"])
        self.assertEqual(
            (torch.parent / "SHA256SUMS").read_text(), f"{hashlib.sha256(GOOD[1]).hexdigest()}  {GOOD[0]}\n")

    def test_fetches_a_broken_wheel_once_more(self):
        for broken in (DAMAGED, CUT_SHORT, (GOOD[0], b"")):
            torch, asked = self.lay_down(broken, GOOD)
            self.assertEqual(asked, ["torch==2.13.0"] * 2)
            self.assertEqual((torch / "lib/libtorch_cpu.so").read_bytes(), b"native")

    def test_gives_up_on_a_wheel_that_is_broken_twice_and_leaves_nothing(self):
        with self.assertRaisesRegex(SystemExit, "^error: torch==2.13.0 came broken twice"):
            self.lay_down(DAMAGED, CUT_SHORT)
        self.assertEqual(list(self.cache.iterdir()), [])

    def test_lays_cudas_libraries_where_libtorch_looks(self):
        def cuda(name, library):
            return wheel(f"{name}-13.0.9-py3-none-any.whl", {f"nvidia/cu13/lib/{library}": b"", "nvidia/cu13/a.h": b""})

        torch, asked = self.lay_down(
            wheel("torch-2.13.0-cp311-cp311-any.whl", {**CPU, "torch/lib/libtorch_cuda.so": b""}, NEEDS_CUDA),
            cuda("nvidia_cuda_runtime", "libcudart.so.13"), cuda("nvidia_cuda_cupti", "libcupti.so.13"))
        self.assertEqual(asked, ["torch==2.13.0", "nvidia-cuda-runtime==13.0.*", "nvidia-cuda-cupti==13.0.*"])
        self.assertEqual(torch.parent.name, f"libtorch-2.13.0-{libtorch.machine()}")
        self.assertEqual(self.names(torch / "lib"), ["libtorch_cpu.so"])
        self.assertEqual(
            self.names(torch / "../nvidia/cu13/lib"), ["libcudart.so.13", "libcupti.so.13"])

    def test_never_writes_outside(self):
        wicked = wheel(GOOD[0], {**CPU, "torch/include/../../../escaped": b"", "/torch/include/x": b""})
        torch, _ = self.lay_down(wicked)
        self.assertEqual(len(self.names(torch)), 2)

    def test_clears_away_what_a_killed_run_left(self):
        (self.cache / "unpacking-old" / "tree").mkdir(parents=True)
        self.lay_down(GOOD)
        self.assertEqual([path.name for path in self.cache.iterdir()], [f"libtorch-2.13.0+cpu-{libtorch.machine()}"])


if __name__ == "__main__":
    unittest.main()
