"""The paper archive's own list."""

import json
from collections.abc import Iterable

import sqlalchemy as sa

from domain.catalogue import CatalogueRow, HeldPaper
from domain.imports import ChangeKind, Journal, PaperStep
from domain.unit_number import UnitNumber
from storage.engine import Transaction
from storage.tables import catalogue_row


def load(tx: Transaction) -> tuple[CatalogueRow, ...]:
    """Return all papers on the list, in its order."""
    return tuple(each.paper for each in held(tx))


def held(tx: Transaction) -> tuple[HeldPaper, ...]:
    """Return all papers on the list as stored, in its order."""
    found = tx.connection.execute(sa.select(catalogue_row).where(~catalogue_row.c.retired).order_by(catalogue_row.c.id))
    return tuple(HeldPaper(id=r.id, paper=_paper(r)) for r in found)


def write(tx: Transaction, steps: Iterable[PaperStep]) -> tuple[Journal, ...]:
    """Write the steps that change something; return every row that was added or changed."""
    written = [step for step in steps if step.kind.written]
    new = [step for step in written if step.held is None]
    changed = [step for step in written if step.held is not None]
    journal = []
    if new:
        statement = catalogue_row.insert().returning(catalogue_row.c.id, sort_by_parameter_order=True)
        made = tx.connection.scalars(statement, [_values(step.after, retired=False) for step in new]).all()
        journal += [_journal(n, step) for n, step in zip(made, new, strict=True)]
    if changed:
        rows = [{"held": step.held, **_values(step.after, retired=step.kind is ChangeKind.CLOSED)} for step in changed]
        tx.connection.execute(catalogue_row.update().where(catalogue_row.c.id == sa.bindparam("held")), rows)
        journal += [_journal(step.held or 0, step) for step in changed]
    return tuple(journal)


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


def _paper(row: sa.Row[tuple[object, ...]]) -> CatalogueRow:
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
