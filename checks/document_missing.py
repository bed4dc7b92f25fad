"""document_missing: a dossier lacks a document of its required set (应归档目录)."""

from collections import defaultdict

from checks.linking import Links
from checks.records import CheckRecords, unit_text
from domain.finding import Finding, FindingKind, Severity
from domain.unit_number import UnitNumber


def document_missing(records: CheckRecords, links: Links) -> tuple[Finding, ...]:
    """For every dossier that has a filed document: one finding an item that no document ticks.

    A dossier is one owner's time in a unit; optional items are no gap.
    """
    wanted = records.required_set
    if wanted is None:
        return ()
    held: dict[tuple[str, UnitNumber, str], set[str]] = defaultdict(set)
    for document in records.documents:
        if document.filed and document.unit is not None:
            held[document.estate, document.unit, document.owner].add(document.doc_type)
    return tuple(
        Finding(
            kind=FindingKind.DOCUMENT_MISSING,
            severity=Severity.NOTE,
            estate=estate,
            unit=unit_text(unit),
            detail=f"户档缺少“{item.name}”。",
            facts=f"set={wanted.name}|item={item.name}",
        )
        for (estate, unit, _), types in held.items()
        for item in wanted.items
        if not item.optional and not types.intersection(item.types)
    )
