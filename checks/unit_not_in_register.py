"""unit_not_in_register: a document or a catalogue row names a unit that the register of owners has not."""

from checks.linking import Links, text_key
from checks.records import CheckRecords, unit_text
from domain.finding import Finding, FindingKind, Severity
from domain.unit_match import compatible, loose_keys, plain_unit
from domain.unit_number import UnitNumber


def unit_not_in_register(records: CheckRecords, links: Links) -> tuple[Finding, ...]:
    """None where no register was imported. Floor or entrance stated otherwise than in the register is no disagreement."""
    if not records.register:
        return ()
    known: dict[str, list[tuple[str, UnitNumber]]] = {}
    for unit in records.register:
        plain = plain_unit(unit.unit)
        for key in loose_keys(plain):
            known.setdefault(key, []).append((text_key(unit.estate), plain))

    def missing(estate: str, unit: UnitNumber | None) -> bool:
        if unit is None:
            return False
        plain, name = plain_unit(unit), text_key(estate)
        candidates = [other for key in loose_keys(plain) for place, other in known.get(key, ()) if not name or place == name]
        return not any(other == plain or compatible(plain, other) for other in candidates)

    linked = {row.row for row, _ in links.pairs}
    found = [
        _finding(document.estate, document.unit, document.archive_no, document.document, "文件的房号不在业主名册中。")
        for document in records.documents
        if missing(document.estate, document.unit)
    ]
    found += [
        _finding(row.estate, row.unit, row.archive_no, "", f"目录第 {row.row} 行的房号不在业主名册中。")
        for row in records.catalogue
        if row.row not in linked and missing(row.estate, row.unit)
    ]
    return tuple(found)


def _finding(estate: str, unit: UnitNumber | None, archive_no: str, document: str, detail: str) -> Finding:
    return Finding(
        kind=FindingKind.UNIT_NOT_IN_REGISTER,
        severity=Severity.ERROR,
        archive_no=archive_no,
        estate=estate,
        unit=unit_text(unit),
        document=document,
        detail=detail,
        facts=f"estate={estate}|unit={unit_text(unit)}",
    )
