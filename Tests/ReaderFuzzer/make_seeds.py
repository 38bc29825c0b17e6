"""Writes the files that the fuzzer starts from to corpus/TARGET: small good ones of every kind that our readers know.

    python3 -m venv /tmp/seeds && /tmp/seeds/bin/pip install pillow numpy
    /tmp/seeds/bin/python Tests/ReaderFuzzer/make_seeds.py

They come from other programs (Pillow, NumPy) or are put together here byte by byte. What `Scripts/fuzz --merge` adds
beside them has names of 40 hexadecimal digits.
"""

import gzip
import io
import json
import pathlib
import struct
import zlib

import numpy
from PIL import Image

here = pathlib.Path(__file__).parent


def write(target, name, data):
    folder = here / "corpus" / target
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(data)


def saved(image, form, **options):
    out = io.BytesIO()
    image.save(out, form, **options)
    return out.getvalue()


# --- pictures ---

levels = (numpy.arange(12 * 9 * 4, dtype=numpy.uint32) * 37 % 256).astype(numpy.uint8)
grey = Image.fromarray(levels[: 12 * 9].reshape(9, 12), "L")
rgb = Image.fromarray(levels[: 12 * 9 * 3].reshape(9, 12, 3), "RGB")
rgba = Image.fromarray(levels.reshape(9, 12, 4), "RGBA")
deep = Image.fromarray((numpy.arange(12 * 9, dtype=numpy.uint16) * 601).reshape(9, 12))
palette = rgb.quantize(8)

write("pictures", "rgb.jpg", saved(rgb, "JPEG"))
write("pictures", "progressive.jpg", saved(rgb, "JPEG", progressive=True, quality=50))
write("pictures", "grey.jpg", saved(grey, "JPEG"))
write("pictures", "cmyk.jpg", saved(rgb.convert("CMYK"), "JPEG"))
exif = Image.Exif()
exif[0x0112] = 6
write("pictures", "turned.jpg", saved(rgb, "JPEG", exif=exif))
for name, image in [("rgb", rgb), ("rgba", rgba), ("grey", grey), ("deep", deep), ("palette", palette)]:
    write("pictures", name + ".png", saved(image, "PNG"))
write("pictures", "bits.png", saved(grey.convert("1"), "PNG"))
write("pictures", "transparent.png", saved(palette, "PNG", transparency=3))
for compression in [None, "tiff_lzw", "tiff_adobe_deflate", "packbits", "jpeg"]:
    write("pictures", f"rgb-{compression}.tif", saved(rgb, "TIFF", compression=compression))
write("pictures", "fax.tif", saved(grey.convert("1"), "TIFF", compression="group4"))
for name, image in [("rgba", rgba), ("deep", deep), ("palette", palette), ("cmyk", rgb.convert("CMYK"))]:
    write("pictures", name + ".tif", saved(image, "TIFF"))
write("pictures", "pages.tif", saved(grey, "TIFF", save_all=True, append_images=[grey, grey]))
write("pictures", "lossy.webp", saved(rgb, "WEBP"))
write("pictures", "lossless.webp", saved(rgba, "WEBP", lossless=True))
write("pictures", "moving.webp", saved(rgb, "WEBP", save_all=True, append_images=[grey.convert("RGB")]))
write("pictures", "one.gif", saved(palette, "GIF"))
write("pictures", "moving.gif", saved(palette, "GIF", save_all=True, append_images=[grey.quantize(4)]))
for name, image in [("rgb", rgb), ("grey", grey), ("rgba", rgba)]:
    write("pictures", name + ".jp2", saved(image, "JPEG2000"))
    write("pictures", name + ".bmp", saved(image, "BMP"))
write("pictures", "palette.bmp", saved(palette, "BMP"))
write("pictures", "rgb.ppm", saved(rgb, "PPM"))
write("pictures", "grey.pgm", saved(grey, "PPM"))
write("pictures", "bits.pbm", saved(grey.convert("1"), "PPM"))
write("pictures", "plain.pgm", b"P2\n# a comment\n3 2\n255\n0 128 255 9 8 7\n")
write("pictures", "deep.pgm", b"P5\n3 2\n65535\n" + bytes(range(12)))
sun = struct.pack(">8I", 0x59A66A95, 4, 2, 24, 24, 1, 0, 0)
write("pictures", "rgb.ras", sun + bytes(range(24)))


# --- DICOM ---


def element(group, number, kind, body, big=False):
    order = ">" if big else "<"
    body += b"" if len(body) % 2 == 0 else (b"\0" if kind in (b"UI", b"OB") else b" ")
    head = struct.pack(order + "HH", group, number) + kind
    if kind in (b"OB", b"OW", b"SQ", b"UN"):
        return head + struct.pack(order + "HI", 0, len(body)) + body
    return head + struct.pack(order + "H", len(body)) + body


