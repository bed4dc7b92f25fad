"""Scan images inside the PDF: stored bytes kept where possible, pixels always."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pikepdf
import pypdfium2
import pytest
from PIL import Image, TiffImagePlugin

from domain.errors import UnreadableError
from domain.page import PageTransform
from domain.scan import FileKind
from publishing.pdf_page import PdfPage
from publishing.searchable_pdf import write_document

Save = Callable[[Image.Image, Path], None]


def _picture() -> Image.Image:
    """40 × 24 with a different colour in each quarter, so that any turn or mirror shows."""
    pixels = np.zeros((24, 40, 3), dtype=np.uint8)
    pixels[:12, :20], pixels[:12, 20:], pixels[12:, :20], pixels[12:, 20:] = (250, 0, 0), (0, 250, 0), (0, 0, 250), (250, 250, 250)
    return Image.fromarray(pixels)


def _publish(scan: Path, kind: FileKind, size: tuple[int, int], *, page_no: int = 1) -> Path:
    out = scan.with_name("out.pdf")
    transform = PageTransform(scan_width=size[0], scan_height=size[1], rotation=0, skew=0.0)
    write_document([PdfPage(scan_path=scan, kind=kind, page_no=page_no, transform=transform, dpi=72.0, ocr=None)], out, title="t")
    return out


def _shown(pdf: Path) -> Image.Image:
    with pypdfium2.PdfDocument(pdf) as document:
        return document[0].render(scale=1).to_pil().convert("RGB")


def _quarters(image: Image.Image) -> list[tuple[int, ...]]:
    """The colour in the middle of each quarter, coarse."""
    width, height = image.size
    spots = [(width // 4, height // 4), (3 * width // 4, height // 4), (width // 4, 3 * height // 4), (3 * width // 4, 3 * height // 4)]
    rgb = np.asarray(image.convert("RGB"))
    return [tuple(round(int(value) / 64) for value in rgb[y, x]) for x, y in spots]


def _stored(pdf: Path) -> bytes:
    with pikepdf.open(pdf) as document:
        return document.pages[0].obj.Resources.XObject.Scan.read_raw_bytes()


def _tiff(image: Image.Image, path: Path, **options: object) -> None:
    image.save(path, "TIFF", **options)


_INKS = 45.0
"""Readers print inks differently; inverted ones would be far off."""
_KINDS: dict[str, tuple[FileKind, Save, float]] = {
    "jpeg": (FileKind.JPEG, lambda i, p: i.save(p, "JPEG", quality=95, subsampling=0), 8),
    "jpeg progressive grey": (FileKind.JPEG, lambda i, p: i.convert("L").save(p, "JPEG", progressive=True), 8),
    "jpeg cmyk": (FileKind.JPEG, lambda i, p: i.convert("CMYK").save(p, "JPEG", quality=95), _INKS),
    "png": (FileKind.PNG, lambda i, p: i.save(p, "PNG"), 0),
    "png palette": (FileKind.PNG, lambda i, p: i.quantize(4).save(p, "PNG"), 0),
    "png one bit": (FileKind.PNG, lambda i, p: i.convert("1").save(p, "PNG"), 0),
    "png alpha": (FileKind.PNG, lambda i, p: i.convert("RGBA").save(p, "PNG"), 0),
    "png 16 bit": (FileKind.PNG, lambda i, p: Image.fromarray(np.asarray(i.convert("L")).astype(np.uint16) * 257).save(p, "PNG"), 1),
    "bmp": (FileKind.BMP, lambda i, p: i.save(p, "BMP"), 0),
    "bmp palette": (FileKind.BMP, lambda i, p: i.quantize(4).save(p, "BMP"), 0),
    "webp": (FileKind.WEBP, lambda i, p: i.save(p, "WEBP", lossless=True), 0),
    "tiff lzw": (FileKind.TIFF, lambda i, p: _tiff(i, p, compression="tiff_lzw"), 0),
    "tiff alpha": (FileKind.TIFF, lambda i, p: _tiff(i.convert("RGBA"), p, compression="tiff_deflate"), 0),
    "tiff jpeg": (FileKind.TIFF, lambda i, p: _tiff(i, p, compression="jpeg", quality=95), 12),
    "tiff cmyk": (FileKind.TIFF, lambda i, p: _tiff(i.convert("CMYK"), p), _INKS),
    "tiff group 4": (FileKind.TIFF, lambda i, p: _tiff(i.convert("1"), p, compression="group4"), 0),
    "tiff group 4 strips": (FileKind.TIFF, lambda i, p: _tiff(i.convert("1"), p, compression="group4", tiffinfo={278: 5}), 0),
    "tiff group 3": (FileKind.TIFF, lambda i, p: _tiff(i.convert("1"), p, compression="group3"), 0),
}


@pytest.mark.parametrize(("kind", "save", "tolerance"), _KINDS.values(), ids=_KINDS.keys())
def test_every_kind_shows_its_pixels(tmp_path: Path, kind: FileKind, save: Save, tolerance: float) -> None:
    scan = tmp_path / "scan"
    save(_picture(), scan)
    with Image.open(scan) as stored:
        image = stored.convert("RGB") if not stored.mode.startswith("I") else _picture().convert("L").convert("RGB")
    shown = np.asarray(_shown(_publish(scan, kind, (40, 24)))).astype(int)
    assert np.abs(shown - np.asarray(image).astype(int)).mean() <= tolerance


@pytest.mark.parametrize("name", ["jpeg", "jpeg progressive grey", "jpeg cmyk"])
def test_jpeg_bytes_are_kept(tmp_path: Path, name: str) -> None:
    scan = tmp_path / "scan"
    _KINDS[name][1](_picture(), scan)
    assert _stored(_publish(scan, FileKind.JPEG, (40, 24))) == scan.read_bytes()


@pytest.mark.parametrize("photometric", [0, 1])
def test_group_4_strip_is_kept_in_either_polarity(tmp_path: Path, photometric: int) -> None:
    scan = tmp_path / "scan"
    _tiff(_picture().convert("1"), scan, compression="group4", tiffinfo={262: photometric})
    out = _publish(scan, FileKind.TIFF, (40, 24))
    with TiffImagePlugin.TiffImageFile(scan) as image:
        offset, count = image.tag_v2[273][0], image.tag_v2[279][0]
        expected = np.asarray(image.convert("L"))
    assert _stored(out) == scan.read_bytes()[offset : offset + count]
    assert np.array_equal(np.asarray(_shown(out).convert("L")), expected)


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("kind", [FileKind.JPEG, FileKind.TIFF])
def test_exif_orientation_is_shown(tmp_path: Path, kind: FileKind, orientation: int) -> None:
    scan = tmp_path / "scan"
    exif = Image.Exif()
    exif[0x0112] = orientation
    _picture().save(scan, kind.value, exif=exif, **({"quality": 95, "subsampling": 0} if kind is FileKind.JPEG else {}))
    size = (40, 24) if orientation <= 4 else (24, 40)
    turns = {2: 0, 3: 3, 4: 1, 5: 5, 6: 4, 7: 6, 8: 2}
    upright = _picture() if orientation == 1 else _picture().transpose(Image.Transpose(turns[orientation]))
    assert _quarters(_shown(_publish(scan, kind, size))) == _quarters(upright)


def test_pages_of_a_tiff_are_told_apart(tmp_path: Path) -> None:
    scan = tmp_path / "scan"
    Image.new("L", (8, 8), 0).save(scan, "TIFF", save_all=True, append_images=[Image.new("L", (8, 8), 255)])
    assert np.asarray(_shown(_publish(scan, FileKind.TIFF, (8, 8), page_no=1))).max() == 0
    assert np.asarray(_shown(_publish(scan, FileKind.TIFF, (8, 8), page_no=2))).min() == 255


@pytest.mark.parametrize("kind", list(FileKind))
@pytest.mark.parametrize("data", [b"", b"%PDF-1.4 nothing", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", b"\xff\xd8\xff\xe0"])
def test_an_unreadable_scan_is_that_page_s_failure(tmp_path: Path, kind: FileKind, data: bytes) -> None:
    scan = tmp_path / "scan"
    scan.write_bytes(data)
    with pytest.raises(UnreadableError) as caught:
        _publish(scan, kind, (8, 8), page_no=1)
    assert caught.value.failure.page_no == 1
    assert [entry.name for entry in tmp_path.iterdir()] == ["scan"]
