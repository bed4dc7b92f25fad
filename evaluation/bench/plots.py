"""The plots of the report, as PNG bytes."""

import io
from collections.abc import Sequence

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FixedLocator

from domain.page import PageKind
from evaluation.bench.pages import TruePage
from evaluation.bench.summary import PageScore, Result

mpl.use("Agg")
MARKS = (0, 0.2, 0.4, 0.6, 0.8, 1, 2, 5, 10, 20, 50, 100)
"""Percent marked on an axis of errors."""

SKEW_BINS = [step / 20 for step in range(21)]
"""Degrees; what is larger falls into the last bin."""


def error_quantiles(results: Sequence[Result], pages: Sequence[TruePage]) -> bytes:
    """Order-bound CER page by page, from the best read to the worst, one panel a profile; the axis is linear to 1 %, then in decades."""
    profiles = sorted({page.profile for page in pages})
    names = {page.name for page in pages}
    figure = Figure(figsize=(4.2 * len(profiles), 3.6), layout="constrained")
    panels = figure.subplots(1, len(profiles), sharey=True, squeeze=False)[0]
    for panel, profile in zip(panels, profiles, strict=True):
        for result in results:
            chosen = [score for score in result.scores if score.page.profile == profile and score.page.name in names]
            errors = sorted(100 * share for score in chosen if (share := score.bound.share) is not None)
            panel.plot(np.linspace(0, 100, len(errors)), errors, label=result.run.reader, drawstyle="steps-mid")
        panel.set(title=profile, xlabel="pages, best to worst %")
        panel.grid(alpha=0.3)
    _percents(panels[0])
    panels[0].set_ylabel("order-bound CER of the page %")
    panels[0].legend()
    return _png(figure)


def skew_histogram(results: Sequence[Result]) -> bytes:
    """How far the skew is off, for readers that say it."""
    figure = Figure(figsize=(6.2, 3.4), layout="constrained")
    panel = figure.subplots()
    assert isinstance(panel, Axes)
    saying = [(result.run.reader, errors) for result in results if (errors := _skew_errors(result.scores))]
    for reader, errors in saying:
        clipped = np.minimum(errors, SKEW_BINS[-1] - 1e-6)
        panel.hist(clipped, SKEW_BINS, weights=np.full(len(errors), 100 / len(errors)), histtype="step", linewidth=1.6, label=reader)
    panel.set(xlabel="skew error °, the last bin holds all above", ylabel="pages that claim to know %")
    panel.grid(alpha=0.3)
    if saying:
        panel.legend()
    return _png(figure)


def cost_and_error(results: Sequence[Result], pages: Sequence[TruePage]) -> bytes:
    """Processor seconds a page against order-free error, both over the pages that all readers read."""
    names = {page.name for page in pages}
    figure = Figure(figsize=(6.2, 3.4), layout="constrained")
    panel = figure.subplots()
    assert isinstance(panel, Axes)
    for result in results:
        scores = [score for score in result.scores if score.page.name in names]
        costs = [score.outcome.reading.cpu_seconds for score in scores if score.outcome.reading]
        whole = sum(score.free.whole for score in scores)
        if costs and whole:
            panel.scatter(np.mean(costs), 100 * sum(score.free.part for score in scores) / whole, s=60, label=result.run.reader)
    _percents(panel)
    panel.set(xlabel="processor seconds a page", ylabel="order-free error %", xlim=(0, None))
    panel.grid(alpha=0.3)
    panel.legend()
    return _png(figure)


def _percents(panel: Axes) -> None:
    """An axis of errors, linear to 1 %, then in decades, of 1 % at least: where all are smaller a decade has no mark to go by."""
    panel.set_yscale("symlog", linthresh=1)
    panel.set_ylim(0, max(1.0, panel.get_ylim()[1]))
    panel.yaxis.set_major_locator(FixedLocator(MARKS))
    panel.yaxis.set_major_formatter("{x:g}")


def _skew_errors(scores: Sequence[PageScore]) -> list[float]:
    content = (score for score in scores if score.page.kind is PageKind.CONTENT)
    readings = ((score.page.skew, score.outcome.reading) for score in content)
    return [abs(true - reading.skew) for true, reading in readings if reading and reading.skew is not None]


def _png(figure: Figure) -> bytes:
    out = io.BytesIO()
    figure.savefig(out, format="png", dpi=110)
    return out.getvalue()
