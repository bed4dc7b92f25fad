import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from domain.errors import UnreadableError
from domain.failure import FailureCode
from domain.page import PageImage
from domain.scan import FileKind
from ingest.limits import DecodeLimits
from ingest.probe import detect, probe
from ingest.rasterize import rasterize
from ingest.rasterize_picture import sane_dpi
from tests.hostile.pictures import encoded, heic, page, to_vips
from tests.hostile.tiffs import leaf, written

LIMITS = DecodeLimits()


def read(folder: Path, data: bytes, page_no: int = 1, limits: DecodeLimits = LIMITS) -> PageImage:
    path = folder / "scan"
    path.write_bytes(data)
    return rasterize(path, page_no, detect(path, name="scan"), limits)


@pytest.mark.parametrize("mode", ["1", "L", "RGB"])
@pytest.mark.parametrize("form", ["PNG", "TIFF", "BMP"])
def test_pixels_are_not_touched(tmp_path: Path, mode: str, form: str) -> None:
    whole = page(1, mode, (211, 297))
    result = read(tmp_path, encoded(whole, form, dpi=(200, 200)))
    assert np.array_equal(result.pixels, np.asarray(whole.convert("L") if mode == "1" else whole))
    assert result.pixels.flags.c_contiguous
    assert (round(result.dpi), result.scale, result.page_no, result.born_text) == (200, 1.0, 1, "")


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("form", ["JPEG", "TIFF"])
def test_the_files_own_turn_is_applied(tmp_path: Path, orientation: int, form: str) -> None:
    whole = page(2, "L", (210, 290))
    exif = Image.Exif()
    exif[274] = orientation
    data = encoded(whole, "JPEG", exif=exif, quality=95) if form == "JPEG" else written(leaf(whole, t274=(3, (orientation,))))
    upright = {
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_270,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_90,
    }.get(orientation)
    expected = np.asarray(whole.transpose(upright) if upright is not None else whole).astype(int)
    result = read(tmp_path, data).pixels
    assert result.shape == expected.shape
    assert np.abs(result.astype(int) - expected).mean() < 3


def test_alpha_lies_on_white_paper(tmp_path: Path) -> None:
    ink = Image.new("RGBA", (60, 80), (0, 0, 0, 0))
    ink.paste((200, 0, 0, 255), (10, 10, 30, 30))
    for form in ("PNG", "TIFF", "WEBP"):
        options = {"lossless": True} if form == "WEBP" else {}
        pixels = read(tmp_path, encoded(ink, form, **options)).pixels
        assert pixels[0, 0].tolist() == [255, 255, 255]
        assert pixels[20, 20].tolist() == [200, 0, 0]


def test_an_alpha_of_noughts_hides_nothing(tmp_path: Path) -> None:
    clear = page(3)
    clear.putalpha(0)
    assert np.array_equal(read(tmp_path, encoded(clear, "PNG")).pixels, np.asarray(page(3)))


def test_sixteen_bits_palette_and_cmyk(tmp_path: Path) -> None:
    whole = page(4)
    deep = (to_vips(whole).cast("ushort") * 257).cast("ushort").copy(interpretation="rgb16")
    assert np.array_equal(read(tmp_path, deep.pngsave_buffer()).pixels, np.asarray(whole))
    few = page(4, "P")
    assert np.array_equal(read(tmp_path, encoded(few, "PNG")).pixels, np.asarray(few.convert("RGB")))
    for form in ("JPEG", "TIFF"):
        pixels = read(tmp_path, encoded(page(4, "CMYK"), form)).pixels
        assert pixels.shape == (594, 420, 3)
        assert pixels.mean() == pytest.approx(np.asarray(whole).mean(), abs=25)


def test_bounded_and_scale_told(tmp_path: Path) -> None:
    small = DecodeLimits(render_pixels=60_000)
    result = read(tmp_path, encoded(page(5), "PNG", dpi=(300, 300)), limits=small)
    assert result.pixels.shape[0] * result.pixels.shape[1] <= 61_000
    assert result.scale == pytest.approx((60_000 / (420 * 594)) ** 0.5, rel=0.01)
    assert result.dpi == pytest.approx(300 * result.scale, rel=0.01)


