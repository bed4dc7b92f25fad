import struct
from pathlib import Path

import pytest

from domain.errors import UnreadableError
from domain.failure import FailureCode
from domain.scan import FileKind
from ingest.limits import DecodeLimits
from ingest.probe import detect, probe
from tests.hostile.pdfs import scan
from tests.hostile.pictures import encoded, heic, page
from tests.hostile.tiffs import leaf, written

LIMITS = DecodeLimits()


def put(folder: Path, data: bytes) -> Path:
    path = folder / "file"
    path.write_bytes(data)
    return path


def refusal(path: Path, name: str = "scan.pdf", limits: DecodeLimits = LIMITS) -> FailureCode:
    with pytest.raises(UnreadableError) as caught:
        probe(path, name=name, limits=limits)
    return caught.value.failure.code


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (scan(1), FileKind.PDF),
        (b"\n\n" + scan(1), FileKind.PDF),
        (written(leaf(page(1))), FileKind.TIFF),
        (encoded(page(1), "JPEG"), FileKind.JPEG),
        (encoded(page(1), "PNG"), FileKind.PNG),
        (encoded(page(1), "BMP"), FileKind.BMP),
        (encoded(page(1), "WEBP"), FileKind.WEBP),
        (heic(), FileKind.HEIC),
    ],
)
def test_kind_is_told_by_content(tmp_path: Path, data: bytes, kind: FileKind) -> None:
    probed = probe(put(tmp_path, data), name="misleading.docx", limits=LIMITS)
    assert probed.kind is kind
    assert [facts.page_no for facts in probed.pages] == [1]


def test_the_name_only_tells_disguise_from_unknown(tmp_path: Path) -> None:
    path = put(tmp_path, b"some text")
    assert refusal(path, "a.PDF") is FailureCode.DISGUISED_TYPE
    assert refusal(path, "a.txt") is FailureCode.UNKNOWN_TYPE
    assert refusal(path, "") is FailureCode.UNKNOWN_TYPE


def test_limits_are_decided_before_decoding(tmp_path: Path) -> None:
    path = put(tmp_path, encoded(page(1), "JPEG"))
    assert refusal(path, limits=DecodeLimits(max_file_bytes=1000)) is FailureCode.FILE_TOO_LARGE
    assert refusal(path, limits=DecodeLimits(max_page_pixels=1000)) is FailureCode.TOO_LARGE
    stack = put(tmp_path, written(leaf(page(1)), leaf(page(1)), leaf(page(1))))
    assert refusal(stack, limits=DecodeLimits(max_pages=2)) is FailureCode.TOO_MANY_PAGES


def test_sizes_and_resolutions_are_told(tmp_path: Path) -> None:
    for data in (
        encoded(page(1), "JPEG", dpi=(200, 200)),
        encoded(page(1), "PNG", dpi=(200, 200)),
        encoded(page(1), "BMP", dpi=(200, 200)),
    ):
        facts = probe(put(tmp_path, data), name="", limits=LIMITS).pages[0]
        assert (facts.width, facts.height) == (420, 594)
        assert facts.dpi == pytest.approx(200, abs=0.1)
    facts = probe(put(tmp_path, scan(1)), name="", limits=LIMITS).pages[0]
    assert (facts.width, facts.height, facts.born_digital) == (420, 594, False)


def test_empty_missing_and_odd_entries(tmp_path: Path) -> None:
    assert refusal(put(tmp_path, b"")) is FailureCode.EMPTY_FILE
    assert refusal(put(tmp_path, bytes(3000))) is FailureCode.DAMAGED
    assert refusal(tmp_path) is FailureCode.NOT_A_FILE
    with pytest.raises(FileNotFoundError):
        probe(tmp_path / "gone", name="", limits=LIMITS)


def test_one_unreadable_page_does_not_refuse_the_file(tmp_path: Path) -> None:
    outside = leaf(page(2))
    outside.strip_at = 1 << 30
    assert len(probe(put(tmp_path, written(leaf(page(1)), outside)), name="", limits=LIMITS).pages) == 2
    assert refusal(put(tmp_path, written(outside))) is FailureCode.DAMAGED


def test_a_picture_inside_another_file_is_not_its_kind(tmp_path: Path) -> None:
    path = put(tmp_path, encoded(page(1), "JPEG", comment=b"%PDF-1.7 inside"))
    assert detect(path, name="") is FileKind.JPEG
    head = struct.pack("<2sIHHI", b"BM", 100, 0, 0, 54)
    assert refusal(put(tmp_path, head + b"\x11" * 100), "x.bmp") is FailureCode.DISGUISED_TYPE
