"""The embedded scan must show exactly what the page shows: poppler, drawing at the scan's own size, is the judge."""

import zlib
from pathlib import Path
from typing import Any

import numpy as np
import pdf2image
import pikepdf
import pytest
from pikepdf import Dictionary, Name, Pdf
from PIL import Image

from domain.errors import UnreadableError
from domain.failure import FailureCode
from domain.page import PageImage
from domain.scan import FileKind
from ingest.limits import DecodeLimits
from ingest.probe import probe
from ingest.probe_pdf import open_pdf, survey
from ingest.rasterize import rasterize
from ingest.rasterize_embedded import embedded
from tests.hostile.pdfs import add_page, picture_stream, saved, scan
from tests.hostile.pictures import page

LIMITS = DecodeLimits()
FULL = b"q 595 0 0 842 0 0 cm /P0 Do Q"


def put(folder: Path, data: bytes) -> Path:
    path = folder / "page.pdf"
    path.write_bytes(data)
    return path


def read(path: Path, page_no: int = 1, limits: DecodeLimits = LIMITS) -> PageImage:
    return rasterize(path, page_no, FileKind.PDF, limits)


def landmark(mode: str = "L", size: tuple[int, int] = (200, 300)) -> Image.Image:
    """A picture that looks different whichever way it is turned, mirrored or inverted."""
    picture = Image.linear_gradient("L").resize(size).rotate(90).resize(size).point(lambda value: 128 + value // 2)
    picture.paste(0, (0, 0, size[0] // 2, size[1] // 3))
    return picture.point(lambda value: 255 * (value > 100)).convert("1") if mode == "1" else picture.convert(mode)


def difference(path: Path, result: PageImage) -> float:
    """Mean difference from poppler's drawing at the same size, 0..255; its edges may lie a pixel off."""
    drawing = pdf2image.convert_from_path(path, size=max(result.pixels.shape), use_cropbox=True)[0].convert("RGB")
    drawn = np.asarray(drawing.resize((result.pixels.shape[1], result.pixels.shape[0]))).astype(int)
    found = result.pixels if result.pixels.ndim == 3 else np.repeat(result.pixels[:, :, None], 3, axis=2)
    return float(np.abs(found.astype(int) - drawn).mean())


def is_taken_natively(path: Path) -> bool:
    with open_pdf(path) as pdf:
        found = survey(pdf.pages[0])
        return found.scan is not None and embedded(found.scan) is not None


_PLACEMENTS = [
    (b"595 0 0 842 0 0", 0),
    (b"-595 0 0 842 595 0", 0),
    (b"595 0 0 -842 0 842", 0),
    (b"-595 0 0 -842 595 842", 0),
    (b"0 842 595 0 0 0", 0),
    (b"0 842 -595 0 595 0", 0),
    (b"0 -842 595 0 0 842", 0),
    (b"0 -842 -595 0 595 842", 0),
    (b"595 0 0 842 0 0", 90),
    (b"595 0 0 842 0 0", 180),
    (b"595 0 0 842 0 0", 270),
    (b"0 842 -595 0 595 0", 90),
    (b"-595 0 0 842 595 0", 270),
]


@pytest.mark.parametrize(("matrix", "turn"), _PLACEMENTS)
def test_placement_and_turn(tmp_path: Path, matrix: bytes, turn: int) -> None:
    def build(pdf: Pdf) -> None:
        add_page(pdf, b"q " + matrix + b" cm /P0 Do Q", picture_stream(pdf, landmark(), "flate"), Rotate=turn)

    path = put(tmp_path, saved(build))
    assert is_taken_natively(path)
    result = read(path)
    assert difference(path, result) < 4


@pytest.mark.parametrize(
    ("coding", "mode", "native"),
    [
        ("dct", "RGB", True), ("dct", "L", True), ("flate", "RGB", True), ("flate", "L", True), ("flate", "1", True), ("plain", "L", True),
        ("predicted", "RGB", True), ("predicted", "1", True), ("g4", "1", True), ("dct", "CMYK", False), ("jbig2", "1", False),
        ("jpx", "RGB", False),
    ],
)  # fmt: skip
def test_codings_at_their_own_resolution(tmp_path: Path, coding: str, mode: str, native: bool) -> None:
    path = put(tmp_path, scan(4, coding, mode))
    assert is_taken_natively(path) is native
    result = read(path)
    expected = np.asarray(page(4, mode).convert("RGB")).astype(int)
    assert result.pixels.shape[:2] == (594, 420)
    found = result.pixels if result.pixels.ndim == 3 else result.pixels[:, :, None]
    assert np.abs(found - expected).mean() < (15 if mode == "CMYK" else 4)
    assert result.scale == 1.0
    assert result.dpi == pytest.approx(420 / (595 / 72), rel=0.01)


def test_a_scan_is_not_touched(tmp_path: Path) -> None:
    whole = page(5, "L")
    assert np.array_equal(read(put(tmp_path, scan(5, "flate", "L"))).pixels, np.asarray(whole))


@pytest.mark.parametrize("black_is_one", [False, True])
@pytest.mark.parametrize("decode", [None, [0, 1], [1, 0]])
@pytest.mark.parametrize("stencil", [False, True])
def test_black_and_white_the_right_way_round(tmp_path: Path, black_is_one: bool, decode: list[int] | None, stencil: bool) -> None:
    def build(pdf: Pdf) -> None:
        picture = picture_stream(pdf, landmark("1", (208, 297)), "g4")
        picture.DecodeParms.BlackIs1 = black_is_one
        if decode is not None:
            picture.Decode = decode
        if stencil:
            del picture.ColorSpace
            picture.ImageMask = True
        add_page(pdf, FULL, picture)

    path = put(tmp_path, saved(build))
    assert is_taken_natively(path)
    assert difference(path, read(path)) < 4


@pytest.mark.parametrize("bits", [1, 2, 4, 8])
@pytest.mark.parametrize("predictor", [1, 15])
def test_palettes(tmp_path: Path, bits: int, predictor: int) -> None:
    table = np.random.default_rng(bits).bytes(3 << bits)
    values = np.arange(280 * 200).reshape(280, 200) // 777 % (1 << bits)
    packed = np.unpackbits(values.astype(np.uint8)[:, :, None], axis=2)[:, :, 8 - bits :].reshape(280, -1)
    rows = np.packbits(packed, axis=1)
    told: dict[str, Any] = {}
    if predictor == 15:
        told = {"DecodeParms": Dictionary(Predictor=15, Columns=200, BitsPerComponent=bits, Colors=1)}
        rows = np.insert(rows, 0, 0, axis=1)

    def build(pdf: Pdf) -> None:
        space = pikepdf.Array([Name.Indexed, Name.DeviceRGB, (1 << bits) - 1, pikepdf.String(table)])
        head = {"Type": Name.XObject, "Subtype": Name.Image, "Width": 200, "Height": 280, "BitsPerComponent": bits}
        data = zlib.compress(rows.tobytes())
        add_page(pdf, FULL, pdf.make_stream(data, **head, ColorSpace=space, Filter=Name.FlateDecode, **told))

    path = put(tmp_path, saved(build))
    assert is_taken_natively(path)
    expected = np.frombuffer(table, np.uint8).reshape(-1, 3)[values]
    assert np.array_equal(read(path).pixels, expected)


def test_bounded_and_scale_told(tmp_path: Path) -> None:
    small = DecodeLimits(render_pixels=60_000)
    for coding in ("dct", "jpx"):
        result = read(put(tmp_path, scan(7, coding)), limits=small)
        assert result.pixels.shape[0] * result.pixels.shape[1] <= 61_000
        assert result.scale == pytest.approx((60_000 / (420 * 594)) ** 0.5, rel=0.02)
        assert result.dpi == pytest.approx(420 / (595 / 72) * result.scale, rel=0.02)


def test_text_is_taken_from_born_digital_pages_only(tmp_path: Path) -> None:
    words = b"BT %s /F0 11 Tf 60 700 Td (Clause four of the agreement) Tj ET "

    def build(pdf: Pdf) -> None:
        whole = picture_stream(pdf, page(8))
        add_page(pdf, words % b"0 Tr")
        add_page(pdf, FULL + b" " + words % b"3 Tr", whole)
        add_page(pdf, words % b"0 Tr" + FULL, whole)
        add_page(pdf, words % b"0 Tr" + b"q 100 0 0 100 60 60 cm /P0 Do Q", whole)

    path = put(tmp_path, saved(build))
    facts = probe(path, name="x", limits=LIMITS).pages
    assert [fact.born_digital for fact in facts] == [True, False, False, True]
    assert [fact.width for fact in facts] == [None, 420, 420, None]
    pages = [read(path, number) for number in range(1, 5)]
    assert [one.born_text.strip() for one in pages] == ["Clause four of the agreement", "", "", "Clause four of the agreement"]
    assert pages[0].dpi == pytest.approx(300, abs=1)
    assert pages[0].pixels.ndim == 2


def test_marks_over_a_scan_are_kept(tmp_path: Path) -> None:
    stamp = b" 1 0 0 rg 100 100 300 300 re f"
    path = put(tmp_path, saved(lambda pdf: add_page(pdf, FULL + stamp, picture_stream(pdf, page(9)))))
    result = read(path)
    assert result.pixels.ndim == 3
    assert ((result.pixels[:, :, 0] > 240) & (result.pixels[:, :, 1] < 20)).mean() > 0.1


def test_a_page_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(UnreadableError) as caught:
        read(put(tmp_path, scan(1)), 2)
    assert caught.value.failure.page_no == 2
    assert caught.value.failure.code is FailureCode.DAMAGED
