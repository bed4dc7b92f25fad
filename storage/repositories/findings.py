"""Findings and their life: open until mended or waived; a waived one stays waived while its facts stand."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

import sqlalchemy as sa

from domain.finding import Contrast, Finding, FindingKind, FindingMove, FindingStatus, Severity, StoredFinding
from storage.engine import Transaction
from storage.mapping import from_json, to_json
from storage.tables import check_run, finding, finding_move
from storage.upsert import insert_or_update_all

_AT_ONCE = 1_000
_SETTLED = (FindingStatus.WAIVED, FindingStatus.ACCEPTED)
_TO_MEND = (FindingStatus.OPEN, FindingStatus.ACCEPTED)
_STILL_THERE = "检查仍然发现此项"
_WORST = sa.case({Severity.ERROR: 0, Severity.WARNING: 1}, value=finding.c.severity, else_=2)


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingFilter:
    """Which findings are wanted; None and "" do not narrow. `unit` is a canonical string."""

    kind: FindingKind | None = None
    severity: Severity | None = None
    status: FindingStatus | None = None
    estate: str = ""
    unit: str = ""
    box: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckRun:
    """A run of the checks: over everything (scope all), or over what a batch or an import touched, by its number.

    `about`: what it settles (see `Finding.about`), None for everything. `read_at`: when it looked at the records, by the database's clock.
    """

    read_at: float
    about: frozenset[str] | None = None
    scope: str = "all"
    subject_id: int | None = None


def save(tx: Transaction, found: Iterable[Finding], of: CheckRun) -> None:
    """Store what a run found: new ones open, known ones seen again, those that it settles and did not find any more mended.

    What was marked mended and is found again is open again. What another run found after this one had looked stays as that one left it.
    A new finding on a subject that was waived or accepted on other facts remembers that one.
    """
    rows = {f.fingerprint: f for f in found}
    values = {"at": of.read_at, "scope": of.scope, "subject_id": of.subject_id, "found": len(rows)}
    run = tx.connection.execute(check_run.insert().values(**values).returning(check_run.c.id)).scalar_one()
    _store(tx, rows, run)
    new, seen = finding.c.first_run == run, finding.c.last_run == run
    _remember_earlier(tx, new)
    _note(tx, new, FindingStatus.OPEN, first=True)
    _move(tx, sa.and_(seen, finding.c.status == FindingStatus.MENDED), FindingStatus.OPEN, note=_STILL_THERE)
    gone = sa.and_(finding.c.last_run != run, finding.c.last_at <= of.read_at, finding.c.status.in_(_TO_MEND))
    for part in _parts(of.about):
        _move(tx, gone if part is None else sa.and_(gone, finding.c.about.in_(part)), FindingStatus.MENDED)


def _parts(about: Iterable[str] | None) -> Iterator[list[str] | None]:
    if about is None:
        yield None
        return
    names = iter(sorted(set(about)))
    while some := list(islice(names, _AT_ONCE)):
        yield some


def _store(tx: Transaction, rows: dict[str, Finding], run: int) -> None:
    pending = iter(rows.values())
    fixed = {"fingerprint", "subject", "about", "kind", "status", "first_at", "first_run", "status_at"}
    while some := list(islice(pending, _AT_ONCE)):
        insert_or_update_all(tx, finding, [_row(tx, value, run) for value in some], keys=("fingerprint",), kept=fixed)


def _remember_earlier(tx: Transaction, new: sa.ColumnElement[bool]) -> None:
    before = finding.alias("before")
    last = (
        sa.select(sa.func.max(before.c.id))
        .where(before.c.subject == finding.c.subject, before.c.id != finding.c.id, before.c.status.in_(_SETTLED))
        .scalar_subquery()
    )
    tx.connection.execute(finding.update().where(new).values(earlier_id=last))


def _note(tx: Transaction, which: sa.ColumnElement[bool], after: FindingStatus, *, first: bool = False, note: str = "") -> None:
    columns = ["finding_id", "at", "by", "before", "after", "note"]
    values = (
        finding.c.id,
        sa.literal(tx.now, sa.Float),
        sa.literal(""),
        sa.null() if first else finding.c.status,
        sa.literal(after.value),
        sa.literal(note),
    )
    tx.connection.execute(finding_move.insert().from_select(columns, sa.select(*values).where(which)))


def _move(tx: Transaction, which: sa.ColumnElement[bool], after: FindingStatus, *, note: str = "") -> None:
    """Let the checks move many findings at once, and note it."""
    _note(tx, which, after, note=note)
    tx.connection.execute(finding.update().where(which).values(status=after, status_at=tx.now, by="", note=note))


def move(
    tx: Transaction,
    finding_id: int,
    *,
    before: FindingStatus,
    after: FindingStatus,
    by: str,
    note: str,
    assignee: str = "",
) -> bool:
    """Let a person move one finding; False where it does not stand at `before` (any more)."""
    values = {"status": after, "status_at": tx.now, "by": by, "note": note, "assignee": assignee}
    standing = finding.update().where(finding.c.id == finding_id, finding.c.status == before)
    if tx.connection.execute(standing.values(**values)).rowcount != 1:
        return False
    told = {"finding_id": finding_id, "at": tx.now, "by": by, "before": before, "after": after, "note": note}
    tx.connection.execute(finding_move.insert().values(**told))
    return True


def get(tx: Transaction, finding_id: int) -> StoredFinding | None:
    """Return one finding, None where there is none of that number."""
    row = tx.connection.execute(sa.select(finding).where(finding.c.id == finding_id)).first()
    return None if row is None else _stored(row)


def moves(tx: Transaction, finding_id: int) -> tuple[FindingMove, ...]:
    """Return the steps of a finding's life, oldest first."""
    rows = tx.connection.execute(sa.select(finding_move).where(finding_move.c.finding_id == finding_id).order_by(finding_move.c.id))
    return tuple(
        FindingMove(
            at=r.at,
            by=r.by,
            before=None if r.before is None else FindingStatus(r.before),
            after=FindingStatus(r.after),
            note=r.note,
        )
        for r in rows
    )


