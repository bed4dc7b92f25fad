"""Findings end to end: homes that were really read, with discrepancies put into their catalogue and register.

The catalogue is written from the corpus' truth, under numbers of its own, as a paper archive that never saw the program would keep it. What
was read or filed otherwise than the truth has it is a discrepancy too: it is told from the records alone and expected like the injected
ones. Scored are the kinds that compare with catalogue and register, over papers that were filed page for page as they are; what is raised
about other papers is counted apart.
"""

import json
import random
import shutil
import tempfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from domain.finding import FindingKind
from domain.unit_number import UnitNumber
from evaluation.findings.home import checked
from evaluation.findings.papers import Row
from evaluation.findings.scoring import Key
from evaluation.findings.store import write_rows
from evaluation.generator import wording
from evaluation.generator.sheet import Script, Split
from evaluation.replay import replay
from hudang import settings
from hudang.bootstrap import make_workplace
from services.workplace import Workplace
from storage.tables import catalogue_row, document, page, register_unit, scan, tenure

Truth = Mapping[str, Any]
STRANGER = "欧阳甲乙"
SCORED = frozenset(
    {
        FindingKind.SCAN_MISSING,
        FindingKind.PAPER_MISSING,
        FindingKind.PAGE_COUNT_MISMATCH,
        FindingKind.OWNER_MISMATCH,
        FindingKind.DATE_MISMATCH,
        FindingKind.CATEGORY_MISMATCH,
        FindingKind.TYPE_MISMATCH,
        FindingKind.UNIT_MISMATCH,
        FindingKind.ARCHIVE_NO_MISMATCH,
        FindingKind.BOX_MISMATCH,
        FindingKind.BOX_WITHOUT_SCANS,
        FindingKind.DUPLICATE_ARCHIVE_NO,
        FindingKind.NUMBER_GAP,
        FindingKind.DATE_OUTSIDE_TENURE,
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Filed:
    """A document as the home filed it, and the key of the paper that it is."""

    id: int
    key: str
    estate: str
    unit: str
    doc_type: str
    category: str
    date: date | None
    box: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """Expected and raised keys of one home, and how many were raised about papers in review or wrongly parted."""

    expected: tuple[Key, ...]
    found: tuple[Key, ...]
    beside: int
    filed: int


def run(home: Path, truth: Path, *, each: int, seed: int) -> Result:
    """Inject `each` discrepancies of every kind into a copy of the home, check it, and tell what was expected and what was raised."""
    papers = [json.loads(line) for line in (truth / "documents.jsonl").read_text(encoding="utf-8").splitlines()]
    with tempfile.TemporaryDirectory(prefix="findings-") as folder:
        place = make_workplace(settings.load(_copy(home, Path(folder) / "home")))
        try:
            replay(place)
            return _result(place, papers, each=each, seed=seed)
        finally:
            place.close()


def _copy(home: Path, copy: Path) -> Path:
    copy.mkdir()
    for name in ("settings.toml", "taxonomy.toml", "hudang.db"):
        shutil.copyfile(home / name, copy / name)
    (copy / "objects").symlink_to(home.absolute() / "objects")
    return copy


def _result(place: Workplace, truth: Sequence[Truth], *, each: int, seed: int) -> Result:
    with place.database.read() as tx:
        filed = _filed(tx.connection, truth)
    to = _Injector(truth, filed, random.Random(f"office|{seed}"))
    for make in INJECTIONS:
        for _ in range(each):
            make(to)
    with place.database.begin() as tx:
        tx.connection.execute(sa.delete(catalogue_row))
        write_rows(tx.connection, to.rows.values())
        for paper in to.sold:
            _sell(tx.connection, paper)
    numbers = {key: n for n, key in enumerate(to.rows, 1)}
    own = {f"d:{paper.id}" for paper in filed} | {f"r:{numbers[key]}" for key in (*to.by_key, *to.added) if key in numbers}
    raised = [key for key in checked(place) if key[0] in SCORED]
    found = [key for key in raised if key[1] in own or key[1][0] in "bks"]
    expected = [(kind, _about(key, to.by_key, numbers)) for kind, key in to.expected]
    expected += [(FindingKind.NUMBER_GAP, f"s:{number}") for number in _gaps(row.archive_no for row in to.rows.values())]
    return Result(expected=tuple(expected), found=tuple(found), beside=len(raised) - len(found), filed=len(filed))


def _filed(connection: sa.Connection, truth: Sequence[Truth]) -> tuple[Filed, ...]:
    """Filed documents whose pages are exactly those of a paper."""
    pages: dict[int, set[tuple[str, int]]] = {}
    query = sa.select(page.c.document_id, scan.c.source, page.c.page_no).join(scan, scan.c.id == page.c.scan_id)
    for row in connection.execute(query.where(page.c.document_id.is_not(None))):
        pages.setdefault(row.document_id, set()).add((_known_by(row.source), row.page_no))
    papers = {frozenset((_known_by(source), number) for source, number in paper["pages"]): str(paper["document"]) for paper in truth}
    kept = connection.execute(sa.select(document).where(document.c.state == "filed").order_by(document.c.id))
    return tuple(
        Filed(
            id=row.id,
            key=papers[frozenset(pages[row.id])],
            estate=row.estate,
            unit=row.unit,
            doc_type=row.doc_type,
            category=row.category,
            date=row.date,
            box=row.box,
        )
        for row in kept
        if frozenset(pages.get(row.id, ())) in papers
    )


def _known_by(source: str) -> str:
    """A file by its folder and name: a home may know it with more folders in front."""
    return "/".join(source.split("/")[-2:])


class _Injector:
    """Works on the papers that were filed, each once; `expected` names papers and rows by key, places as findings name them."""

    def __init__(self, truth: Sequence[Truth], filed: Sequence[Filed], rng: random.Random) -> None:
        self.by_key = {paper.key: paper for paper in filed}
        self.rng = rng
        self.expected: list[tuple[FindingKind, str]] = []
        self.added: list[str] = []
        self.sold: list[Filed] = []
        self.rows = {str(paper["document"]): _listed(paper, self.by_key.get(str(paper["document"])), n) for n, paper in enumerate(truth)}
        self._last = len(truth)
        ends = {str(truth[0]["document"]), str(truth[-1]["document"])}
        self._free = [paper for paper in filed if paper.key not in ends and not self._read_otherwise(paper)]
        rng.shuffle(self._free)

    def take(self, fits: Callable[[Filed], bool] = lambda _paper: True) -> tuple[Filed, Row] | None:
        """A paper that nothing was done to, with its row; None where there is none left."""
        for at, paper in enumerate(self._free):
            if fits(paper):
                del self._free[at]
                return paper, self.rows[paper.key]
        return None

    def list_as(self, row: Row, **changes: Any) -> None:
        """Change the row."""
        self.rows[row.key] = replace(row, **changes)

    def add(self, like: Row, mark: str, **changes: Any) -> str:
        """List a paper that was never scanned."""
        self._last += 1
        key = f"{like.key}|{mark}"
        self.rows[key] = replace(like, key=key, archive_no=_number(self._last), **changes)
        self.added.append(key)
        self.expected.append((FindingKind.SCAN_MISSING, key))
        return key

    def _read_otherwise(self, paper: Filed) -> bool:
        """Expect the findings of what was read or filed otherwise than the list has it; True where there is any."""
        row, kinds = self.rows[paper.key], []
        if paper.date is not None and row.date is not None and paper.date != row.date:
            kinds.append(FindingKind.DATE_MISMATCH)
        if wording.CATEGORY_OF[row.doc_type] != paper.category:
            kinds.append(FindingKind.CATEGORY_MISMATCH)
        elif row.doc_type != paper.doc_type and "other_document" not in (row.doc_type, paper.doc_type):
            kinds.append(FindingKind.TYPE_MISMATCH)
        self.expected += [(kind, paper.key) for kind in kinds]
        return bool(kinds)


def _listed(paper: Truth, filed: Filed | None, n: int) -> Row:
    return Row(
        key=str(paper["document"]),
        archive_no=_number(n + 1),
        box=filed.box if filed is not None and filed.box else f"{n // 10 + 1}",
        title=paper["title"] or "",
        doc_type=paper["doc_type"],
        estate=paper["estate"],
        unit=UnitNumber.parse(paper["unit"]) if paper["unit"] else None,
        owner=paper["owner"] or "",
        date=date.fromisoformat(paper["date"]) if paper["date"] else None,
        page_count=len(paper["pages"]),
    )


def _number(n: int) -> str:
    return f"ZZ-{n:05d}"


def _gaps(numbers: Iterable[str]) -> list[str]:
    """The first number of every run that is missing between the first and the last."""
    have = {int(number[3:]) for number in numbers}
    return [_number(n) for n in range(min(have), max(have)) if n not in have and n - 1 in have]


def _about(key: str, by_key: Mapping[str, Filed], rows: Mapping[str, int]) -> str:
    if key in by_key:
        return f"d:{by_key[key].id}"
    return f"r:{rows[key]}" if key in rows else key


def _sell(connection: sa.Connection, paper: Filed) -> None:
    """Let the register say that the paper's owner held the unit only long before it."""
    held = sa.select(tenure.c.id, tenure.c.start).join(register_unit, register_unit.c.id == tenure.c.unit_id)
    for row in connection.execute(held.where(register_unit.c.estate == paper.estate, register_unit.c.unit == paper.unit)).all():
        connection.execute(tenure.update().where(tenure.c.id == row.id).values(start=date(1970, 1, 1), end=date(1975, 1, 1)))


def _row_removed(to: _Injector) -> None:
    if taken := to.take():
        del to.rows[taken[1].key]
        to.expected.append((FindingKind.PAPER_MISSING, taken[0].key))


def _row_added(to: _Injector) -> None:
    if taken := to.take():
        day = date(1999, to.rng.randint(1, 12), to.rng.randint(1, 28))
        to.add(taken[1], "added", date=day, title="装修图纸移交清单", doc_type="", page_count=7)


def _pages(to: _Injector) -> None:
    if taken := to.take():
        to.list_as(taken[1], page_count=(taken[1].page_count or 0) + to.rng.choice((1, 2)))
        to.expected.append((FindingKind.PAGE_COUNT_MISMATCH, taken[0].key))


def _owner(to: _Injector) -> None:
    if taken := to.take():
        to.list_as(taken[1], owner=STRANGER)
        to.expected.append((FindingKind.OWNER_MISMATCH, taken[0].key))


def _date(to: _Injector) -> None:
    if taken := to.take(lambda paper: paper.date is not None):
        day = taken[1].date or date(2010, 1, 1)
        other = day + timedelta(days=to.rng.choice((2, 30, 366, -1_100)))
        to.list_as(taken[1], date=other)
        to.expected.append((FindingKind.DATE_MISMATCH, taken[0].key))


def _category(to: _Injector) -> None:
    _retyped(to, FindingKind.CATEGORY_MISMATCH, same=False)


def _type(to: _Injector) -> None:
    _retyped(to, FindingKind.TYPE_MISMATCH, same=True)


def _retyped(to: _Injector, kind: FindingKind, *, same: bool) -> None:
    """The list names another type, and a title of that type every second time."""
    taken = to.take(lambda paper: paper.doc_type != "other_document")
    if taken is None:
        return
    paper, row = taken
    others = [code for code, category in wording.CATEGORY_OF.items() if (category == paper.category) is same and code != paper.doc_type]
    code = to.rng.choice([code for code in others if code != "other_document"])
    titles = [title for title in wording.load(Split.DEV, Script.HANS).types[code].titles if title]
    retitled = {"title": to.rng.choice(titles)} if titles and to.rng.random() < 0.5 else {}
    to.list_as(row, doc_type=code, **retitled)
    to.expected.append((kind, paper.key))


def _doubled(to: _Injector) -> None:
    one, other = to.take(), to.take()
    if one and other:
        to.list_as(other[1], archive_no=one[1].archive_no)
        to.expected.append((FindingKind.DUPLICATE_ARCHIVE_NO, f"k:{one[1].archive_no}"))


def _box(to: _Injector) -> None:
    if taken := to.take(lambda paper: bool(paper.box)):
        to.list_as(taken[1], box=f"{to.rng.randint(200, 299)}")
        to.expected.append((FindingKind.BOX_MISMATCH, taken[0].key))


def _whole_box(to: _Injector) -> None:
    if taken := to.take():
        box = f"{to.rng.randint(1_000, 99_999)}"
        for n in range(2):
            day = date(1998, to.rng.randint(1, 12), 3 + n)
            to.add(taken[1], f"box{n}", box=box, date=day, title=f"历年台账第{n + 1}册", doc_type="", page_count=50 + n)
        to.expected.append((FindingKind.BOX_WITHOUT_SCANS, f"b:{box}"))


def _tenure(to: _Injector) -> None:
    taken = to.take(lambda paper: paper.date is not None and not any(paper.unit == sold.unit for sold in to.sold))
    if taken:
        to.sold.append(taken[0])
        same = [paper for paper in to.by_key.values() if (paper.estate, paper.unit) == (taken[0].estate, taken[0].unit)]
        to.expected += [(FindingKind.DATE_OUTSIDE_TENURE, paper.key) for paper in same if paper.date is not None]


INJECTIONS: tuple[Callable[[_Injector], None], ...] = (
    *(_tenure, _box, _row_removed, _row_added, _pages, _owner),
    *(_date, _category, _type, _doubled, _whole_box),
)
