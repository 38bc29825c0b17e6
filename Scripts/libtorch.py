#!/usr/bin/env python3
"""Fetches libtorch, the native half of a PyTorch wheel, and unpacks what a build needs of it.

    Scripts/libtorch.py VERSION CACHE

prints the folder with include/ and lib/. Every unpacked file is compared with the wheel's own record of checksums; a
wheel that does not agree is fetched once more. The folder appears in CACHE under its final name only when it is whole.
"""

import base64
import csv
import errno
import fcntl
import hashlib
import io
import os
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile
import zlib
from pathlib import Path

# Parts of PyTorch's lib/ that only its Python half, its tests or a GPU use.
LEFT_OUT = re.compile(
    r"lib(torch_python|torch_cuda\w*|c10_cuda|torch_nvshmem|caffe2_nvrtc|torch_global_deps|shm|aoti_custom_ops|"
    r"backend_with_compiler|jitbackend_test|torchbind_test|torch)\.")

# A wheel built for CUDA asks for this package; its libtorch_cpu needs two libraries of it even without a GPU.
CUDA = re.compile(r"^Requires-Dist: cuda-toolkit\[[^]]*\]==(\d+\.\d+)", re.MULTILINE)

NO_NETWORK = re.compile(
    r"NewConnectionError|NameResolutionError|Temporary failure in name resolution|ConnectTimeout|ConnectionError|"
    r"ProxyError|Network is unreachable|Max retries exceeded|ReadTimeout")

BROKEN = re.compile(r"DO NOT MATCH THE HASHES|is invalid|has an invalid wheel|IncompleteRead|Connection broken|BadZipFile")


class Broken(Exception):
    """A wheel that is not what its maker packed."""


def fail(sentence):
    sys.exit(f"error: {sentence}")


def say(sentence):
    print(sentence, file=sys.stderr, flush=True)


def of_torch(name):
    """Whether a build or a run needs the file."""
    if name.startswith("torch/include/"):
        return True
    if name.startswith("torch.libs/"):
        return True
    return name.count("/") == 2 and name.startswith("torch/lib/") and not LEFT_OUT.match(name.split("/")[2])


def of_cuda(name):
    return re.search(r"/lib/lib(cudart|cupti)\.so[^/]*$", name) is not None


def download(requirement, folder):
    """Has pip fetch one wheel and returns its path."""
    command = [sys.executable, "-m", "pip", "download", "--no-deps", "--only-binary=:all:", "--no-cache-dir",
               "--disable-pip-version-check", "--dest", str(folder)]
    if not sys.stderr.isatty():
        command.append("--quiet")
    environment = dict(os.environ, TMPDIR=str(folder))  # /tmp may have no room for a wheel
    # The wheel for this Python, or else the one for 3.11: we take nothing from it that depends on Python.
    for tags in ([], ["--python-version", "3.11"]):
        done = subprocess.run(
            command + tags + [requirement], env=environment, stdout=sys.stderr, stderr=subprocess.PIPE, text=True)
        if done.returncode == 0:
            return next(folder.glob("*.whl"))
        if "No matching distribution" not in done.stderr or NO_NETWORK.search(done.stderr):
            break
    explain(requirement, done.stderr)


def explain(requirement, said):
    """Turns pip's account of a failure into a line of ours."""
    if broken := BROKEN.search(said):
        raise Broken(f"pip says '{broken[0]}'")
    if "No space left on device" in said:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    if NO_NETWORK.search(said):
        fail(f"pip finds no network to fetch {requirement} by; connect, or set LIBTORCH to an unpacked libtorch")
    lines = [line for line in said.splitlines() if line.strip()] or ["no reason given"]
    reason = next((line for line in reversed(lines) if re.match(r"ERROR: (?!Exception:)", line)), lines[-1])
    reason = reason.removeprefix("ERROR: ").strip()
    fail(f"pip cannot fetch {requirement} ({reason}); try again, or set LIBTORCH to an unpacked libtorch")


def sha256(path):
    digest = hashlib.sha256()
    with open(path, "rb") as file:
        while block := file.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()


def copy_member(archive, name, checksum, target):
    """Unpacks one file and compares it with its checksum."""
    digest = hashlib.sha256()
    target.parent.mkdir(parents=True, exist_ok=True)
    with archive.open(name) as source, open(target, "wb") as file:
        while block := source.read(1 << 20):
            digest.update(block)
            file.write(block)
    found = base64.urlsafe_b64encode(digest.digest()).rstrip(b"=").decode()
    if f"sha256={found}" != checksum:
        raise Broken(f"{name} does not have the checksum in the wheel's record")