def about(tx: Transaction, names: Iterable[str]) -> tuple[StoredFinding, ...]:
    """Return the findings about these things (see `Finding.about`), worst first."""
    found: list[StoredFinding] = []
    for part in _parts(names):
        found += map(
            _stored, tx.connection.execute(sa.select(finding).where(finding.c.about.in_(part or ())).order_by(_WORST, finding.c.id))
        )
    ranks = list(Severity)
    return tuple(sorted(found, key=lambda each: (ranks.index(each.finding.severity), each.finding.kind, each.id)))


def select(tx: Transaction, wanted: FindingFilter, *, limit: int | None = None, offset: int = 0) -> Iterator[StoredFinding]:
    """Yield findings, worst first, then by kind and place; the rows are streamed."""
    order = (_WORST, finding.c.kind, finding.c.estate, finding.c.unit, finding.c.archive_no, finding.c.id)
    query = sa.select(finding).where(*_where(wanted)).order_by(*order).limit(limit).offset(offset)
    for row in tx.connection.execute(query, execution_options={"yield_per": _AT_ONCE}):
        yield _stored(row)


def counts(tx: Transaction, wanted: FindingFilter) -> tuple[tuple[FindingKind, int], ...]:
    """How many findings there are of each kind, most first."""
    number = sa.func.count()
    query = sa.select(finding.c.kind, number).where(*_where(wanted)).group_by(finding.c.kind).order_by(number.desc(), finding.c.kind)
    return tuple((FindingKind(kind), n) for kind, n in tx.connection.execute(query))


@dataclass(frozen=True, slots=True, kw_only=True)
class BoxCount:
    """How many findings of one kind, severity and status there are in one box ("" for none)."""

    kind: FindingKind
    severity: Severity
    status: FindingStatus
    box: str
    count: int


def box_counts(tx: Transaction, wanted: FindingFilter) -> tuple[BoxCount, ...]:
    """How many there are by kind, severity, status and box."""
    by = (finding.c.kind, finding.c.severity, finding.c.status, finding.c.box)
    query = sa.select(*by, sa.func.count().label("n")).where(*_where(wanted)).group_by(*by).order_by(*by)
    return tuple(
        BoxCount(kind=FindingKind(r.kind), severity=Severity(r.severity), status=FindingStatus(r.status), box=r.box, count=r.n)
        for r in tx.connection.execute(query)
    )


def estates(tx: Transaction) -> tuple[str, ...]:
    """The estates that findings are of, in order."""
    return tuple(tx.connection.scalars(sa.select(finding.c.estate).where(finding.c.estate != "").distinct().order_by(finding.c.estate)))


def open_count(tx: Transaction) -> int:
    """How many findings nobody has dealt with."""
    return int(tx.connection.scalar(sa.select(sa.func.count()).where(finding.c.status == FindingStatus.OPEN)) or 0)


def load(tx: Transaction) -> tuple[tuple[Finding, FindingStatus], ...]:
    """Return all findings with their status, worst first, then by kind and place."""
    return tuple((stored.finding, stored.status) for stored in select(tx, FindingFilter()))


def _where(wanted: FindingFilter) -> Sequence[sa.ColumnElement[bool]]:
    pairs = (
        (finding.c.kind, wanted.kind),
        (finding.c.severity, wanted.severity),
        (finding.c.status, wanted.status),
        (finding.c.estate, wanted.estate),
        (finding.c.unit, wanted.unit),
        (finding.c.box, wanted.box),
    )
    return [column == value for column, value in pairs if value]


def _row(tx: Transaction, value: Finding, run: int) -> dict[str, object]:
    return {
        "fingerprint": value.fingerprint,
        "subject": value.subject,
        "about": value.about,
        "kind": value.kind,
        "severity": value.severity,
        "archive_no": value.archive_no,
        "estate": value.estate,
        "unit": value.unit,
        "box": value.box,
        "document": value.document,
        "other": value.other,
        "row_id": value.row,
        "detail": value.detail,
        "mend": value.mend,
        "ours": value.ours,
        "theirs": value.theirs,
        "sides": to_json(tuple[Contrast, ...], value.sides),
        "status": FindingStatus.OPEN,
        "first_at": tx.now,
        "last_at": tx.now,
        "status_at": tx.now,
        "first_run": run,
        "last_run": run,
    }


def _stored(row: sa.Row[*tuple[object, ...]]) -> StoredFinding:
    r = row._mapping
    return StoredFinding(
        id=r["id"],
        finding=Finding(
            kind=FindingKind(r["kind"]),
            severity=Severity(r["severity"]),
            archive_no=r["archive_no"],
            estate=r["estate"],
            unit=r["unit"],
            box=r["box"],
            document=r["document"],
            other=r["other"],
            row=r["row_id"],
            place=r["about"],
            detail=r["detail"],
            mend=r["mend"],
            ours=r["ours"],
            theirs=r["theirs"],
            sides=from_json(tuple[Contrast, ...], r["sides"]),
        ),
        status=FindingStatus(r["status"]),
        assignee=r["assignee"],
        by=r["by"],
        note=r["note"],
        first_at=r["first_at"],
        last_at=r["last_at"],
        status_at=r["status_at"],
        earlier=r["earlier_id"],
    )
