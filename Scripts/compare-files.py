#!/usr/bin/env python3
"""Compares the pixels that our reader makes of picture files with those of Pillow and pydicom.

    pip install pillow numpy pydicom pylibjpeg pylibjpeg-libjpeg pylibjpeg-openjpeg pylibjpeg-rle
    Scripts/compare-files.py .build/debug/ReadFile FILE...

Prints a line a file: what each reader makes of it, and by how many of 255 levels they differ at most. Exits with 1
where both read a file and differ by more than 1 level, or 3 where they are JPEG's or Pillow rounds twice.
"""
import os
import subprocess
import sys
import tempfile
import warnings

import numpy as np
import pydicom
from PIL import Image, ImageOps
from pydicom.pixels import apply_color_lut, apply_modality_lut, apply_voi_lut

warnings.simplefilter("ignore")
Image.MAX_IMAGE_PIXELS = None


def ours(tool, path):
    """Levels 0...1 as [height, width, channels], or the reason why there are none."""
    with tempfile.TemporaryDirectory() as folder:
        raw = os.path.join(folder, "raw")
        done = subprocess.run([tool, path, raw], capture_output=True, timeout=60)
        if done.returncode != 0:
            return f"CRASHED ({done.returncode})"
        words = done.stdout.decode("utf-8", "replace").rstrip("\n").split("\t")
        if words[0] != "read":
            return "refused: " + words[-1].replace(path, "").strip()
        width, height = map(int, words[1].split("x"))
        kind = np.uint16 if "16 bits" in words[2] else np.uint8
        samples = np.fromfile(raw, kind).reshape(height, width, -1)
        return samples / np.iinfo(kind).max


def dicom(path):
    data = pydicom.dcmread(path, force=True)
    pixels = data.pixel_array
    if int(data.get("NumberOfFrames") or 1) > 1:
        pixels = pixels[0]
    kind = data.PhotometricInterpretation
    if kind == "PALETTE COLOR":
        colors = apply_color_lut(pixels, data)
        return colors / (65535 if colors.dtype == np.uint16 else 255), False
    lossy = data.file_meta.get("TransferSyntaxUID", "") in ("1.2.840.10008.1.2.4.50", "1.2.840.10008.1.2.4.51")
    if pixels.ndim == 3:
        return pixels / float(2**data.BitsAllocated - 1), lossy
    values = apply_modality_lut(pixels, data)
    shape = 2**data.BitsStored
    low, high = (-shape // 2, shape // 2 - 1) if data.PixelRepresentation else (0, shape - 1)
    slope, intercept = float(data.get("RescaleSlope", 1)), float(data.get("RescaleIntercept", 0))
    low, high = low * slope + intercept, high * slope + intercept
    if "ModalityLUTSequence" in data:
        low, high = 0, 2 ** data.ModalityLUTSequence[0].LUTDescriptor[2] - 1
    if "VOILUTSequence" in data:
        values, low, high = apply_voi_lut(values, data), 0, 2 ** data.VOILUTSequence[0].LUTDescriptor[2] - 1
    elif "WindowWidth" in data:
        values = apply_voi_lut(values.astype(float), data)
    levels = (values - low) / (high - low)
    return (1 - levels if kind == "MONOCHROME1" else levels), lossy


def pillow(path):
    picture = Image.open(path)
    lossy = picture.format in ("JPEG", "MPO", "WEBP", "JPEG2000") or picture.info.get("compression") in ("jpeg", "webp")
    # Pillow divides by alpha after it has cut the colours to 8 bits.
    lossy = lossy or picture.format == "TIFF" and picture.tag_v2.get(338) == (1,)
    picture.load()
    picture = ImageOps.exif_transpose(picture)
    if picture.mode in ("I;16", "I;16B", "I;16L", "I", "I;16N"):
        return np.asarray(picture, dtype=np.int64) / 65535, lossy
    if picture.mode == "F":
        return np.asarray(picture), lossy
    if picture.mode in ("P", "PA") and ("transparency" in picture.info or picture.mode == "PA"):
        picture = picture.convert("RGBA")
    elif picture.mode in ("P", "CMYK", "YCbCr", "LAB"):
        picture = picture.convert("RGB")
    elif picture.mode in ("1",):
        picture = picture.convert("L")
    elif picture.mode in ("LA", "La", "RGBa"):
        picture = picture.convert("RGBA")
    return np.asarray(picture) / 255, lossy


def alike(first, second):
    """Both with as many channels as the richer has."""
    def widened(levels, count):
        levels = levels if levels.ndim == 3 else levels[..., None]
        if levels.shape[2] in (1, 2) and count >= 3:
            rest = levels[..., 1:]
            levels = np.concatenate([np.repeat(levels[..., :1], 3, axis=2), rest], axis=2)
        if levels.shape[2] == 3 and count == 4:
            levels = np.concatenate([levels, np.ones_like(levels[..., :1])], axis=2)
        return levels
    channels = [levels.shape[2] if levels.ndim == 3 else 1 for levels in (first, second)]
    count = max(4 if channel == 2 else channel for channel in channels)
    return widened(first, count), widened(second, count)


def theirs(path):
    with open(path, "rb") as file:
        start = file.read(132)
    try:
        return dicom(path) if path.endswith(".dcm") or start[128:] == b"DICM" else pillow(path)
    except Exception as error:
        return f"{type(error).__name__}: {error}".splitlines()[0][:80], False


def main():
    tool, files = sys.argv[1], sys.argv[2:]
    counts = {}
    for path in files:
        mine, (other, lossy) = ours(tool, path), theirs(path)
        name = os.path.basename(path)
        if isinstance(mine, str) or isinstance(other, str):
            mine_read, other_read = not isinstance(mine, str), not isinstance(other, str)
            verdict = "only ours" if mine_read else "only theirs" if other_read else "neither"
            text = f"{'' if mine_read else mine} | {'' if other_read else other}"
        else:
            mine, other = alike(mine, other)
            if mine.shape != other.shape:
                verdict, text = "DIFFER", f"{mine.shape} and {other.shape}"
            else:
                apart = np.abs(mine - other)
                if mine.shape[2] == 4:  # colours as far as they are seen
                    apart[..., :3] *= np.minimum(mine[..., 3:], other[..., 3:])
                most = float(apart.max() * 255)
                verdict = "agree" if most <= (3.01 if lossy else 1.01) else "DIFFER"
                text = f"{most:.2f} levels at most, {float(apart.mean() * 255):.3f} on average"
        counts[verdict] = counts.get(verdict, 0) + 1
        print(f"{verdict:12} {name:48} {text}")
    print(", ".join(f"{count} {verdict}" for verdict, count in sorted(counts.items())))
    return 1 if counts.get("DIFFER") else 0


if __name__ == "__main__":
    sys.exit(main())
