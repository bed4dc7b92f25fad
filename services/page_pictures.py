"""Page pictures for the screen: drawn from the stored scan as the reader saw it, upright and straight, kept in a bounded cache.

For people who may not see the numbers of persons each has a second form in which these are covered (ADR 0034).
"""

import hashlib
import logging
import os
import uuid
from collections.abc import Callable
from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import Path

from PIL import Image

from domain.errors import UsageError
from domain.ids import PageId
from domain.masked_page import number_boxes
from domain.page import PageImage, Pixels
from domain.text import OcrPage
from imaging.geometry import straighten, turn
from publishing.covering import covered
from services.workplace import Workplace
from storage.mapping import unpack_ocr_page
from storage.read_models_web import PageFile, page_file

log = logging.getLogger(__name__)

SCREEN_PIXELS = 3_200_000
"""An A4 page comes about 1500 pixels wide: enough to read 8-point print at full size."""
CACHE_BYTES = 512 << 20
QUALITY = 80


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """An encoded picture; `tag` changes whenever the picture does."""

    content: bytes
    media_type: str
    tag: str


def page_picture(place: Workplace, page_id: PageId, *, masked: bool = False) -> Picture | None:
    """Return the page as JPEG, `masked` with its numbers covered; None where there is no such page or its file was never opened.

    UnreadableError where it cannot be drawn; UsageError for the masked form of a page never read.
    """
    with place.database.read() as tx:
        file = page_file(tx, page_id)
    if file is None or file.kind is None:
        return None
    tag = f"{file.scan_sha256}-{file.page_no}-{file.rotation}-{file.skew:.2f}"

    def whole() -> bytes:
        return _kept(place, tag, lambda: _draw(place, file))

    if not masked:
        return Picture(content=whole(), media_type="image/jpeg", tag=tag)
    ocr = _to_be_masked(place, file)
    masked_tag = _masked_tag(tag, ocr)
    content = _kept(place, masked_tag, lambda: _covered(whole(), ocr))
    return Picture(content=content, media_type="image/jpeg", tag=masked_tag)


def page_thumbnail(place: Workplace, page_id: PageId, *, masked: bool = False) -> Picture | None:
    """Return the page's small picture, `masked` with its numbers covered, for on a small paper they can be read; None where it has none."""
    with place.database.read() as tx:
        file = page_file(tx, page_id)
    if file is None or file.thumbnail_sha256 is None:
        return None
    content, tag = place.blobs.read(file.thumbnail_sha256), str(file.thumbnail_sha256)
    if masked:
        ocr = _to_be_masked(place, file)
        content, tag = _covered(content, ocr), _masked_tag(tag, ocr)
    return Picture(content=content, media_type="image/webp", tag=tag)


def _to_be_masked(place: Workplace, file: PageFile) -> OcrPage | None:
    """What was read from the page; None where it holds no text. UsageError where it was never read: its numbers are anywhere."""
    if not file.read:
        raise UsageError(
            "No text of the page is known (not read yet, or taken for a blank side or a separator), so its numbers cannot be covered.",
            "此页没有识别出的文字（尚未识别，或判为空白页、分隔页），其中的电话与证件号无法遮盖。请待识别完成后再看，或请有权限的同事查阅。",
        )
    return None if file.ocr_sha256 is None else unpack_ocr_page(place.blobs.read(file.ocr_sha256))


def _masked_tag(tag: str, ocr: OcrPage | None) -> str:
    """Never the tag of the whole picture, and another one when other boxes are covered."""
    boxes = () if ocr is None else number_boxes(ocr)
    return f"{tag}-masked-{hashlib.sha256(repr(boxes).encode()).hexdigest()[:16]}"


def _covered(content: bytes, ocr: OcrPage | None) -> bytes:
    return content if ocr is None else covered(content, number_boxes(ocr), (ocr.width, ocr.height), quality=QUALITY)


def _kept(place: Workplace, tag: str, draw: Callable[[], bytes]) -> bytes:
    """The picture from the cache, or drawn and kept there."""
    cached = place.home / "cache" / "pages" / f"{tag}.jpg"
    try:
        content = cached.read_bytes()
        os.utime(cached)
    except FileNotFoundError:
        content = draw()
        _keep(cached, content)
    return content


def _draw(place: Workplace, file: PageFile) -> bytes:
    limits = replace(place.rules.limits, render_pixels=SCREEN_PIXELS)
    path = place.blobs.path(file.scan_sha256)
    image: PageImage = place.sandbox().call("ingest.rasterize:rasterize", path, file.page_no, file.kind, limits)
    return _encode(
        straighten(turn(image.pixels, file.rotation), file.skew, (255,) * (image.pixels.shape[2] if image.pixels.ndim == 3 else 1))
    )


def _encode(pixels: Pixels) -> bytes:
    out = BytesIO()
    Image.fromarray(pixels).save(out, "JPEG", quality=QUALITY)
    return out.getvalue()


def _keep(path: Path, content: bytes) -> None:
    """Put a picture into the cache, and drop those looked at longest ago when it grows too large."""
    temp = path.with_name(f"{uuid.uuid4().hex}.tmp")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        temp.write_bytes(content)
        temp.replace(path)
        trim(path.parent, CACHE_BYTES)
    except OSError as error:  # a picture that is not kept is drawn again next time
        temp.unlink(missing_ok=True)
        log.warning("Page picture not kept", extra={"action": "picture.not_kept", "detail": error.strerror})


def trim(folder: Path, most_bytes: int) -> None:
    """Remove the files used longest ago until the folder holds at most `most_bytes`; another process may do the same at once."""
    files = []
    for path in folder.iterdir():
        try:
            facts = path.stat()
        except FileNotFoundError:
            continue  # the other process was faster
        files.append((facts.st_mtime, facts.st_size, path))
    total = sum(size for _time, size, _path in files)
    for _time, size, path in sorted(files):
        if total <= most_bytes:
            return
        path.unlink(missing_ok=True)
        total -= size
