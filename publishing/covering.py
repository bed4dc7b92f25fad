"""Parts of a picture covered for good: whatever lay below is no longer in the file."""

from collections.abc import Sequence
from io import BytesIO

from PIL import Image, ImageDraw

from domain.text import Box

_DARK = 24


def covered(content: bytes, boxes: Sequence[Box], size: tuple[int, int], *, quality: int) -> bytes:
    """The picture in its own format with the boxes painted dark; as it is where there are none.

    The boxes are in pixels of a page of that size, of which the picture shows the whole at any resolution. Painted are pixels, and the
    picture is encoded anew, at that `quality` 1..100, without what its file held beside them.
    """
    if not boxes:
        return content
    with Image.open(BytesIO(content)) as picture:
        form, pixels = picture.format, picture.copy()
    draw, dark = ImageDraw.Draw(pixels), _DARK if len(pixels.getbands()) == 1 else (_DARK,) * 3
    across, down = pixels.width / size[0], pixels.height / size[1]
    for box in boxes:
        draw.rectangle((box.left * across, box.top * down, box.right * across, box.bottom * down), fill=dark)
    out = BytesIO()
    pixels.save(out, form, quality=quality, exif=b"")
    return out.getvalue()
