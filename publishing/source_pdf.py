"""Pages of scanned PDF files: copied as they are, without an older invisible text layer and without actions."""

import re
import warnings
import zlib
from collections.abc import Iterable, Iterator
from contextlib import suppress
from io import BytesIO

import pikepdf
import pypdfium2
from pikepdf import Name

from domain.text import Box
from publishing.placement import Affine

_CONTENT_LIMIT = 4_000_000
"""Bytes of one content stream, unpacked, that are looked into; a larger one is no text layer and is left alone."""
_FORM_DEPTH = 8
_INVISIBLE = re.compile(rb"\b3\s+Tr\b")
_SHOWS_TEXT = re.compile(rb"\bT[jJ]\b|\)\s*['\"]")
_SHOW_OPERATORS = frozenset({"Tj", "TJ", "'", '"'})


def _sorted_box(box: pikepdf.Object) -> tuple[float, float, float, float]:
    x0, y0, x1, y1 = (float(value) for value in box)
    return min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)


def page_box(page: pikepdf.Page) -> tuple[float, float, float, float]:
    """The part of the page that viewers show, in user space: left, bottom, right, top; the media box where the crop box misses it."""
    media, crop = _sorted_box(page.mediabox), _sorted_box(page.cropbox)
    shown = (max(media[0], crop[0]), max(media[1], crop[1]), min(media[2], crop[2]), min(media[3], crop[3]))
    return shown if shown[2] > shown[0] and shown[3] > shown[1] else media


def scan_frame(page: pikepdf.Page, drawn: pypdfium2.PdfPage, width: int, height: int) -> Box:
    """The part of the shown page that a PageImage of `width` by `height` pixels covers, in shares of the page (y down).

    A page that is one scan is read from its picture, which need not end where the page ends; any other page is drawn whole. `drawn` is
    the same page in PDFium. The picture is told by its size and shape: a drawing of the page would be larger or of the page's shape.
    """
    whole = Box(left=0.0, top=0.0, right=1.0, bottom=1.0)
    pictures = list(drawn.get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_IMAGE], max_depth=1))
    if not pictures:
        return whole
    turn = drawn.get_rotation()
    across, down = pictures[-1].get_px_size()[:: -1 if turn in {90, 270} else 1]
    if width > across or height > down or abs(width * down - height * across) > max(across, down):
        return whole
    left, bottom, right, top = page_box(page)
    x0, y0, x1, y1 = pictures[-1].get_bounds()
    frame = Box(
        left=(x0 - left) / (right - left),
        top=(top - y1) / (top - bottom),
        right=(x1 - left) / (right - left),
        bottom=(top - y0) / (top - bottom),
    )
    return turned(frame, turn)


