"""Files that cannot be read, and a duplicate, with their truth: each is quarantined or pointed at its first copy."""

import hashlib
import io
from pathlib import Path

import numpy as np
import pikepdf
from PIL import Image

from evaluation.generator.containers import ScannedPage, write_pdf

Row = dict[str, object]


def add_bad_files(scans: Path, pages: list[Row]) -> list[Row]:
    """Put bad files beside the good ones; gives their page rows (page null and status quarantined, or status duplicate).

    `pages` are the good files' rows; the first scan of at most two pages is doubled under another name.
    """
    folder = scans / "问题文件"
    folder.mkdir(parents=True, exist_ok=True)
    rows = [
        _refused(folder, "空文件.pdf", b"", "empty_file"),
        _refused(folder, "传输中断.jpg", _cut_jpeg(), "damaged"),
        _refused(folder, "目录说明.pdf", "这不是扫描件，只是改了名字的文本文件。\n".encode() * 40, "disguised_type"),
        _refused(folder, "加密合同.pdf", _encrypted(), "encrypted"),
    ]
    first = next(row for row in pages if sum(other["source"] == row["source"] for other in pages) <= 2)
    source = str(first["source"])
    copy = folder / f"重复扫描{Path(source).suffix}"
    copy.write_bytes((scans / source).read_bytes())
    name = copy.relative_to(scans).as_posix()
    doubled = [row for row in pages if row["source"] == source]
    return [*rows, *({**row, "source": name, "status": "duplicate", "expected": "duplicate", "document": None} for row in doubled)]


def _refused(folder: Path, name: str, data: bytes, reason: str) -> Row:
    (folder / name).write_bytes(data)
    keys = ("category", "doc_type", "confidence", "unit", "estate", "owner", "rotation", "skew", "document", "text")
    return {
        "source": f"{folder.name}/{name}",
        "source_sha256": hashlib.sha256(data).hexdigest(),
        "page": None,
        "status": "quarantined",
        "expected": "quarantined",
        "reason": reason,
        **dict.fromkeys(keys),
    }


def _cut_jpeg() -> bytes:
    """A JPEG that stops in its header of tables, as a broken transfer leaves it."""
    buffer = io.BytesIO()
    Image.fromarray(np.full((1200, 900), 240, np.uint8)).save(buffer, "JPEG", quality=60)
    return buffer.getvalue()[:300]


def _encrypted() -> bytes:
    """A PDF that opens only with a password."""
    page = ScannedPage(pixels=np.full((600, 400), 255, np.uint8), dpi=72, quality=50, bilevel=False)
    plain = io.BytesIO()
    write_pdf([page], plain)
    with pikepdf.open(plain) as pdf:
        locked = io.BytesIO()
        pdf.save(locked, encryption=pikepdf.Encryption(owner="geheim", user="geheim"))
    return locked.getvalue()
