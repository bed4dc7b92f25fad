"""The corpus of hostile and odd inputs, built anew from rules and a seed; no file of it is kept."""

import os
import zipfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import numpy as np

from domain.failure import FailureCode as Code
from tests.hostile.case import Folder, HostileCase
from tests.hostile.pdfs import pdfs, scan
from tests.hostile.pictures import encoded, heic, jpegs, others, page, pngs
from tests.hostile.tiffs import tiffs

_FUZZ_ROUNDS = 4


def _entries(folder: Folder, seed: int) -> None:
    """Odd names, and entries that are no files."""
    plain = encoded(page(seed, "L", (100, 140)), "JPEG")
    for name in (
        "验收表 3栋2单元501室.jpg",
        "繁體業主📁.jpg",
        "-rf --no.jpg",
        " leading and trailing .jpg ",
        "a'b\"c;$(x)`.jpg",
        "é.jpg",
        "x" * 250 + ".jpg",
    ):
        folder.good(f"name {name[:20]}", plain, file_name=name)
    for label, raw in (
        ("line feed", b"a\nb.jpg"), ("escape", b"a\x1b[31m.jpg"), ("bell", b"\x07.jpg"), ("delete", b"a\x7f.jpg"),
        ("not text", b"scan\xff\xfe.jpg"), ("gbk", "扫描件.jpg".encode("gbk")), ("direction", "scan\u202egpj.exe".encode()),
        ("255 bytes", b"x" * 251 + b".jpg"), ("85 characters", ("户" * 85).encode()),
    ):  # fmt: skip
        folder.entry(f"name with {label}", raw, Code.BAD_NAME, lambda path: _write(path, plain))
    folder.entry("link outside", "link.pdf", Code.LINK_OUTSIDE, lambda path: path.symlink_to("/etc/hostname"))
    folder.entry("link to itself", "loop.pdf", Code.LINK_OUTSIDE, lambda path: path.symlink_to(path))
    folder.entry("link to a device", "zero.tif", Code.LINK_OUTSIDE, lambda path: path.symlink_to("/dev/zero"))
    folder.entry("dangling link", "gone.png", Code.LINK_OUTSIDE, lambda path: path.symlink_to("nowhere"))
    folder.entry("pipe", "pipe.pdf", Code.NOT_A_FILE, os.mkfifo)
    folder.entry("folder", "folder.pdf", Code.NOT_A_FILE, Path.mkdir)


def _write(path: Path, data: bytes) -> None:
    path.write_bytes(data)


def _strangers(folder: Folder, seed: int) -> None:
    """Files that are no scans."""
    noise = np.random.default_rng(seed).bytes(5000)
    archive = BytesIO()
    with zipfile.ZipFile(archive, "w") as zipped:
        zipped.writestr("word/document.xml", "<w:document/>")
    folder.bad("empty.pdf", b"", Code.EMPTY_FILE)
    folder.bad("zeros.tif", bytes(4096), Code.DAMAGED)
    for name, data in (
        ("letter.docx", archive.getvalue()), ("list.csv", "房号,业主\n1,2\n".encode()), ("no suffix", noise),
        ("moving.gif", encoded(page(seed), "GIF")), ("page.avif", encoded(page(seed), "AVIF")), ("mail.html", b"<html>%PDF"),
    ):  # fmt: skip
        folder.bad(name, data, Code.UNKNOWN_TYPE)
    for name, data in (
        ("letter.pdf", archive.getvalue()), ("program.png", b"MZ\x90\0" + noise), ("elf.jpg", b"\x7fELF" + noise),
        ("page.tiff", b"<html></html>"),
        ("noise.bmp", noise), ("film.heic", b"\0\0\0\x18ftypisom" + noise), ("text.jpg", b"not a picture"), ("one byte.pdf", b"%"),
        ("pictures.webp", encoded(page(seed), "GIF")), ("bm.bmp", b"BM" + noise),
    ):  # fmt: skip
        folder.bad(name, data, Code.DISGUISED_TYPE)


def _seeds(seed: int) -> dict[str, bytes]:
    """Good files that are broken by chance."""
    whole, more = page(seed), [page(seed + 1), page(seed + 2, "1")]
    return {
        "jpg": encoded(whole, "JPEG"),
        "progressive.jpg": encoded(whole, "JPEG", progressive=True),
        "png": encoded(page(seed, "P"), "PNG"),
        "lzw.tif": encoded(whole, "TIFF", compression="tiff_lzw", save_all=True, append_images=more),
        "g4.tif": encoded(page(seed, "1"), "TIFF", compression="group4"),
        "jpeg.tif": encoded(whole, "TIFF", compression="jpeg"),
        "bmp": encoded(page(seed, "P"), "BMP"),
        "webp": encoded(whole, "WEBP"),
        "heic": heic(),
        "dct.pdf": scan(seed),
        "g4.pdf": scan(seed, "g4", "1"),
        "jbig2.pdf": scan(seed, "jbig2", "1"),
        "jpx.pdf": scan(seed, "jpx"),
    }


def _broken_by_chance(data: bytes, rng: np.random.Generator) -> Iterator[bytes]:
    """Bytes changed, a block overwritten, a piece doubled, a piece taken out."""
    size = len(data)
    changed = np.frombuffer(data, np.uint8).copy()
    changed[rng.integers(0, size, 12)] ^= rng.integers(1, 256, 12).astype(np.uint8)
    yield changed.tobytes()
    at = int(rng.integers(0, size))
    yield data[:at] + rng.bytes(min(64, size - at)) + data[at + 64 :]
    yield data[: at + 200] + data[at:]
    yield data[:at] + data[at + 37 :]


def _fuzz(folder: Folder, seed: int) -> None:
    rng = np.random.default_rng(seed)
    for name, data in _seeds(seed).items():
        for number, broken in enumerate(_broken_by_chance(data, rng)):
            folder.fuzzed(f"fuzz-{number}-{name}" if "." in name else f"fuzz-{number}.{name}", broken, cut=False)
        cut = data[: int(rng.uniform(0.03, 0.97) * len(data))]
        folder.fuzzed(f"chance-cut-{name}" if "." in name else f"chance-cut.{name}", cut, cut=True)


def build(root: Path, seed: int) -> tuple[HostileCase, ...]:
    """Write all cases below the folder and return them with what must come of each."""
    folder = Folder(root, [])
    _entries(folder, seed)
    _strangers(folder, seed)
    jpegs(folder, seed)
    pngs(folder, seed)
    others(folder, seed)
    tiffs(folder, seed)
    pdfs(folder, seed)
    _fuzz(folder, seed)
    return tuple(folder.cases)
