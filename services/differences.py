"""The difference list of an import: what each touched tenure or paper was and will be, field by field, and how many of each kind."""

from collections import Counter
from collections.abc import Iterable

from domain.catalogue import CatalogueRow
from domain.household import HOUSEHOLD_ZH
from domain.imports import ChangeKind, Difference, FieldChange, ImportCounts, PaperStep, TenureStep
from domain.register import RegisterTenure


def of_tenure(step: TenureStep) -> Difference:
    """Tell a step of the register."""
    return Difference(
        kind=step.kind,
        row=step.row or None,
        estate=step.estate,
        unit=step.unit,
        name="、".join(step.after.owners),
        fields=_changes(_tenure_fields(step.before), _tenure_fields(step.after)),
        note=step.note,
    )


def of_paper(step: PaperStep) -> Difference:
    """Tell a step of the catalogue."""
    named = step.after
    return Difference(
        kind=step.kind,
        row=None if step.kind in {ChangeKind.GONE, ChangeKind.CLOSED} else named.row,
        estate=named.estate,
        unit=named.unit,
        name=named.archive_no or named.title,
        fields=_changes(_paper_fields(step.before), _paper_fields(step.after)),
    )


def count(kinds: Iterable[ChangeKind], *, unchanged: int, bad: int) -> ImportCounts:
    """Count the lines of each kind."""
    found = Counter(kind.code for kind in kinds)
    return ImportCounts(**found, unchanged=unchanged, bad=bad)


def _changes(old: dict[str, str], new: dict[str, str]) -> tuple[FieldChange, ...]:
    return tuple(FieldChange(field=name, old=old.get(name, ""), new=text) for name, text in new.items() if old.get(name, "") != text)


def _tenure_fields(tenure: RegisterTenure | None) -> dict[str, str]:
    if tenure is None:
        return {}
    return {
        "owner": "、".join(tenure.owners),
        "tenant": "、".join(tenure.tenants),
        "phone": "、".join(tenure.phones),
        "start": _text(tenure.start),
        "end": _text(tenure.end),
        "household": "、".join(("" if holds else "非") + HOUSEHOLD_ZH[kind] for kind, holds in tenure.household),
    }


def _paper_fields(paper: CatalogueRow | None) -> dict[str, str]:
    if paper is None:
        return {}
    return {
        "archive_no": paper.archive_no,
        "box": paper.box,
        "title": paper.title,
        "doc_type": paper.doc_type,
        "estate": paper.estate,
        "unit": _text(paper.unit),
        "owner": paper.owner,
        "date": _text(paper.date),
        "pages": _text(paper.page_count),
    }


def _text(value: object) -> str:
    return "" if value is None else str(value)
