"""date_outside_tenure: a document dated outside the time of the owner in whose dossier it lies."""

from dataclasses import replace

from checks.linking import Links
from checks.records import CheckRecords, DocumentRecord, days_text
from checks.text_keys import text_key
from checks.told import REGISTER, contrast, of_document
from domain.finding import Finding, FindingKind, Severity
from domain.register import RegisteredUnit, RegisterTenure
from domain.unit_match import plain_unit


def date_outside_tenure(records: CheckRecords, links: Links) -> tuple[Finding, ...]:
    """Filed documents dated before or after their dossier's tenure, its ends widened by the days of grace.

    A paper of a type that is signed before the tenure begins may be older.
    """
    early = {doc_type.code for doc_type in records.taxonomy.types if doc_type.before_tenure}
    units = {(text_key(unit.estate), plain_unit(unit.unit)): unit for unit in records.register}
    grace = records.options.grace_days
    found = []
    for document in records.documents:
        day, tenure = document.date, document.tenure
        if not document.filed or document.unit is None or day is None or tenure is None or tenure.holds(day, grace):
            continue
        if document.doc_type in early and (tenure.start is None or day < tenure.start):
            continue
        other = _other(units.get((text_key(document.estate), plain_unit(document.unit))), document, tenure)
        found.append(_of(document, tenure, other))
    return tuple(found)


def _other(unit: RegisteredUnit | None, document: DocumentRecord, tenure: RegisterTenure) -> RegisterTenure | None:
    """The tenure of the same unit that holds the document's day."""
    if unit is None or document.date is None:
        return None
    return next((each for each in unit.tenures if each != tenure and each.holds(document.date)), None)


def _of(document: DocumentRecord, tenure: RegisterTenure, other: RegisterTenure | None) -> Finding:
    better = f"，而属于 {_span(other)} 的产权期" if other else ""
    return replace(
        of_document(FindingKind.DATE_OUTSIDE_TENURE, Severity.WARNING, document),
        theirs=REGISTER,
        detail=f"文件日期 {document.date} 不在所归户档的产权期（{_span(tenure)}）内{better}。",
        mend=(
            "核对原件日期；日期无误的，经抽查更正移入该产权期业主的户档。"
            if other
            else "核对原件日期与名册中的产权起止日期，更正写错的一方。"
        ),
        sides=(contrast("日期", document.date, _span(tenure)),),
        facts=days_text((document.date, tenure.start, tenure.end)),
    )


def _span(tenure: RegisterTenure) -> str:
    return f"{tenure.start or '（未登记）'} 至 {tenure.end or '今'}"
