"""The study as one HTML file that needs nothing else: tables, plots, and our worst pages as pictures beside truth and reading."""

import base64
import io
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from PIL import Image

from evaluation.bench import plots
from evaluation.bench.pages import TruePage
from evaluation.bench.study import Study, failures, tables
from evaluation.bench.summary import PageScore, Result
from evaluation.bench.worst import RANKS, differences, worst
from ingest.limits import DecodeLimits
from ingest.probe import detect
from ingest.rasterize import rasterize

WORST = 12
PICTURE_SIDE = 1100
PICTURE_QUALITY = 55

Marked = tuple[str, bool]
"""A stretch of text and whether it differs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WorstPage:
    """One page as the report shows it; `peers` are (reader, order-bound errors) on the same page."""

    score: PageScore
    picture: str
    truth: tuple[Marked, ...]
    read: tuple[Marked, ...]
    peers: tuple[tuple[str, int], ...]


def write_report(study: Study, path: Path, worst_by: str) -> None:
    """Write the file."""
    shared = study.pages[: study.peer_pages]
    compared = (*study.ours, *study.peers)
    pictures = (plots.error_quantiles(compared, shared), plots.skew_histogram(compared), plots.cost_and_error(compared, shared))
    folder = FileSystemLoader(Path(__file__).parent)
    template = Environment(loader=folder, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    html = template.get_template("report.html").render(
        study=study,
        tables=list(tables(study)),
        plots=[_data_uri(png, "png") for png in pictures],
        failures=list(failures(study)),
        worst=[_worst_page(score, study.peers) for score in worst(study.ours[0].scores, worst_by, WORST)],
        ranked_by={"bound": "order-bound", "free": "order-free", "units": "unit numbers not found"}[worst_by],
        rank=RANKS[worst_by],
    )
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(html, encoding="utf-8")


def _worst_page(score: PageScore, peers: Sequence[Result]) -> WorstPage:
    read = score.outcome.reading.text if score.outcome.reading else ""
    parts = differences(score.page.text, read)
    others = ((result.run.reader, other) for result in peers for other in result.scores if other.page.name == score.page.name)
    return WorstPage(
        score=score,
        picture=_data_uri(_jpeg(score.page), "jpeg"),
        truth=marked(score.page.text, [(len(part.true), not part.same) for part in parts]),
        read=marked(read, [(len(part.read), not part.same) for part in parts]),
        peers=tuple((reader, other.bound.part) for reader, other in others),
    )


def marked(text: str, stretches: Sequence[tuple[int, bool]]) -> tuple[Marked, ...]:
    """The text with its blanks and lines, cut where `stretches` (length without white space, differs) change."""
    flags = [differs for length, differs in stretches for _ in range(length)]
    out: list[tuple[str, bool]] = []
    at = 0
    for char in unicodedata.normalize("NFKC", text):
        differs = flags[min(at, len(flags) - 1)] if flags and not char.isspace() else bool(out and out[-1][1])
        at += not char.isspace()
        if out and out[-1][1] == differs:
            out[-1] = (out[-1][0] + char, differs)
        else:
            out.append((char, differs))
    return tuple(out)


def _jpeg(page: TruePage) -> bytes:
    """The page turned upright, small enough for many in one file."""
    path = page.scan.path
    pixels = rasterize(path, page.scan.page_no, detect(path, name=path.name), DecodeLimits()).pixels
    image = Image.fromarray(np.ascontiguousarray(np.rot90(pixels, -page.rotation // 90)))
    image.thumbnail((PICTURE_SIDE, PICTURE_SIDE))
    out = io.BytesIO()
    image.save(out, "JPEG", quality=PICTURE_QUALITY)
    return out.getvalue()


def _data_uri(data: bytes, kind: str) -> str:
    return f"data:image/{kind};base64,{base64.b64encode(data).decode('ascii')}"
