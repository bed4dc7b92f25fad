"""Page pictures for the screen: drawn from the stored scan as the reader saw it, upright and straight, kept in a bounded cache."""

import logging
import os
import uuid
from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import Path

from PIL import Image

from domain.ids import PageId
from domain.page import PageImage, Pixels
from imaging.geometry import straighten, turn
from services.workplace import Workplace
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


def page_picture(place: Workplace, page_id: PageId) -> Picture | None:
    """Return the page as JPEG; None where there is no such page or its file was never opened. UnreadableError where it cannot be drawn."""
    with place.database.read() as tx:
        file = page_file(tx, page_id)
    if file is None or file.kind is None:
        return None
    tag = f"{file.scan_sha256}-{file.page_no}-{file.rotation}-{file.skew:.2f}"
    cached = place.home / "cache" / "pages" / f"{tag}.jpg"
    try:
        content = cached.read_bytes()
        os.utime(cached)
    except FileNotFoundError:
        content = _draw(place, file)
        _keep(cached, content)
    return Picture(content=content, media_type="image/jpeg", tag=tag)


def page_thumbnail(place: Workplace, page_id: PageId) -> Picture | None:
    """Return the page's small picture; None where it has none."""
    with place.database.read() as tx:
        file = page_file(tx, page_id)
    if file is None or file.thumbnail_sha256 is None:
        return None
    return Picture(content=place.blobs.read(file.thumbnail_sha256), media_type="image/webp", tag=file.thumbnail_sha256)


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
