"""The paper archive's own list."""

import json
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

import sqlalchemy as sa

from domain.catalogue import CatalogueRow, HeldPaper
from domain.imports import ChangeKind, Journal, PaperStep
from domain.unit_number import UnitNumber
from storage.engine import Transaction
from storage.tables import catalogue_row

_AT_ONCE = 5_000
"""Steps written together: enough for speed, few enough for memory."""


def load(tx: Transaction) -> tuple[CatalogueRow, ...]:
    """Return all papers on the list, in its order."""
    return tuple(each.paper for each in held(tx))


def held(tx: Transaction, ids: Sequence[int] | None = None) -> tuple[HeldPaper, ...]:
    """Return papers on the list as stored, in its order; `ids` None: all."""
    query = sa.select(catalogue_row).where(~catalogue_row.c.retired).order_by(catalogue_row.c.id)
    found = tx.connection.execute(query if ids is None else query.where(catalogue_row.c.id.in_(ids)))
    return tuple(HeldPaper(id=r.id, paper=paper_of(r)) for r in found)


def write(tx: Transaction, steps: Iterable[PaperStep]) -> Iterator[Journal]:
    """Write the steps that change something, some thousand at a time as they are asked for; yield every row that was added or changed."""
    written = (step for step in steps if step.kind.written)
    while some := list(islice(written, _AT_ONCE)):
        yield from _add(tx, [step for step in some if step.held is None])
        yield from _change(tx, [step for step in some if step.held is not None])


def _add(tx: Transaction, steps: Sequence[PaperStep]) -> Iterator[Journal]:
    if not steps:
        return
    statement = catalogue_row.insert().returning(catalogue_row.c.id, sort_by_parameter_order=True)
    made = tx.connection.scalars(statement, [_values(step.after, retired=False) for step in steps]).all()
    for n, step in zip(made, steps, strict=True):
        yield _journal(n, step)


def _change(tx: Transaction, steps: Sequence[PaperStep]) -> Iterator[Journal]:
    if not steps:
        return
    rows = [{"held": step.held, **_values(step.after, retired=step.kind is ChangeKind.CLOSED)} for step in steps]
    tx.connection.execute(catalogue_row.update().where(catalogue_row.c.id == sa.bindparam("held")), rows)
    yield from (_journal(step.held, step) for step in steps if step.held is not None)


def _journal(subject_id: int, step: PaperStep) -> Journal:
    before = None if step.before is None else _plain(step.before, retired=False)
    after = _plain(step.after, retired=step.kind is ChangeKind.CLOSED)
    return Journal(subject="catalogue_row", subject_id=subject_id, key=step.key, before=before, after=after)


def _plain(paper: CatalogueRow, *, retired: bool) -> str:
    return json.dumps(_values(paper, retired=retired), ensure_ascii=False, default=str)


def _values(paper: CatalogueRow, *, retired: bool) -> dict[str, object]:
    return {
        "row": paper.row,
        "archive_no": paper.archive_no,
        "box": paper.box,
        "title": paper.title,
        "doc_type": paper.doc_type,
        "estate": paper.estate,
        "unit": None if paper.unit is None else str(paper.unit),
        "owner": paper.owner,
        "date": paper.date,
        "page_count": paper.page_count,
        "retired": retired,
    }


def paper_of(row: sa.Row[tuple[object, ...]]) -> CatalogueRow:
    """The paper in a row of the table."""
    r = row._mapping
    return CatalogueRow(
        row=r["row"],
        archive_no=r["archive_no"],
        box=r["box"],
        title=r["title"],
        doc_type=r["doc_type"],
        estate=r["estate"],
        unit=None if r["unit"] is None else UnitNumber.parse(r["unit"]),
        owner=r["owner"],
        date=r["date"],
        page_count=r["page_count"],
    )