def turned(frame: Box, rotation: int) -> Box:
    """A frame in shares of a page, after the page is turned clockwise by 0, 90, 180 or 270 degrees."""
    for _ in range(rotation // 90):
        frame = Box(left=1 - frame.bottom, top=frame.left, right=1 - frame.top, bottom=frame.right)
    return frame


def user_space(page: pikepdf.Page, frame: Box, width: float, height: float) -> Affine:
    """From the `width` by `height` pixels that lie on `frame` of an unrotated page to the page's user space (y up)."""
    left, bottom, right, top = page_box(page)
    return Affine(
        a=frame.width * (right - left) / width,
        d=-frame.height * (top - bottom) / height,
        e=left + frame.left * (right - left),
        f=top - frame.top * (top - bottom),
    )


def drop_invisible_text(page: pikepdf.Page) -> None:
    """Take out the text that an earlier recognition laid under the page (render mode 3), so that searching finds each word once.

    A stream that cannot be parsed, or is too large to be a text layer, stays as it is.
    """
    for stream in _content_streams(page):
        data = _unpacked(stream)
        if data is None or not _INVISIBLE.search(data):
            continue
        with suppress(pikepdf.PdfError, UserWarning), warnings.catch_warnings():
            warnings.simplefilter("error", UserWarning)  # how pikepdf tells that a content stream is cut short
            kept = pikepdf.unparse_content_stream(list(_visible_only(pikepdf.parse_content_stream(stream))))
            stream.write(kept)


def drop_actions(page: pikepdf.Page) -> None:
    """Take out everything that acts by itself or on a click: a published page only shows."""
    for holder in (page.obj, *page.obj.get(Name.Annots, ())):
        for action in (Name.A, Name.AA):
            if isinstance(holder, pikepdf.Dictionary) and action in holder:
                del holder[action]


def visible_text_boxes(page: pikepdf.Page) -> tuple[Box, ...]:
    """Where the page already shows selectable text, as boxes in user space, where y grows upwards and `top` is the lower edge.

    Empty for a page that is a scan only, which is told without rendering.
    """
    if not any(data is not None and _SHOWS_TEXT.search(data) for data in map(_unpacked, _content_streams(page))):
        return ()
    single, held = pikepdf.Pdf.new(), BytesIO()
    single.pages.append(page)
    single.save(held)
    with pypdfium2.PdfDocument(held.getvalue()) as document:
        text = document[0].get_textpage()
        rectangles = [text.get_rect(index) for index in range(text.count_rects())]
    return tuple(Box(left=left, top=bottom, right=right, bottom=top) for left, bottom, right, top in rectangles)


def _content_streams(page: pikepdf.Page) -> Iterator[pikepdf.Stream]:
    """The page's content as one stream, then those of the forms it draws, however nested, each once."""
    page.contents_coalesce()
    contents = page.obj.get(Name.Contents)
    if isinstance(contents, pikepdf.Stream):
        yield contents
    seen: set[tuple[int, int]] = set()
    waiting = [(page.obj.get(Name.Resources), 0)]
    while waiting:
        resources, depth = waiting.pop()
        for form in _forms(resources):
            if form.objgen not in seen and depth < _FORM_DEPTH:
                seen.add(form.objgen)
                yield form
                waiting.append((form.get(Name.Resources), depth + 1))


def _forms(resources: pikepdf.Object | None) -> Iterable[pikepdf.Stream]:
    if not isinstance(resources, pikepdf.Dictionary):
        return ()
    objects = resources.get(Name.XObject)
    if not isinstance(objects, pikepdf.Dictionary):
        return ()
    return [item for _, item in objects.items() if isinstance(item, pikepdf.Stream) and item.get(Name.Subtype) == Name.Form]


def _unpacked(stream: pikepdf.Stream) -> bytes | None:
    """The stream's bytes; None where they are more than the limit, damaged, or packed in another way than Flate or not at all."""
    packed, filters = stream.read_raw_bytes(), stream.get(Name.Filter)
    if len(packed) > _CONTENT_LIMIT:
        return None
    if filters is None:
        return packed
    if filters not in (Name.FlateDecode, pikepdf.Array([Name.FlateDecode])) or Name.DecodeParms in stream:
        return None
    unpacker = zlib.decompressobj()
    try:
        data = unpacker.decompress(packed, _CONTENT_LIMIT)
    except zlib.error:
        return None
    return data if not unpacker.unconsumed_tail else None


def _visible_only(
    instructions: Iterable[pikepdf.ContentStreamInstruction | pikepdf.ContentStreamInlineImage],
) -> Iterator[pikepdf.ContentStreamInstruction | pikepdf.ContentStreamInlineImage]:
    """The instructions without those that show text while the render mode is 3; the mode is part of what q saves and Q restores."""
    mode, saved = 0, list[int]()
    for instruction in instructions:
        operator = str(instruction.operator)
        if operator == "q":
            saved.append(mode)
        elif operator == "Q" and saved:
            mode = saved.pop()
        elif operator == "Tr" and instruction.operands:
            mode = int(instruction.operands[0])
        if not (operator in _SHOW_OPERATORS and mode == 3):
            yield instruction
