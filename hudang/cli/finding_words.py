"""Findings on the command line: a table, one in full, plain data."""

from collections.abc import Iterable
from typing import Any

from domain.finding import StoredFinding
from domain.finding_words import KIND_ZH, SEVERITY_ZH, STATUS_ZH, where
from hudang.cli.console import chinese, say, table


def show_table(rows: Iterable[StoredFinding]) -> None:
    """Print findings as a table, a line each."""
    heads = ["#", say("severity", "程度"), say("kind", "种类"), say("status", "状态"), say("place", "房号"), say("box", "盒号")]
    heads += [say("archive no.", "档号"), say("what", "说明")]
    table(say("Findings", "不一致项"), heads, [_row(stored) for stored in rows])


def _row(stored: StoredFinding) -> tuple[object, ...]:
    found = stored.finding
    words = (SEVERITY_ZH[found.severity], KIND_ZH[found.kind], STATUS_ZH[stored.status])
    shown = words if chinese() else (found.severity, found.kind, stored.status)
    return (stored.id, *shown, where(found), found.box, found.archive_no, found.detail)


def plain(stored: StoredFinding) -> dict[str, Any]:
    """Return a finding as plain data."""
    found = stored.finding
    return {
        "finding": stored.id,
        "kind": found.kind,
        "severity": found.severity,
        "archive_no": found.archive_no,
        "estate": found.estate,
        "unit": found.unit,
        "box": found.box,
        "document": found.document or None,
        "other_document": found.other or None,
        "detail": found.detail,
        "mend": found.mend,
        "ours": found.ours,
        "theirs": found.theirs,
        "sides": [{"field": each.field, "ours": each.ours, "theirs": each.theirs} for each in found.sides],
        "status": stored.status,
        "assignee": stored.assignee,
        "by": stored.by,
        "note": stored.note,
        "earlier": stored.earlier,
    }