def unpack(wheel, wanted, into):
    """Unpacks the wanted files of a wheel; returns its METADATA."""
    try:
        with zipfile.ZipFile(wheel) as archive:
            names = archive.namelist()
            about = next(name for name in names if re.fullmatch(r"[^/]+\.dist-info/RECORD", name)).split("/")[0]
            rows = csv.reader(io.StringIO(archive.read(f"{about}/RECORD").decode()))
            record = {row[0]: row[1] for row in rows if row}
            metadata = archive.read(f"{about}/METADATA")
            chosen = [name for name in record if wanted(name) and ".." not in name.split("/")]
            if not chosen:
                raise Broken("it holds nothing of what is needed")
            for name in chosen:
                copy_member(archive, name, record[name], into / name)
            return metadata.decode()
    except (zipfile.BadZipFile, zlib.error, EOFError, KeyError, StopIteration, NotImplementedError, ValueError) as problem:
        raise Broken(f"it is damaged or cut short ({str(problem) or type(problem).__name__})") from problem


def fetch(requirement, wanted, into, sums):
    """Fetches and unpacks a wheel, a second time where the first was broken; returns its version and METADATA."""
    for attempt in (1, 2):
        with tempfile.TemporaryDirectory(dir=into.parent, prefix="wheel-") as name:
            try:
                say(f"fetching {requirement}" + (" again" if attempt > 1 else ""))
                wheel = download(requirement, Path(name))
                say(f"unpacking {wheel.name}")
                metadata = unpack(wheel, wanted, into)
                sums.append(f"{sha256(wheel)}  {wheel.name}\n")
                return wheel.name.split("-")[1], metadata
            except Broken as problem:
                say(f"the download of {requirement} is broken: {problem}")
    fail(f"{requirement} came broken twice; check the network or the folder that pip takes it from, and try again")


def check_that_it_loads(torch):
    library = next(torch.glob("lib/libtorch_cpu.*"))
    load = [sys.executable, "-c", "import ctypes, sys; ctypes.CDLL(sys.argv[1])", str(library)]
    done = subprocess.run(load, stderr=subprocess.PIPE, text=True)
    if done.returncode != 0:
        reason = (done.stderr.strip() or f"status {done.returncode}").splitlines()[-1]
        fail(f"the libtorch that was fetched does not load ({reason}); set LIBTORCH to one that fits this machine")


def machine():
    return f"{os.uname().sysname}-{os.uname().machine}"


def wait_for_another(lock, version, cache):
    """Takes the lock; when another process had it, returns what that one laid down."""
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return None
    except BlockingIOError:
        say("another setup is fetching libtorch; waiting for it")
        fcntl.flock(lock, fcntl.LOCK_EX)
        return next(cache.glob(f"libtorch-{version}*-{machine()}/torch"), None)


def lay_down(version, cache):
    """Makes the whole folder in the cache and returns the path of its torch/."""
    for remains in cache.glob("unpacking-*"):
        shutil.rmtree(remains, ignore_errors=True)
    with tempfile.TemporaryDirectory(dir=cache, prefix="unpacking-") as name:
        tree, sums = Path(name) / "tree", []
        tree.mkdir()
        found, metadata = fetch(f"torch=={version}", of_torch, tree, sums)
        if cuda := CUDA.search(metadata):
            for library in ("runtime", "cupti"):
                fetch(f"nvidia-cuda-{library}=={cuda[1]}.*", of_cuda, tree, sums)
        check_that_it_loads(tree / "torch")
        (tree / "SHA256SUMS").write_text("".join(sums))
        final = cache / f"libtorch-{found}-{machine()}"
        if final.exists():
            shutil.rmtree(final)
        tree.rename(final)
    return final / "torch"


def main():
    version, cache = sys.argv[1], Path(sys.argv[2])
    try:
        cache.mkdir(parents=True, exist_ok=True)
        with open(cache / "lock", "w") as lock:
            print(wait_for_another(lock, version, cache) or lay_down(version, cache))
    except OSError as problem:
        fail(f"{problem.filename or cache} cannot be written ({problem.strerror}); make room there, "
             "or name another folder in XDG_CACHE_HOME")


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit(130)