def dicom(syntax, pixels, stored=16, photometric=b"MONOCHROME2", samples=1, frames=None, more=b"", kind=b"OW", big=False):
    order = ">" if big else "<"
    meta = element(2, 1, b"OB", b"\0\1") + element(2, 0x10, b"UI", syntax)

    def word(group, number, value):
        return element(group, number, b"US", struct.pack(order + "H", value), big)

    body = word(0x28, 2, samples) + element(0x28, 4, b"CS", photometric, big)
    if samples > 1:
        body += word(0x28, 6, 0)
    if frames:
        body += element(0x28, 8, b"IS", str(frames).encode(), big)
    body += word(0x28, 0x10, 4) + word(0x28, 0x11, 6) + word(0x28, 0x100, 8 if stored == 8 else 16)
    body += word(0x28, 0x101, stored) + word(0x28, 0x102, stored - 1) + word(0x28, 0x103, 0) + more
    if isinstance(pixels, list):
        body += struct.pack("<HH", 0x7FE0, 0x10) + kind + struct.pack("<HI", 0, 0xFFFFFFFF)
        for item in [b""] + pixels:
            item += b"\0" * (len(item) % 2)
            body += struct.pack("<HHI", 0xFFFE, 0xE000, len(item)) + item
        body += struct.pack("<HHI", 0xFFFE, 0xE0DD, 0)
    else:
        body += element(0x7FE0, 0x10, kind, pixels, big)
    if syntax.endswith(b".99"):
        packer = zlib.compressobj(wbits=-15)
        body = packer.compress(body) + packer.flush()
    group = element(2, 0, b"UL", struct.pack("<I", len(meta)))
    return bytes(128) + b"DICM" + group + meta + body


explicit = b"1.2.840.10008.1.2.1"
words = struct.pack("<24H", *[value * 170 for value in range(24)])
window = element(0x28, 0x1050, b"DS", b"2048") + element(0x28, 0x1051, b"DS", b"4096")
rescale = element(0x28, 0x1052, b"DS", b"-1024") + element(0x28, 0x1053, b"DS", b"1.5")
table = element(0x28, 0x3002, b"US", struct.pack("<3H", 4, 0, 16)) + element(0x28, 0x3006, b"OW", struct.pack("<4H", 0, 9, 99, 65535))
item = struct.pack("<HHI", 0xFFFE, 0xE000, len(table)) + table
colours = b"".join(
    element(0x28, 0x1101 + number, b"US", struct.pack("<3H", 16, 0, 16)) for number in range(3)
) + b"".join(
    element(0x28, 0x1201 + number, b"OW", struct.pack("<16H", *[(place * 4096 + number) % 65536 for place in range(16)]))
    for number in range(3)
)
write("dicom", "plain.dcm", dicom(explicit, words, 12))
write("dicom", "window.dcm", dicom(explicit, words, 12, more=window + rescale))
write("dicom", "sigmoid.dcm", dicom(explicit, words, 12, more=window + element(0x28, 0x1056, b"CS", b"SIGMOID")))
write("dicom", "voi-table.dcm", dicom(explicit, words, 12, more=element(0x28, 0x3010, b"SQ", item)))
write("dicom", "modality-table.dcm", dicom(explicit, words, 12, more=element(0x28, 0x3000, b"SQ", item)))
write("dicom", "inverse.dcm", dicom(explicit, words[:24], 8, b"MONOCHROME1"))
write("dicom", "palette.dcm", dicom(explicit, bytes(place % 16 for place in range(24)), 8, b"PALETTE COLOR", more=colours))
write("dicom", "rgb.dcm", dicom(explicit, bytes(range(72)), 8, b"RGB", samples=3, kind=b"OB"))
write("dicom", "frames.dcm", dicom(explicit, words * 2, 12, frames=2))
write("dicom", "deflated.dcm", dicom(explicit + b".99", words, 12))
write("dicom", "big-endian.dcm", dicom(b"1.2.840.10008.1.2.2", struct.pack(">24H", *range(24)), 12, big=True))
small = Image.fromarray(levels[:24].reshape(4, 6), "L")
write("dicom", "jpeg.dcm", dicom(b"1.2.840.10008.1.2.4.50", [saved(small, "JPEG")], 8, kind=b"OB"))
write("dicom", "jpeg2000.dcm", dicom(b"1.2.840.10008.1.2.4.90", [saved(small, "JPEG2000", no_jp2=True)], 8, kind=b"OB"))
runs = struct.pack("<16I", 1, 64, *[0] * 14) + bytes([23]) + bytes(range(24))
write("dicom", "rle.dcm", dicom(b"1.2.840.10008.1.2.5", [runs], 8, kind=b"OB"))

# --- weights ---


def safetensors(entries, data, metadata=None):
    header = dict(entries)
    if metadata:
        header["__metadata__"] = metadata
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    return struct.pack("<Q", len(text)) + text + data


