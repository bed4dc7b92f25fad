import io
import struct
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pi_heif
import pikepdf
import pytest
from PIL import Image

from ingest.completeness import check_content, look_into


def picture(seed: int = 0, mode: str = "L") -> Image.Image:
    noise = np.random.default_rng(seed).integers(0, 256, (60, 90), dtype=np.uint8)
    return Image.fromarray(noise).convert(mode)


def saved(form: str, mode: str = "L", **options: object) -> bytes:
    out = io.BytesIO()
    picture(mode=mode).save(out, form, **options)
    return out.getvalue()


def paged_tiff(**options: object) -> bytes:
    out = io.BytesIO()
    pages = [picture(seed, "1" if options.get("compression") == "group4" else "L") for seed in range(3)]
    pages[0].save(out, "TIFF", save_all=True, append_images=pages[1:], **options)
    return out.getvalue()


def pdf(linearize: bool = False) -> bytes:
    out = io.BytesIO()
    with pikepdf.new() as document:
        for _ in range(3):
            document.add_blank_page()
        document.save(out, linearize=linearize)
    return out.getvalue()


def heic_boxes() -> bytes:
    """The boxes of a HEIC file as far as the test looks: type, meta, media data."""

    def box(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I4s", 8 + len(body), name) + body

    return box(b"ftyp", b"heic\0\0\0\0mif1heic") + box(b"meta", bytes(120)) + box(b"mdat", b"\x5a" * 3000)


FORMS: dict[str, Callable[[], bytes]] = {
    "pdf": pdf,
    "linearized pdf": lambda: pdf(linearize=True),
    "jpeg": lambda: saved("JPEG"),
    "progressive jpeg": lambda: saved("JPEG", "RGB", progressive=True),
    "cmyk jpeg": lambda: saved("JPEG", "CMYK"),
    "png": lambda: saved("PNG"),
    "webp": lambda: saved("WEBP", "RGB"),
    "bmp": lambda: saved("BMP"),
    "tiff": lambda: saved("TIFF"),
    "tiff g4": lambda: paged_tiff(compression="group4"),
    "tiff lzw": lambda: paged_tiff(compression="tiff_lzw"),
    "tiff jpeg": lambda: paged_tiff(compression="jpeg"),
    "bigtiff": lambda: paged_tiff(big_tiff=True),
    "heic": heic_boxes,
}


def is_whole(data: bytes) -> bool:
    return check_content(io.BytesIO(data), len(data)).whole


@pytest.mark.parametrize("form", FORMS)
def test_a_finished_file_is_whole_and_its_beginnings_are_not(form: str) -> None:
    data = FORMS[form]()
    assert is_whole(data)
    cuts = {1, 8, 20, len(data) // 4, len(data) // 2, 3 * len(data) // 4, len(data) - 40}
    assert not [cut for cut in cuts if is_whole(data[:cut])]


@pytest.mark.parametrize("form", [form for form in FORMS if form not in {"bmp", "tiff", "bigtiff", "webp", "heic"}])
def test_room_reserved_by_a_copy_is_not_content(form: str) -> None:
    data = FORMS[form]()
    half = data[: len(data) // 2]
    assert not is_whole(half + bytes(len(data) - len(half)))


def test_only_tiff_is_whole_after_each_page(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(paged_tiff())
    assert look_into(path).paged
    path.write_bytes(pdf())
    assert not look_into(path).paged


def test_a_tiff_is_whole_after_each_page_appended_to_it(tmp_path: Path) -> None:
    path = tmp_path / "a.tif"
    picture(0).save(path, "TIFF", compression="tiff_lzw")
    before = path.read_bytes()
    picture(1).save(path, "TIFF", compression="tiff_lzw", append=True)
    after = path.read_bytes()
    assert is_whole(before)
    assert is_whole(after)
    # Its first directory already names the second: what is cut between the pages is seen.
    assert not any(is_whole(after[:cut]) for cut in range(len(before), len(after) - 8, 11))


def test_padding_and_trailing_data_are_allowed() -> None:
    assert is_whole(pdf() + b"\r\n" + bytes(5000))
    assert is_whole(saved("JPEG") + bytes(100))
    assert is_whole(saved("JPEG") + b"SEFT trailer of a phone" * 9)
    assert is_whole(saved("PNG") + b"\n")
    assert is_whole(b"junk before\n" + pdf())


def test_a_thumbnail_inside_a_jpeg_does_not_end_it() -> None:
    thumbnail = saved("JPEG")
    segment = b"\xff\xe1" + struct.pack(">H", 2 + 6 + len(thumbnail)) + b"Exif\0\0" + thumbnail
    data = saved("JPEG")
    data = data[:2] + segment + data[2:]
    assert is_whole(data + b"more")
    assert not is_whole(data[: len(segment) + 400])


def test_a_directory_loop_ends() -> None:
    header = b"II*\0" + struct.pack("<I", 8)
    entry = struct.pack("<HHIHH", 256, 3, 1, 5, 0)
    data = header + struct.pack("<H", 1) + entry + struct.pack("<I", 8)
    assert not is_whole(data)


@pytest.mark.parametrize("offset", [2**31, 2**63 - 1, 2**64 - 1])
def test_offsets_beyond_any_file_are_no_crash(offset: int) -> None:
    assert not is_whole(b"II+\0\x08\0\0\0" + struct.pack("<Q", offset) + bytes(50))


def test_huge_counts_are_not_believed() -> None:
    entry = struct.pack("<HHII", 273, 4, 2**32 - 1, 8)
    assert not is_whole(b"II*\0" + struct.pack("<I", 8) + struct.pack("<H", 1) + entry + bytes(4))


@pytest.mark.parametrize("data", [b"plain text that is long enough", b"PK\x03\x04" + b"x" * 50, b"MZ" + bytes(range(1, 99))])
def test_unknown_types_have_no_end_mark(data: bytes) -> None:
    assert is_whole(data)


@pytest.mark.parametrize("data", [b"", b"\xff\xd8", bytes(4096)])
def test_nothing_yet_is_not_whole(data: bytes) -> None:
    assert not is_whole(data)


def test_a_link_is_not_opened(tmp_path: Path) -> None:
    (tmp_path / "target").write_bytes(pdf())
    (tmp_path / "link").symlink_to("target")
    with pytest.raises(OSError, match="symbolic"):
        look_into(tmp_path / "link")


def test_the_heic_reader_agrees_on_what_heic_is() -> None:
    assert pi_heif.is_supported(heic_boxes()[:16])
