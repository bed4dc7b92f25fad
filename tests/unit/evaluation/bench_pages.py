"""Pages, outcomes and runs made by hand for the benchmark's tests."""

from dataclasses import replace
from pathlib import Path

from domain.page import PageKind
from evaluation.bench.crew import Outcome, Run
from evaluation.bench.pages import Scanned, TruePage
from evaluation.bench.readers import Reading


def page(page_no: int = 1, **values: object) -> TruePage:
    """A printed office page of one line."""
    made = TruePage(
        corpus="office-hans",
        source="a.pdf",
        scan=Scanned(path=Path("a.pdf"), page_no=page_no),
        kind=PageKind.CONTENT,
        text="报修单 3栋501",
        segments=(("报修单", ""), ("3栋501", "u")),
        seal_text="",
        rotation=0,
        skew=0.5,
        profile="office",
        script="hans",
        colour="colour",
        dpi=200,
        fax=False,
        handwritten=False,
    )
    return replace(made, **values)  # type: ignore[arg-type]


def outcome(text: str, of: TruePage | None = None, **values: object) -> Outcome:
    """That page read as this text, upright and a tenth of a degree off."""
    made = Reading(text=text, kind=PageKind.CONTENT, rotation=0, skew=0.6, cpu_seconds=2.0, wall_seconds=4.0)
    return Outcome(page=of or page(), reading=replace(made, **values))  # type: ignore[arg-type]


def run(*outcomes: Outcome, reader: str = "ours") -> Run:
    """A run of two workers."""
    return Run(reader=reader, tag="1.0", workers=2, outcomes=outcomes, start_seconds=3.0, peak_bytes=500 << 20)