entry = {"dtype": "F32", "shape": [2, 3], "data_offsets": [0, 24]}
write("safetensors", "one", safetensors({"weight": entry}, bytes(24), {"format": "pt"}))
write("safetensors", "empty", safetensors({}, b""))
kinds = [("F64", 8), ("F16", 2), ("BF16", 2), ("I64", 8), ("I32", 4), ("I16", 2), ("I8", 1), ("U8", 1), ("BOOL", 1)]
many, offset = {}, 0
for number, (kind, size) in enumerate(kinds):
    many[f"layer.{number}"] = {"dtype": kind, "shape": [2], "data_offsets": [offset, offset + 2 * size]}
    offset += 2 * size
write("safetensors", "kinds", safetensors(many, bytes(offset)))
write("safetensors", "scalar", safetensors({"x": {"dtype": "F32", "shape": [], "data_offsets": [0, 4]}}, bytes(4)))
# The other files of PyTorch are those that Tests/Fixtures/archives has for the reader's tests.
write("pth", "empty_zip", b"PK\x05\x06" + bytes(18))

# --- arrays ---


def npy(array, version=None):
    out = io.BytesIO()
    numpy.lib.format.write_array(out, array, version)
    return out.getvalue()


def npz(compressed=False, **arrays):
    out = io.BytesIO()
    (numpy.savez_compressed if compressed else numpy.savez)(out, **arrays)
    return out.getvalue()


tiny = levels[:32].reshape(2, 4, 4)
labels = numpy.array([[0], [1]], numpy.uint8)
write("numpy", "med.npz", npz(train_images=tiny, train_labels=labels, test_images=tiny, test_labels=labels))
write("numpy", "packed.npz", npz(True, images=tiny, labels=labels))
write("numpy", "colour.npz", npz(images=levels[:96].reshape(2, 4, 4, 3)))
write("numpy", "bool.npz", npz(images=tiny > 99))
write("numpy", "uint16.npz", npz(images=tiny.astype(numpy.uint16) * 257))
write("numpy", "float.npz", npz(images=tiny / 255.0))
write("numpy", "fortran.npz", npz(images=numpy.asfortranarray(tiny)))
write("numpy", "big.npz", npz(images=tiny, labels=labels.astype(">i8")))
write("numpy", "masks.npy", npy((tiny > 99).astype(numpy.uint8)))
write("numpy", "frames.npy", npy(numpy.array([0, 1, 1], numpy.int64)))
write("numpy", "second.npy", npy(numpy.array([0, 1, 1], numpy.int8), (2, 0)))


def idx(shape, data, kind=8):
    return struct.pack(">BBBB", 0, 0, kind, len(shape)) + struct.pack(f">{len(shape)}I", *shape) + data


write("idx", "images", idx((2, 4, 4), bytes(range(32))))
write("idx", "images.gz", gzip.compress(idx((2, 4, 4), bytes(range(32))), mtime=0))
write("idx", "floats", idx((1, 2, 2), bytes(16), 0x0D))
write("idx", "empty", idx((0, 4, 4), b""))

line = lambda digit: f"{digit}.0000 " + " ".join(f"{(place % 21) / 10 - 1:.3f}" for place in range(256))
write("usps", "two", (line(6) + "\n" + line(0) + "\n").encode())
write("usps", "commas", (line(6).replace(" ", ",") + "\r\n").encode())
write("usps", "packed.gz", gzip.compress(line(3).encode(), mtime=0))
write("usps", "short", b"6.0 -1 0.5 1\n")

write("csv", "labels", b"file,label\na.png,cat\nb.png,dog\n")
write("csv", "one-column", b"1\n0\n")
write("csv", "pairs", b"a,b\na.png,b.png\n")
write("csv", "quoted", b'"a, ""x"".png";"b.png"\r\n"c\nd.png";e.png\r\n')
write("csv", "tabs", "\ufefffile\tlabel\na.png\tä\n".encode())

# --- MATLAB 5: a cell array of uint8 matrices ---


def part(kind, body):
    return struct.pack("<II", kind, len(body)) + body + bytes(-len(body) % 8)


def matrix(kind, shape, name, rest):
    return part(14, part(6, struct.pack("<II", kind, 0)) + part(5, struct.pack(f"<{len(shape)}i", *shape)) + part(1, name) + rest)


def matlab(*variables):
    return b"MATLAB 5.0 MAT-file".ljust(116) + bytes(8) + struct.pack("<H", 0x0100) + b"IM" + b"".join(variables)


mask = lambda first: matrix(9, (3, 4), b"", part(2, bytes([first] + [0, 1] * 5 + [0])))
cell = matrix(1, (1, 2), b"volLabel", mask(0) + mask(1))
write("matlab", "cell.mat", matlab(cell))
write("matlab", "packed.mat", matlab(struct.pack("<II", 15, len(zlib.compress(cell))) + zlib.compress(cell)))
doubles = matrix(1, (1, 1), b"volLabel", matrix(6, (2, 2), b"", part(9, struct.pack("<4d", 0, 1, 0, 1))))
write("matlab", "doubles.mat", matlab(doubles))
write("matlab", "plain.mat", matlab(matrix(9, (3, 4), b"x", part(2, bytes(12)))))
