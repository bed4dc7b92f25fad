"""Discrepancies put into the catalogue and the register of a home that was read."""

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa

from domain.finding import FindingKind
from domain.unit_number import UnitNumber
from evaluation.findings.papers import Row
from evaluation.findings.scanned import Held, Scanned
from evaluation.findings.scans import Twice
from evaluation.generator import wording
from evaluation.generator.sheet import Script, Split
from storage.tables import register_unit, tenure

STRANGER = "欧阳甲乙"
SERIES = "ZZ-"
_A_LEAP = 20
"""Numbers of the archive's own for one that was never given: a series with more holes would not be one."""
Unit = tuple[str, str]
"""Estate and unit."""


class OfficeInjector:
    """Works on the papers that were filed, each once; `expected` names papers and rows by key, places as findings name them.

    Every paper is listed once, however often it was scanned: half of those filed under the number that the home gave them, all others
    under numbers of the archive's own, of which `skipped` were never given. Papers scanned twice and those that were read or filed
    otherwise than listed are left alone.
    """

    def __init__(self, papers: Sequence[Scanned], filed: Sequence[Held], rng: random.Random, *, skipped: int) -> None:
        self.by_key = {document.key: document for document in filed}
        self.rng = rng
        self.expected: list[tuple[FindingKind, str]] = []
        self.added: list[str] = []
        self.sold: list[Held] = []
        self.renumbered: list[tuple[Held, UnitNumber]] = []
        self._last = 0
        self.rows = {row.key: row for row in self._listed(papers, skipped)}
        self.by_home = frozenset(row.key for row in self.rows.values() if not row.archive_no.startswith(SERIES))
        again = {paper.first for paper in papers if paper.first != paper.key}
        ends = {key for key in (*list(self.rows)[:2], *list(self.rows)[-2:])}
        listed = [document for document in filed if document.key in self.rows]
        otherwise = {document.key for document in listed if self._read_otherwise(document)}
        self._free = [document for document in listed if document.key not in again | ends | otherwise]
        rng.shuffle(self._free)

    def take(self, fits: Callable[[Held], bool] = lambda _document: True) -> tuple[Held, Row] | None:
        """A paper that nothing was done to, with its row; None where there is none left."""
        for at, document in enumerate(self._free):
            if fits(document):
                del self._free[at]
                return document, self.rows[document.key]
        return None

    def list_as(self, row: Row, **changes: Any) -> None:
        """Change the row."""
        self.rows[row.key] = replace(row, **changes)

    def add(self, like: Row, mark: str, **changes: Any) -> None:
        """List a paper that was never scanned."""
        key = f"{like.key}|{mark}"
        self.rows[key] = replace(like, key=key, archive_no=self._number(), **changes)
        self.added.append(key)
        self.expected.append((FindingKind.SCAN_MISSING, key))

    def leave(self, units: Sequence[Unit]) -> None:
        """Take the papers of these units no more."""
        self._free = [document for document in self._free if (document.estate, document.unit) not in units]

    def _listed(self, papers: Sequence[Scanned], skipped: int) -> list[Row]:
        listed = [paper for paper in papers if paper.first == paper.key]
        filed = [paper.key for paper in listed if paper.key in self.by_key]
        numbered = set(self.rng.sample(filed, len(filed) // 2))
        own = [paper.key for paper in listed if paper.key not in numbered]
        leaps = set(self.rng.sample(own[1:-1], min(skipped, len(own) // _A_LEAP)))
        rows = []
        for n, paper in enumerate(listed):
            self._last += paper.key in leaps
            document = self.by_key.get(paper.key)
            box = document.box if document is not None and document.box else f"{n // 10 + 1}"
            number = self.by_key[paper.key].archive_no if paper.key in numbered else self._number()
            rows.append(_row(paper, number, box))
        return rows

    def _number(self) -> str:
        self._last += 1
        return f"{SERIES}{self._last:05d}"

    def _read_otherwise(self, document: Held) -> bool:
        """Expect the findings of what was read or filed otherwise than the list has it; True where there is any."""
        row, kinds = self.rows[document.key], []
        if document.date is not None and row.date is not None and document.date != row.date:
            kinds.append(FindingKind.DATE_MISMATCH)
        if wording.CATEGORY_OF[row.doc_type] != document.category:
            kinds.append(FindingKind.CATEGORY_MISMATCH)
        elif row.doc_type != document.doc_type and "other_document" not in (row.doc_type, document.doc_type):
            kinds.append(FindingKind.TYPE_MISMATCH)
        self.expected += [(kind, document.key) for kind in kinds]
        return bool(kinds)


def _row(paper: Scanned, number: str, box: str) -> Row:
    return Row(
        key=paper.key,
        archive_no=number,
        box=box,
        title=paper.title,
        doc_type=paper.doc_type,
        estate=paper.estate,
        unit=paper.unit,
        owner=paper.owner,
        date=paper.date,
        page_count=len(paper.pages),
    )


def gaps(rows: Mapping[str, Row]) -> list[str]:
    """The first number of every run that is missing between the archive's own first and last."""
    have = {int(row.archive_no.removeprefix(SERIES)) for row in rows.values() if row.archive_no.startswith(SERIES)}
    return [f"{SERIES}{n:05d}" for n in range(min(have), max(have)) if n not in have and n - 1 in have]


def write_register(connection: sa.Connection, to: OfficeInjector) -> None:
    """Let the register say that owners held their units only long before their papers, and that units are numbered otherwise."""
    for document in to.sold:
        ids = sa.select(register_unit.c.id).where(_is(document))
        connection.execute(tenure.update().where(tenure.c.unit_id.in_(ids)).values(start=date(1970, 1, 1), end=date(1975, 1, 1)))
    for document, unit in to.renumbered:
        connection.execute(register_unit.update().where(_is(document)).values(unit=str(unit)))


def _is(document: Held) -> sa.ColumnElement[bool]:
    return sa.and_(register_unit.c.estate == document.estate, register_unit.c.unit == document.unit)


def _row_removed(to: OfficeInjector) -> None:
    if taken := to.take():
        del to.rows[taken[1].key]
        to.expected.append((FindingKind.PAPER_MISSING, taken[0].key))


def _row_added(to: OfficeInjector) -> None:
    if taken := to.take():
        day = date(1999, to.rng.randint(1, 12), to.rng.randint(1, 28))
        to.add(taken[1], "added", date=day, title="装修图纸移交清单", doc_type="", page_count=7)


def _pages(to: OfficeInjector) -> None:
    if taken := to.take():
        to.list_as(taken[1], page_count=(taken[1].page_count or 0) + to.rng.choice((1, 2)))
        to.expected.append((FindingKind.PAGE_COUNT_MISMATCH, taken[0].key))


def _owner(to: OfficeInjector) -> None:
    if taken := to.take():
        to.list_as(taken[1], owner=STRANGER)
        to.expected.append((FindingKind.OWNER_MISMATCH, taken[0].key))


def _date(to: OfficeInjector) -> None:
    if taken := to.take(lambda document: document.date is not None):
        day = taken[1].date or date(2010, 1, 1)
        to.list_as(taken[1], date=day + timedelta(days=to.rng.choice((2, 30, 366, -1_100))))
        to.expected.append((FindingKind.DATE_MISMATCH, taken[0].key))


def _category(to: OfficeInjector) -> None:
    _retyped(to, FindingKind.CATEGORY_MISMATCH, same=False)


def _type(to: OfficeInjector) -> None:
    _retyped(to, FindingKind.TYPE_MISMATCH, same=True)


def _retyped(to: OfficeInjector, kind: FindingKind, *, same: bool) -> None:
    """The list names another type, and a title of that type every second time."""
    taken = to.take(lambda document: document.doc_type != "other_document")
    if taken is None:
        return
    document, row = taken
    others = [code for code, category in wording.CATEGORY_OF.items() if (category == document.category) is same]
    code = to.rng.choice([code for code in others if code not in ("other_document", document.doc_type)])
    titles = [title for title in wording.load(Split.DEV, Script.HANS).types[code].titles if title]
    retitled = {"title": to.rng.choice(titles)} if titles and to.rng.random() < 0.5 else {}
    to.list_as(row, doc_type=code, **retitled)
    to.expected.append((kind, document.key))


def _unit(to: OfficeInjector) -> None:
    """One number, the unit of another building on the list."""
    if taken := to.take(lambda document: document.key in to.by_home):
        document, row = taken
        others = {paper.unit for paper in to.rows.values() if paper.unit and row.unit and paper.unit.building != row.unit.building}
        to.list_as(row, unit=to.rng.choice(sorted(others, key=str)))
        to.expected.append((FindingKind.UNIT_MISMATCH, document.key))


def _exchanged(to: OfficeInjector) -> None:
    """The numbers of two papers are exchanged on the list."""
    one = to.take(lambda document: document.key in to.by_home)
    other = one and to.take(lambda d: d.key in to.by_home and d.unit != one[0].unit and d.doc_type != one[0].doc_type)
    if one and other:
        to.list_as(one[1], archive_no=other[1].archive_no)
        to.list_as(other[1], archive_no=one[1].archive_no)
        to.expected += [(FindingKind.ARCHIVE_NO_MISMATCH, document.key) for document in (one[0], other[0])]


def _doubled(to: OfficeInjector) -> None:
    """A paper is listed under a number of the archive's own that another has."""
    one, other = to.take(lambda d: d.key not in to.by_home), to.take(lambda d: d.key in to.by_home)
    if one and other:
        to.list_as(other[1], archive_no=one[1].archive_no)
        to.expected.append((FindingKind.DUPLICATE_ARCHIVE_NO, f"k:{one[1].archive_no}"))


def _box(to: OfficeInjector) -> None:
    if taken := to.take(lambda document: bool(document.box)):
        to.list_as(taken[1], box=f"{to.rng.randint(200, 299)}")
        to.expected.append((FindingKind.BOX_MISMATCH, taken[0].key))


def _whole_box(to: OfficeInjector) -> None:
    if taken := to.take():
        box = f"{to.rng.randint(1_000, 99_999)}"
        for n in range(2):
            day = date(1998, to.rng.randint(1, 12), 3 + n)
            to.add(taken[1], f"box{n}", box=box, date=day, title=f"历年台账第{n + 1}册", doc_type="", page_count=50 + n)
        to.expected.append((FindingKind.BOX_WITHOUT_SCANS, f"b:{box}"))


def _sold(to: OfficeInjector) -> None:
    """The register has the owner of all papers of a unit sell long before them."""
    if taken := to.take(lambda document: document.date is not None):
        to.sold.append(taken[0])
        to.expected += [(FindingKind.DATE_OUTSIDE_TENURE, each.key) for each in _of_unit(to, taken[0]) if each.date is not None]


def _renumbered(to: OfficeInjector) -> None:
    """The register knows a unit under another number than its papers: then it says nothing of the owners of those misfiled there."""
    strange = {(each.estate, each.unit) for each in to.by_key.values() if each.paper.twice is Twice.MISFILED}
    if taken := to.take(lambda document: (document.estate, document.unit) not in strange):
        document = taken[0]
        unit = replace(UnitNumber.parse(document.unit), building=f"{to.rng.randint(300, 900)}", room=f"{to.rng.randint(3_000, 9_000)}")
        to.renumbered.append((document, unit))
        to.expected += [(FindingKind.UNIT_NOT_IN_REGISTER, each.key) for each in _of_unit(to, document)]


def _of_unit(to: OfficeInjector, document: Held) -> list[Held]:
    """All papers filed to the same unit; none of them is taken any more."""
    to.leave([(document.estate, document.unit)])
    return [each for each in to.by_key.values() if (each.estate, each.unit) == (document.estate, document.unit)]


INJECTIONS: dict[FindingKind, Callable[[OfficeInjector], None]] = {
    FindingKind.UNIT_NOT_IN_REGISTER: _renumbered,
    FindingKind.DATE_OUTSIDE_TENURE: _sold,
    FindingKind.BOX_MISMATCH: _box,
    FindingKind.UNIT_MISMATCH: _unit,
    FindingKind.ARCHIVE_NO_MISMATCH: _exchanged,
    FindingKind.DUPLICATE_ARCHIVE_NO: _doubled,
    FindingKind.PAPER_MISSING: _row_removed,
    FindingKind.BOX_WITHOUT_SCANS: _whole_box,
    FindingKind.SCAN_MISSING: _row_added,
    FindingKind.PAGE_COUNT_MISMATCH: _pages,
    FindingKind.OWNER_MISMATCH: _owner,
    FindingKind.DATE_MISMATCH: _date,
    FindingKind.CATEGORY_MISMATCH: _category,
    FindingKind.TYPE_MISMATCH: _type,
}


def inject(to: OfficeInjector, each: int) -> None:
    """Put discrepancies into catalogue and register until `each` findings of every kind are expected, or no paper is left for it."""
    for kind, make in INJECTIONS.items():
        for _ in range(each):
            if sum(wanted is kind for wanted, _key in to.expected) < each:
                make(to)
