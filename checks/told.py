"""Findings about a document, a catalogue row or a pair of them, with the places both sides are known by."""

from dataclasses import replace
from datetime import date

from checks.records import DocumentRecord, unit_text
from domain.catalogue import HeldPaper
from domain.finding import Contrast, Finding, FindingKind, Severity
from domain.names import mask_name, name_parts
from domain.unit_number import UnitNumber
from domain.unit_words import unit_words

REGISTER = "业主名册"


def of_document(kind: FindingKind, severity: Severity, document: DocumentRecord) -> Finding:
    """A finding about a document; what disagrees is to be added."""
    return Finding(
        kind=kind,
        severity=severity,
        archive_no=document.archive_no,
        estate=document.estate,
        unit=unit_text(document.unit),
        box=document.box,
        document=document.document,
        ours=document_name(document),
    )


def of_row(kind: FindingKind, severity: Severity, held: HeldPaper) -> Finding:
    """A finding about a catalogue row; what disagrees is to be added."""
    paper = held.paper
    return Finding(
        kind=kind,
        severity=severity,
        archive_no=paper.archive_no,
        estate=paper.estate,
        unit=unit_text(paper.unit),
        box=paper.box,
        row=held.id,
        theirs=row_name(held),
    )


def of_pair(kind: FindingKind, severity: Severity, held: HeldPaper, document: DocumentRecord) -> Finding:
    """A finding about a document that the catalogue row of the same paper contradicts."""
    found = of_document(kind, severity, document)
    paper = held.paper
    return replace(found, archive_no=found.archive_no or paper.archive_no, box=paper.box or found.box, row=held.id, theirs=row_name(held))


def document_name(document: DocumentRecord) -> str:
    """A document as staff find it."""
    return f"文件 {document.archive_no}" if document.archive_no else f"文件 {document.document}（待复核）"


def row_name(held: HeldPaper) -> str:
    """A catalogue row as staff find it."""
    return f"纸质目录第 {held.paper.row} 行"


def contrast(field: str, ours: object, theirs: object) -> Contrast:
    """One field of both sides; None and "" are not stated."""
    return Contrast(field=field, ours=_shown(ours), theirs=_shown(theirs))


def names_apart(one: str, other: str) -> tuple[str, str]:
    """Two names masked so that they can still be told apart: 张*、李**; where that is the same, by their last characters."""
    masks = mask_name(one), mask_name(other)
    return masks if masks[0] != masks[1] else (_masked_but_last(one), _masked_but_last(other))


def _masked_but_last(name: str) -> str:
    return "、".join("*" * (len(part) - 1) + part[-1] for part in name_parts(name))


def _shown(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, UnitNumber):
        return unit_words(value)
    return value.isoformat() if isinstance(value, date) else str(value)