def test_fax_pixels_become_square(tmp_path: Path) -> None:
    result = read(tmp_path, encoded(page(6, "1", (864, 550)), "TIFF", compression="group4", dpi=(204, 98)))
    assert result.pixels.shape[1] == 864
    assert result.pixels.shape[0] == pytest.approx(550 * 204 / 98, abs=2)
    assert result.dpi == pytest.approx(204, abs=1)
    assert result.scale == 1.0


@pytest.mark.parametrize(
    ("told", "size", "expected"),
    [
        ((300.0, 300.0), (2480, 3508), 300),
        (None, (2480, 3508), 300),
        ((72.0, 72.0), (2480, 3508), 300),
        ((72.0, 72.0), (595, 842), 72),
        ((1.0, 1.0), (2480, 3508), 300),
        ((9999.0, 9999.0), (2480, 3508), 300),
        ((300.0, 20.0), (2480, 3508), 300),
        ((96.0, 96.0), (4032, 3024), 345),
    ],
)
def test_resolution_is_believed_where_it_makes_paper(told: tuple[float, float] | None, size: tuple[int, int], expected: int) -> None:
    assert sane_dpi(told, *size)[0] == pytest.approx(expected, abs=1)


def test_tiff_pages_keep_order_size_and_resolution(tmp_path: Path) -> None:
    parts = [page(7, "L", size) for size in ((200, 300), (300, 200), (100, 100))]
    data = written(
        leaf(parts[0]), leaf(page(8, "L", (50, 70)), t254=(4, (1,))), leaf(parts[1], t282=(5, (200, 1)), t283=(5, (200, 1))), leaf(parts[2])
    )
    (tmp_path / "scan").write_bytes(data)
    facts = probe(tmp_path / "scan", name="scan", limits=LIMITS).pages
    assert [(fact.page_no, fact.width, fact.height, fact.dpi) for fact in facts] == [
        (1, 200, 300, 300),
        (2, 300, 200, 200),
        (3, 100, 100, 300),
    ]
    for number, part in enumerate(parts, start=1):
        assert np.array_equal(read(tmp_path, data, number).pixels, np.asarray(part))


def test_refusals_name_page_and_cause(tmp_path: Path) -> None:
    broken = leaf(page(9, "L"))
    broken.data = broken.data[:50] + bytes(len(broken.data) - 50)
    for leaves, page_no, code in (((broken,), 1, FailureCode.DAMAGED), ((leaf(page(9)), broken), 2, FailureCode.PAGE_UNREADABLE)):
        with pytest.raises(UnreadableError) as caught:
            read(tmp_path, written(*leaves), page_no)
        assert (caught.value.failure.code, caught.value.failure.page_no) == (code, page_no)


def test_a_good_page_is_read_beside_a_broken_one(tmp_path: Path) -> None:
    bomb = leaf(page(10), t256=(4, (200_000,)), t257=(4, (200_000,)))
    assert read(tmp_path, written(leaf(page(10)), bomb)).pixels.shape == (594, 420, 3)


def test_heic_pages(tmp_path: Path) -> None:
    result = read(tmp_path, heic())
    assert result.pixels.shape == (128, 96)
    assert 100 < result.pixels.mean() < 240


def test_memory_for_forms_that_do_not_stream_is_bounded(tmp_path: Path) -> None:
    tight = DecodeLimits(memory_bytes=100_000)
    stream = io.BytesIO()
    page(11).save(stream, "JPEG", progressive=True)
    with pytest.raises(UnreadableError) as caught:
        read(tmp_path, stream.getvalue(), limits=tight)
    assert caught.value.failure.code is FailureCode.TOO_LARGE
    assert detect(tmp_path / "scan", name="x") is FileKind.JPEG
