"""Findings and what people do about them: lists, one with its history, and its life."""

from collections.abc import Mapping
from dataclasses import dataclass

from domain.errors import UsageError
from domain.finding import FindingKind, FindingMove, FindingStatus, StoredFinding
from domain.finding_words import STATUS_ZH
from services.checking import CheckDue, due
from services.workplace import Workplace
from storage.engine import Transaction
from storage.repositories import events, findings
from storage.repositories.findings import FindingFilter

FROM: Mapping[FindingStatus, tuple[FindingStatus, ...]] = {
    FindingStatus.ACCEPTED: (FindingStatus.OPEN, FindingStatus.ACCEPTED),
    FindingStatus.WAIVED: (FindingStatus.OPEN, FindingStatus.ACCEPTED),
    FindingStatus.MENDED: (FindingStatus.OPEN, FindingStatus.ACCEPTED),
    FindingStatus.OPEN: (FindingStatus.ACCEPTED, FindingStatus.MENDED, FindingStatus.WAIVED),
}
"""Where a finding may stand for a person to move it there. An accepted one may be accepted again: by another hand."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """Some findings, how many there are of each kind and in all, the estates that any are of, and whether a full check is due."""

    rows: tuple[StoredFinding, ...]
    kinds: tuple[tuple[FindingKind, int], ...]
    total: int
    estates: tuple[str, ...]
    due: CheckDue


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A finding with its history, and the earlier one on the same subject that was waived or accepted on other facts."""

    stored: StoredFinding
    moves: tuple[FindingMove, ...]
    earlier: StoredFinding | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """What a person decides about a finding. `note` is why; `assignee` is who is to mend one that is accepted."""

    after: FindingStatus
    by: str
    note: str = ""
    assignee: str = ""


def listing(place: Workplace, wanted: FindingFilter, *, limit: int, offset: int = 0) -> Listing:
    """Return some findings, worst first; the kinds are counted whatever kind is wanted."""
    with place.database.read() as tx:
        kinds = findings.counts(tx, _any_kind(wanted))
        return Listing(
            rows=tuple(findings.select(tx, wanted, limit=limit, offset=offset)),
            kinds=kinds,
            total=sum(n for kind, n in kinds if wanted.kind in (None, kind)),
            estates=findings.estates(tx),
            due=due(place),
        )


def show(place: Workplace, finding_id: int) -> Shown:
    """Return one finding; UsageError where there is none of that number."""
    with place.database.read() as tx:
        return _shown(tx, finding_id)


def move(place: Workplace, finding_id: int, wanted: Move) -> Shown:
    """Let a person move a finding; UsageError, and nothing has changed, where it stands elsewhere or something is not said."""
    _refuse_unsaid(wanted)
    with place.database.begin() as tx:
        before = _get(tx, finding_id).status
        moved = before in FROM[wanted.after] and findings.move(
            tx, finding_id, before=before, after=wanted.after, by=wanted.by, note=wanted.note, assignee=wanted.assignee
        )
        if not moved:
            raise UsageError(
                f"Finding {finding_id} is {before}; it cannot become {wanted.after}.",
                f"不一致项 {finding_id} 当前为“{STATUS_ZH[before]}”，不能改为“{STATUS_ZH[wanted.after]}”。",
            )
        events.record(tx, f"finding.{wanted.after}", "finding", finding_id)
        return _shown(tx, finding_id)


def _refuse_unsaid(wanted: Move) -> None:
    if not wanted.by.strip():
        raise UsageError("Say who decides.", "请填写处理人。")
    if wanted.after in (FindingStatus.ACCEPTED, FindingStatus.WAIVED) and not wanted.note.strip():
        raise UsageError("Say why.", "请填写理由。")
    if wanted.after is FindingStatus.ACCEPTED and not wanted.assignee.strip():
        raise UsageError("Say who is to mend it.", "请填写整改责任人。")


def _any_kind(wanted: FindingFilter) -> FindingFilter:
    return FindingFilter(severity=wanted.severity, status=wanted.status, estate=wanted.estate, unit=wanted.unit, box=wanted.box)


def _shown(tx: Transaction, finding_id: int) -> Shown:
    stored = _get(tx, finding_id)
    earlier = None if stored.earlier is None else findings.get(tx, stored.earlier)
    return Shown(stored=stored, moves=findings.moves(tx, finding_id), earlier=earlier)


def _get(tx: Transaction, finding_id: int) -> StoredFinding:
    stored = findings.get(tx, finding_id)
    if stored is None:
        raise UsageError(f"There is no finding {finding_id}.", f"没有编号为 {finding_id} 的不一致项。")
    return stored
