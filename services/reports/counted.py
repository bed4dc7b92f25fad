"""Filed documents counted by type and year: tables with charts that the monthly report and the statistics share."""

from collections import Counter
from collections.abc import Iterable, Sequence

from domain.taxonomy import CATEGORY_ZH, Category, Taxonomy
from publishing.report import Cell, CellKind, Chart, ChartKind, Column, Table
from storage.read_models_figures import TypeCount

_YEARS_SHOWN = 12
"""Years of their own in the table of types, the latest; earlier ones stand together."""
_TYPES = (
    Column(head="文件类型", width=26),
    Column(head="类别", width=10),
    Column(head="件数", width=12, kind=CellKind.NUMBER),
    Column(head="页数", width=12, kind=CellKind.NUMBER),
    Column(head="占比", width=12, kind=CellKind.SHARE),
)
UNDATED = "日期不详"


def by_category(label: str, counted: Iterable[tuple[str, Category, int]], *, name: str, title: str) -> Table:
    """A line for each label in the order they come, a column for each category, and a standing chart of it."""
    found: dict[str, Counter[Category]] = {}
    for key, category, number in counted:
        found.setdefault(key, Counter())[category] += number
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (key, *(numbers[category] for category in Category), numbers.total()) for key, numbers in found.items()
    )
    together = [sum(numbers[category] for numbers in found.values()) for category in Category]
    columns = (
        Column(head=label, width=16),
        *(Column(head=CATEGORY_ZH[category], width=11, kind=CellKind.NUMBER) for category in Category),
        Column(head="合计", width=11, kind=CellKind.NUMBER),
    )
    values = tuple(range(1, len(Category) + 1))
    total: tuple[Cell, ...] = ("合计", *together, sum(together))
    chart = Chart(title=title, kind=ChartKind.COLUMN, labels=0, values=values)
    return Table(name=name, columns=columns, rows=rows, totals=(total,) if rows else (), charts=(chart,) if rows else ())


def by_type(counts: Sequence[TypeCount], taxonomy: Taxonomy, *, name: str, title: str) -> Table:
    """A line for each type, most first, with its share and a lying chart."""
    documents, pages, kinds = Counter[str](), Counter[str](), dict[str, Category]()
    for count in counts:
        documents[count.doc_type] += count.documents
        pages[count.doc_type] += count.pages
        kinds[count.doc_type] = count.category
    every = documents.total()
    rows = tuple(
        (taxonomy.name_of(code), CATEGORY_ZH[kinds[code]], number, pages[code], number / every) for code, number in documents.most_common()
    )
    chart = Chart(title=title, kind=ChartKind.BAR, labels=0, values=(2,))
    total = ("合计", None, every, pages.total(), 1.0)
    return Table(name=name, columns=_TYPES, rows=rows, totals=(total,) if rows else (), charts=(chart,) if rows else ())


def by_year(counts: Sequence[TypeCount]) -> Table:
    """A line for each year of the papers' dates, those without a date last."""
    ordered = sorted(counts, key=lambda count: (count.year is None, count.year or 0))
    counted = ((UNDATED if count.year is None else str(count.year), count.category, count.documents) for count in ordered)
    return by_category("年度", counted, name="按年度", title="各年度文件（件）")


def by_type_and_year(counts: Sequence[TypeCount], taxonomy: Taxonomy) -> Table:
    """A line for each type of the taxonomy's order, a column for each of the latest years."""
    years = sorted({count.year for count in counts if count.year is not None})
    shown, early = years[-_YEARS_SHOWN:], years[:-_YEARS_SHOWN]
    heads = (*((f"{early[-1]}及以前",) if early else ()), *map(str, shown), UNDATED)
    numbers: dict[str, Counter[str]] = {}
    for count in counts:
        head = UNDATED if count.year is None else heads[0] if count.year in early else str(count.year)
        numbers.setdefault(count.doc_type, Counter())[head] += count.documents
    order = [known.code for known in taxonomy.types if known.code in numbers]
    order += sorted(set(numbers) - set(order))
    rows = tuple((taxonomy.name_of(code), *(numbers[code][head] or None for head in heads), numbers[code].total()) for code in order)
    columns = (
        Column(head="文件类型", width=24),
        *(Column(head=head, width=max(8, 2 + sum(1 if char.isascii() else 2 for char in head)), kind=CellKind.NUMBER) for head in heads),
        Column(head="合计", width=9, kind=CellKind.NUMBER),
    )
    sums = [sum(found[head] for found in numbers.values()) for head in heads]
    total: tuple[Cell, ...] = ("合计", *sums, sum(sums))
    return Table(name="按类型与年度", columns=columns, rows=rows, totals=(total,) if rows else ())
