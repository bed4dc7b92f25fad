"""What happened to a dossier, from the events, decisions, imports and findings that are on record."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from domain.finding import FindingKind, FindingStatus
from domain.household import HouseholdKind, KindDecision
from domain.ids import DocumentId, DossierId
from storage import read_models_dossiers
from storage.engine import Transaction
from storage.read_models_dossiers import ImportTouch, PersonsAct
from storage.read_models_web import FindingRow, ShelfRow, Volume

_DETAIL = re.compile(r"document (\d+)(?: (?:from|to) (?:dossier (\d+)|review))?")
_SAME_MOMENT = 0.001
"""Seconds between two times of one transaction, which the database keeps as floating point."""


class What(StrEnum):
    """The kinds of happening."""

    OPENED = "opened"
    FILED = "filed"
    MOVED_IN = "moved_in"
    MOVED_OUT = "moved_out"
    RETURNED = "returned"
    DECIDED = "decided"
    KIND = "kind"
    REGISTERED = "registered"
    CHANGED = "changed"
    TRANSFERRED = "transferred"
    UNDONE = "undone"
    FOUND = "found"


@dataclass(frozen=True, slots=True, kw_only=True)
class Happening:
    """One thing that happened, `at` seconds since 1970; `by` "" for the machine.

    `document` is the paper concerned with its `title` and `archive_no` where it lies here still, `other` the dossier it came from or went
    to. `action` is a person's action, `kind` and `holds` his word on a kind of household. `finding` and `count` are
    findings that came up, `status` what became of them.
    """

    at: float
    what: What
    by: str = ""
    note: str = ""
    document: DocumentId | None = None
    title: str = ""
    doc_type: str = ""
    archive_no: str = ""
    other: DossierId | None = None
    action: str = ""
    kind: HouseholdKind | None = None
    holds: bool | None = None
    finding: FindingKind | None = None
    count: int = 0
    status: FindingStatus | None = None


def closed_at(touches: Sequence[ImportTouch]) -> float | None:
    """When the change of ownership was entered that ended the tenure; None where the register brought it as over, or it is not."""
    return max((touch.at for touch in touches if touch.ended and touch.undone_at is None), default=None)


def of_dossier(
    tx: Transaction,
    volume: Volume,
    shelf: Sequence[ShelfRow],
    touches: Sequence[ImportTouch],
    said: Sequence[KindDecision],
    found: Sequence[FindingRow],
) -> tuple[Happening, ...]:
    """Return all that is on record, newest first."""
    acts = read_models_dossiers.acts(tx, [row.id for row in shelf])
    happenings = [
        Happening(at=volume.opened_at, what=What.OPENED),
        *_papers(tx, volume, {row.id: row for row in shelf}, acts),
        *_imports(touches),
        *(Happening(at=each.at, what=What.KIND, by=each.by, note=each.why, kind=each.kind, holds=each.holds) for each in said),
        *_findings(found),
    ]
    order = list(What)
    return tuple(sorted(happenings, key=lambda each: (each.at, order.index(each.what), each.document or 0), reverse=True))


def _papers(tx: Transaction, volume: Volume, held: dict[DocumentId, ShelfRow], acts: Sequence[PersonsAct]) -> Iterator[Happening]:
    """Papers that came and went, and what persons decided of those that are here; a decision that brought one is told with its coming."""
    told: set[int] = set()
    came: set[DocumentId] = set()
    for entry in read_models_dossiers.logged(tx, volume.id):
        read = _DETAIL.fullmatch(entry.detail)
        if read is None:
            continue
        number = DocumentId(int(read[1]))
        other = DossierId(int(read[2])) if read[2] else None
        by = next((n for n, act in enumerate(acts) if act.document_id == number and abs(act.at - entry.at) < _SAME_MOMENT), None)
        if entry.action == "dossier.received":
            came.add(number)
            what = What.MOVED_IN if other else What.FILED
        else:
            what = What.MOVED_OUT if other else What.RETURNED
        if by is not None:
            told.add(by)
        yield _of_paper(entry.at, what, number, held.get(number), None if by is None else acts[by], other)
    for number, row in held.items():
        if number not in came:  # filed before comings were logged
            yield _of_paper(row.filed_at, What.FILED, number, row, None, None)
    for n, act in enumerate(acts):
        if n not in told:
            yield _of_paper(act.at, What.DECIDED, act.document_id, held.get(act.document_id), act, None)


def _of_paper(
    at: float, what: What, number: DocumentId, row: ShelfRow | None, act: PersonsAct | None, other: DossierId | None
) -> Happening:
    return Happening(
        at=at,
        what=what,
        by=act.by if act else "",
        note=act.note if act else "",
        action=act.action if act else "",
        document=number,
        title=row.title if row else "",
        doc_type=row.doc_type if row else "",
        archive_no=row.archive_no if row else "",
        other=other,
    )


def _imports(touches: Sequence[ImportTouch]) -> Iterator[Happening]:
    for touch in touches:
        listed = What.REGISTERED if touch.added else What.CHANGED
        what = What.TRANSFERRED if touch.kind == "transfer" else listed
        yield Happening(at=touch.at, what=what, by=touch.by, note=touch.file_name)
        if touch.undone_at is not None:
            yield Happening(at=touch.undone_at, what=What.UNDONE, by=touch.undone_by, note=touch.file_name)


def _findings(found: Sequence[FindingRow]) -> Iterator[Happening]:
    for (at, kind, status), count in Counter((row.first_at, row.kind, row.status) for row in found).items():
        yield Happening(at=at, what=What.FOUND, finding=kind, count=count, status=status)
