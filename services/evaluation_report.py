"""An evaluation as one HTML file that needs nothing else: figures, plots, confusion, and every mistake's picture beside its truth."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined

from domain.taxonomy import CATEGORY_ZH
from dossiers.promise import Threshold
from measures.classes import Classes
from measures.figures import Slice
from measures.mistakes import Mistake
from measures.rate import Rate
from measures.rows import Key
from services import evaluation_plots as plots

KINDS = {"filing": "filed wrongly 归档错误", "category": "category 类别", "type": "type 文件类型"}


def write(
    path: Path,
    measured: Sequence[Slice],
    found: Sequence[Mistake],
    pictures: Mapping[tuple[str, Key], str],
    *,
    title: str,
    least: Sequence[Threshold] = (),
) -> None:
    """Write the file; `pictures` are data addresses by corpus and page, `least` the thresholds that papers were filed by."""
    environment = Environment(
        loader=PackageLoader("services", "templates"), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters.update(percent=_percent, number=_number)
    curved = [one for one in measured if not one.script]
    page = environment.get_template("evaluation.html").render(
        title=title,
        slices=measured,
        every=measured[0].figures,
        confusion=_table(measured[0].figures.document_category, tuple(CATEGORY_ZH)),
        page_confusion=_table(measured[0].figures.page_category, tuple(CATEGORY_ZH)),
        dots=plots.dots(measured[0]),
        curves=plots.curves(curved),
        top_risk=plots.top_risk(curved),
        size=(plots.WIDTH, plots.HEIGHT),
        mistakes=[(mistake, pictures.get((mistake.corpus, mistake.true.key), "")) for mistake in found],
        kinds=KINDS,
        least=least,
        category_zh=CATEGORY_ZH,
    )
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(page, encoding="utf-8")


def _table(of: Classes, first: Sequence[str]) -> tuple[tuple[str, ...], tuple[tuple[str, tuple[int, ...]], ...]]:
    """The classes that were said, and for each true class how often each was said; `first` gives the order of the known ones."""
    counts = {(true, said): count for true, said, count in of.confusion}
    order = {name: number for number, name in enumerate(first)}

    def place(name: str) -> tuple[int, str]:
        return order.get(name, len(order)), name

    true = sorted({true for true, _ in counts}, key=place)
    said = tuple(sorted({said for _, said in counts} | set(true), key=place))
    return said, tuple((name, tuple(counts.get((name, one), 0) for one in said)) for name in true)


def _percent(rate: Rate) -> str:
    return f"{100 * rate.share:.1f} %" if rate.total else "–"


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"
