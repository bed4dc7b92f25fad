"""Originals opened again by another reader."""

from pathlib import Path

import pikepdf
import pytest
from PIL import Image

from domain.errors import UnreadableError
from domain.scan import FileKind
from ingest.second_reader import open_again


def _pages(number: int) -> list[Image.Image]:
    return [Image.new("RGB", (40, 30), (200, shade, 10)) for shade in range(number)]


def test_pages_are_counted(tmp_path: Path) -> None:
    path = tmp_path / "scan"
    first, *rest = _pages(3)
    first.save(path, "TIFF", save_all=True, append_images=rest)
    assert open_again(path, FileKind.TIFF) == 3
    with pikepdf.Pdf.new() as pdf:
        for _ in range(2):
            pdf.add_blank_page(page_size=(300, 200))
        pdf.save(path)
    assert open_again(path, FileKind.PDF) == 2


@pytest.mark.parametrize("kind", [FileKind.PNG, FileKind.JPEG, FileKind.WEBP, FileKind.BMP])
def test_a_picture_is_one_page(tmp_path: Path, kind: FileKind) -> None:
    path = tmp_path / "scan"
    _pages(1)[0].save(path, kind.value.upper())
    assert open_again(path, kind) == 1


@pytest.mark.parametrize("kind", [FileKind.PDF, FileKind.PNG, FileKind.TIFF, FileKind.JPEG, FileKind.HEIC])
def test_what_does_not_open_is_said_with_reader_and_page(tmp_path: Path, kind: FileKind) -> None:
    path = tmp_path / "scan"
    path.write_bytes(b"%PDF-1.7 not at all" * 9)
    with pytest.raises(UnreadableError) as refused:
        open_again(path, kind)
    assert refused.value.failure.page_no == 1
    assert ":" in refused.value.failure.detail


def test_a_picture_cut_short_is_found(tmp_path: Path) -> None:
    path = tmp_path / "scan"
    Image.effect_noise((200, 200), 90).save(path, "PNG")
    path.write_bytes(path.read_bytes()[:-9000])
    with pytest.raises(UnreadableError):
        open_again(path, FileKind.PNG)
