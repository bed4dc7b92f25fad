"""The pictures of the sheets, kept in a folder as the scanner's files: drawn once, read again by later runs."""

import random
from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pypdfium2
from PIL import Image

from domain.page import PageImage, Pixels
from evaluation.blanks.blemishes import blemished
from evaluation.blanks.sheets import Sheet
from evaluation.generator.draw import draw_page
from evaluation.generator.paper import weather
from publishing.separator_sheets import SIMPLIFIED, PrintedSheet, write_separators


def draw_all(sheets: Iterable[Sheet], folder: Path, jobs: int) -> None:
    """Draw those that the folder lacks."""
    folder.mkdir(parents=True, exist_ok=True)
    missing = [sheet for sheet in sheets if not path_of(sheet, folder).exists()]
    with ProcessPoolExecutor(jobs) as pool:
        list(pool.map(_keep, missing, [folder] * len(missing)))


def load(sheet: Sheet, folder: Path) -> PageImage:
    """The sheet as scanned: RGB or grey as its scanner was set."""
    with Image.open(path_of(sheet, folder)) as picture:
        pixels = np.array(picture.convert("RGB" if picture.mode == "RGB" else "L"))
    return PageImage(page_no=1, pixels=pixels, dpi=float(sheet.dpi))


def scan(sheet: Sheet) -> Pixels:
    """Draw, wear and scan one sheet."""
    plan, wear = sheet.plan, sheet.plan.wear
    clean = _printed(sheet.printed, sheet.dpi) if sheet.printed else draw_page(plan.draft, plan.look, sheet.dpi)
    if sheet.blemishes:
        clean = blemished(clean, random.Random(sheet.name), sheet.blemishes, sheet.dpi, bilevel=wear.fax)
    back = draw_page(plan.back, plan.look, sheet.dpi) if plan.back and wear.bleed else None
    return weather(clean, wear, sheet.dpi, back)


def _printed(printed: PrintedSheet, dpi: int) -> Pixels:
    with TemporaryDirectory() as folder:
        out = Path(folder) / "sheet.pdf"
        write_separators((printed,), out, SIMPLIFIED)
        with pypdfium2.PdfDocument(out) as pdf:
            return np.array(pdf[0].render(scale=dpi / 72).to_pil().convert("RGB"))


def _keep(sheet: Sheet, folder: Path) -> None:
    path, picture = path_of(sheet, folder), Image.fromarray(scan(sheet))
    part = path.with_name("part-" + path.name)
    if sheet.plan.wear.fax:
        picture.convert("1").save(part, dpi=(sheet.dpi,) * 2)
    else:
        picture.save(part, quality=sheet.plan.wear.quality, dpi=(sheet.dpi,) * 2)
    part.replace(path)


def path_of(sheet: Sheet, folder: Path) -> Path:
    """Where its picture is kept."""
    return folder / f"{sheet.name}.{'png' if sheet.plan.wear.fax else 'jpg'}"
