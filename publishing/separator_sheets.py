"""Separator sheets as an A4 PDF to print: patch T along every edge, a QR code, a Code 128 bar code, and large words for people."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

import numpy as np
import zxingcpp
from fpdf import FPDF
from PIL import Image

from domain.errors import UsageError
from domain.separator import SeparatorSheet
from publishing.measured import chinese_text

INCH = 25.4
WIDTH, HEIGHT = 210.0, 297.0
"""Millimetres, as everything below; A4."""

PATCH_T = (0.08, 0.20, 0.08, 0.20)
GAP = 0.08
"""Inches: the bars of patch T from the leading edge inward and the space between them (Kodak, Patch Code Information, A-61599).

Read from behind they are patch 3, so each edge that may go first has a patch of its own.
"""

EDGE, PATCH_LONG = 10.0, 138.0
"""A patch stands at least 6 mm from its edge, ends within 94 mm of it, and crosses sensors 51 mm to either side of the middle (ibid.)."""

INNER = 36.0
"""From each edge to what stands between the patches."""

BAR_LEFT, BAR_WIDE = 36.0, 16.0
"""The bar code stands upright: along the longer side twice as much fits."""

WORDS_LEFT, WORDS_RIGHT = 58.0, 174.0
QR_SIDE, QR_TOP = 84.0, 130.0
THICKEST, THINNEST = 0.6, 0.22
"""Width of a bar code's module; hand-held readers begin at 0.19 mm (7.5 mil)."""

QUIET = 10
"""Modules left white at either end of a Code 128 (ISO/IEC 15417)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetWords:
    """What stands on every sheet in one script; `count` takes the sheet's number and how many there are."""

    title: str
    unit: str
    estate: str
    batch: str
    box: str
    with_unit: str
    plain: str
    count: str


SIMPLIFIED = SheetWords(
    title="分隔页",
    unit="房号",
    estate="项目",
    batch="批次",
    box="盒号",
    with_unit="放在该户文件之前扫描，到下一张分隔页为止均归该户。",
    plain="放在每份文件之前一起扫描，朝向不限。",
    count="第 {} 张，共 {} 张",
)
TRADITIONAL = SheetWords(
    title="分隔頁",
    unit="房號",
    estate="項目",
    batch="批次",
    box="盒號",
    with_unit="放在該戶文件之前掃描，至下一張分隔頁為止均歸該戶。",
    plain="放在每份文件之前一併掃描，方向不限。",
    count="第 {} 張，共 {} 張",
)
WORDS = MappingProxyType({"hans": SIMPLIFIED, "hant": TRADITIONAL})


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintedSheet:
    """What a sheet's codes carry; unit and estate as people read them, "" for none (codes may leave out the only estate there is)."""

    sheet: SeparatorSheet
    unit_text: str = ""
    estate_text: str = ""


def write_separators(sheets: Sequence[PrintedSheet], out: Path, words: SheetWords) -> None:
    """Write one page a sheet, numbered from 1.

    UsageError where what a sheet states is too long for its bar code, MissingPartError without a Chinese font, OSError where `out`
    cannot be written.
    """
    pdf = FPDF(format=(WIDTH, HEIGHT))
    pdf.set_auto_page_break(False)
    pdf.set_title(words.title)
    part = out.with_name(out.name + ".part")
    with chinese_text(pdf):
        for number, printed in enumerate(sheets, start=1):
            pdf.add_page()
            _draw_patches(pdf)
            _draw_qr(pdf, printed.sheet.qr_payload)
            _draw_bar_code(pdf, printed.sheet.bar_payload)
            _write_words(pdf, printed, words, words.count.format(number, len(sheets)))
        pdf.output(part)
    part.replace(out)


def _draw_patches(pdf: FPDF) -> None:
    at = EDGE
    for bar in PATCH_T:
        thick, left, top = bar * INCH, (WIDTH - PATCH_LONG) / 2, (HEIGHT - PATCH_LONG) / 2
        pdf.rect(left, at, PATCH_LONG, thick, style="F")
        pdf.rect(left, HEIGHT - at - thick, PATCH_LONG, thick, style="F")
        pdf.rect(at, top, thick, PATCH_LONG, style="F")
        pdf.rect(WIDTH - at - thick, top, thick, PATCH_LONG, style="F")
        at += thick + GAP * INCH


def _draw_qr(pdf: FPDF, payload: str) -> None:
    """At least a quarter of it may be lost (level Q of ISO/IEC 18004)."""
    code = zxingcpp.create_barcode(payload, zxingcpp.BarcodeFormat.QRCode, ec_level="Q")
    cells = np.array(code.to_image(scale=1, add_quiet_zones=False))
    pdf.image(Image.fromarray(cells), x=(WORDS_LEFT + WORDS_RIGHT - QR_SIDE) / 2, y=QR_TOP, w=QR_SIDE, h=QR_SIDE)


def _draw_bar_code(pdf: FPDF, payload: str) -> None:
    try:
        code = zxingcpp.create_barcode(payload, zxingcpp.BarcodeFormat.Code128)
    except ValueError as error:  # more than 102 symbols
        raise _too_long() from error
    modules = np.array(code.to_image(scale=1, add_quiet_zones=False))[0] < 128
    module = min(THICKEST, (HEIGHT - 2 * INNER) / (len(modules) + 2 * QUIET))
    if module < THINNEST:
        raise _too_long()
    top = (HEIGHT - module * len(modules)) / 2
    edges = np.flatnonzero(np.diff(np.concatenate(([False], modules, [False])).astype(np.int8)))
    for start, end in edges.reshape(-1, 2):
        pdf.rect(BAR_LEFT, top + start * module, BAR_WIDE, (end - start) * module, style="F")


def _too_long() -> UsageError:
    return UsageError(
        "Batch, box, estate and unit together are too long for a bar code. Choose shorter names for batch and box.",
        "批次、盒号、项目与房号合计过长，条码放不下，请缩短批次名或盒号。",
    )


def _write_words(pdf: FPDF, printed: PrintedSheet, words: SheetWords, count: str) -> None:
    sheet = printed.sheet
    _write_line(pdf, words.title, 60.0, 64.0)
    baseline = 82.0
    if printed.unit_text:
        _write_line(pdf, f"{words.unit}　{printed.unit_text}", baseline, 34.0)
        baseline += 14.0
    for label, value in ((words.estate, printed.estate_text), (words.batch, sheet.batch), (words.box, sheet.box)):
        if value:
            _write_line(pdf, f"{label}　{value}", baseline, 22.0)
            baseline += 11.0
    _write_line(pdf, words.with_unit if printed.unit_text else words.plain, 230.0, 14.0)
    _write_line(pdf, count, 248.0, 20.0)


def _write_line(pdf: FPDF, text: str, baseline: float, points: float) -> None:
    """One line in the middle of the sheet between the patches, smaller where it is long."""
    room = WORDS_RIGHT - WORDS_LEFT
    pdf.set_font("chinese", size=points)
    wide = pdf.get_string_width(text)
    if wide > room:
        pdf.set_font("chinese", size=points * room / wide)
        wide = pdf.get_string_width(text)
    pdf.text((WORDS_LEFT + WORDS_RIGHT - wide) / 2, baseline, text)
